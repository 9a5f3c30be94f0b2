public import ArrayFiles
public import Core
public import Foundation
import SignalProcessing

extension AlignmentModel {
  /// Reads what ``write(to:)`` wrote.
  /// - Throws: `HeartSoundError` `.notFound` if there is no such file, `.badData` if it is damaged or something else.
  public init(contentsOf url: URL) throws(HeartSoundError) {
    let data: Data
    do { data = try Data(contentsOf: url) } catch {
      throw HeartSoundError(
        .notFound, "cannot be read. Is it where the training left it?", subject: url.path, cause: error)
    }
    let archive: NumPyArchive
    do { archive = try NumPyArchive(npzData: data) } catch {
      throw HeartSoundError(
        .badData, "is not an alignment. Make it anew by aligning the training data.", subject: url.path, cause: error)
    }
    try self.init(archive: archive, subject: url.path)
  }

  /// Makes the model that `archive` holds.
  /// - Throws: `HeartSoundError` `.badData` if arrays are missing, misshapen or hold impossible values.
  public init(archive: NumPyArchive, subject: String? = nil) throws(HeartSoundError) {
    let arrays = AlignmentArrays(archive: archive, subject: subject)
    guard try arrays.integer("version") == Self.version else {
      throw arrays.refusal("comes from another version of this program. Make it anew.")
    }
    let mode = try arrays.integer("padding_mode")
    guard (0..<Int64(Self.modes.count)).contains(mode) else { throw arrays.refusal("holds an unknown padding mode.") }
    let reference = PairSequence(values: try arrays.table("reference"))
    let length = reference.count
    var scalers: PositionScalers?
    if archive["frequency_mean"] != nil {
      scalers = PositionScalers(
        frequency: try arrays.scaler("frequency", length: length),
        amplitude: try arrays.scaler("amplitude", length: length))
    }
    self.init(padding: try AlignmentPadding(reference: reference, mode: Self.modes[Int(mode)]), scalers: scalers)
  }
}

/// Takes checked values out of an archive.
private struct AlignmentArrays {
  let archive: NumPyArchive
  let subject: String?

  func refusal(_ message: String) -> HeartSoundError { HeartSoundError(.badData, message, subject: subject) }

  func integer(_ name: String) throws(HeartSoundError) -> Int64 {
    guard let array = archive[name], case .int64(let values) = array.elements, values.count == 1 else {
      throw refusal("holds no whole number “\(name)”: it is not an alignment.")
    }
    return values[0]
  }

  /// The values of an array of two columns.
  func table(_ name: String) throws(HeartSoundError) -> [Double] {
    guard let array = archive[name], array.shape.count == 2, array.shape[1] == 2 else {
      throw refusal("holds no table “\(name)” of two columns: it is not an alignment.")
    }
    return array.doubles
  }

  func scaler(_ name: String, length: Int) throws(HeartSoundError) -> PositionScaler {
    let means = try vector("\(name)_mean", length: length)
    let scales = try vector("\(name)_scale", length: length)
    guard scales.allSatisfy({ $0 > 0 }) else { throw refusal("holds a scale in “\(name)_scale” that is not positive.") }
    return PositionScaler(means: means, scales: scales)
  }

  private func vector(_ name: String, length: Int) throws(HeartSoundError) -> [Double] {
    guard let array = archive[name], array.shape == [length] else {
      throw refusal("holds no “\(name)” of \(length) values, one for every frame of the reference.")
    }
    let values = array.doubles
    guard values.allSatisfy({ $0.isFinite }) else { throw refusal("holds values in “\(name)” that are not finite.") }
    return values
  }
}
