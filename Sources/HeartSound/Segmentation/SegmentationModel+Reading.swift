public import Core
public import Foundation

extension SegmentationModel {
  /// Reads what ``write(to:)`` wrote.
  /// - Throws: `HeartSoundError` `.notFound` if there is no such file, `.badData` if it is something else.
  public init(contentsOf url: URL) throws(HeartSoundError) {
    let data: Data
    do { data = try Data(contentsOf: url) } catch {
      throw HeartSoundError(
        .notFound, "cannot be read. Is it where 'auscult segment --fit' left it?", subject: url.path, cause: error)
    }
    let model: SegmentationModel
    do { model = try JSONText.decode(SegmentationModel.self, from: data) } catch {
      throw HeartSoundError(
        .badData, "is not a segmentation model. Make one with 'auscult segment --fit'.", subject: url.path, cause: error
      )
    }
    if let fault = model.fault { throw HeartSoundError(.badData, fault, subject: url.path) }
    self = model
  }

  /// Writes the model as JSON, whole or not at all.
  /// - Throws: `CoreError` if the file cannot be made.
  public func write(to url: URL) throws { try AtomicFile.write(try JSONText.encode(self), to: url) }

  /// What is wrong with the numbers, if anything is: nothing that stands in a file is believed.
  private var fault: String? {
    if version != Self.currentVersion { return "comes from another version of this program. Fit it anew." }
    let isComplete = classifiers.count == 4 && classifiers.allSatisfy { $0.weights.count == features.count }
    if features.isEmpty || !isComplete { return "does not hold four regressions with a weight for each feature." }
    let weights = classifiers.flatMap { [$0.intercept] + $0.weights }
    let lines = [durations.s1, durations.systole, durations.s2]
    let isPossible =
      weights.allSatisfy { abs($0) < 1e6 }
      && lines.allSatisfy {
        (0...2).contains($0.atOneSecond) && abs($0.slope) <= 2 && (1e-3...1).contains($0.deviation)
      }
    return isPossible ? nil : "holds impossible numbers. Fit it anew."
  }
}
