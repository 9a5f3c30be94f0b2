import Core
import Curation
import Foundation
import Hashing
import HeartSound

/// The annotated states of a recording that is prepared, in samples of its clips' rate.
struct KnownStates {
  /// The states; nil where the recording has none, or its annotation cannot be used.
  private(set) var intervals: [StateInterval]?
  /// Why its annotation cannot be used.
  private(set) var fault: String?

  /// Reads the annotation of `task`, if it has one.
  /// - Parameter ownRate: the rate of its file in hertz.
  /// - Throws: `PreparationError` `.unusable` if the annotation is not the one that was planned with.
  init(_ task: RecordingTask, sampleRate: Int, ownRate: Int) throws(PreparationError) {
    guard let annotation = task.recording.annotation else { return }
    let data: Data
    do { data = try Data(contentsOf: annotation.url) } catch {
      // What could be read when it was planned may be readable again in a moment.
      guard task.annotationSHA256.isEmpty else { throw Self.changed(annotation) }
      fault = "\(annotation.path) cannot be read."
      return
    }
    guard SHA256.hexDigest(of: data) == task.annotationSHA256 else {
      throw Self.changed(annotation)
    }
    do {
      intervals = try annotation.states(in: data, sampleRate: sampleRate, ownRate: ownRate)
    } catch {
      fault = "\(annotation.path): \(error.message)"
    }
  }

  private static func changed(_ annotation: AnnotationFile) -> PreparationError {
    PreparationError(
      .unusable(stage: "annotate", reason: WorkChange.reason),
      "its annotation \(annotation.path) changed while it was worked on, or since it was planned. Run again.")
  }

  /// The states in a window of the recording; nil where nothing is annotated.
  func intervals(in window: Range<Int>) -> [StateInterval]? {
    let own = StateAnnotations.intervals(intervals ?? [], in: window)
    return own.isEmpty ? nil : own
  }
}

extension BatchOutput {
  /// Writes the states of a clip or copy beside it.
  /// - Returns: the digest of the file, "" if there are no states.
  /// - Throws: `CoreError`.
  @discardableResult
  func write(_ states: [StateInterval]?, beside path: String, sampleCount: Int, sampleRate: Int) throws(CoreError)
    -> String
  {
    guard let states else { return "" }
    let text = StateAnnotations.text(states, sampleCount: sampleCount, sampleRate: sampleRate)
    return try write(Data(text.utf8), to: StateAnnotations.path(beside: path)).sha256
  }
}
