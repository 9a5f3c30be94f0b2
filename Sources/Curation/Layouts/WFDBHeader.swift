import Foundation

/// The header of a PhysioNet record (`.hea`): its signals, and the comment lines after them.
struct WFDBHeader: Equatable {
  /// The record's name.
  let record: String
  /// Samples per second, or nil where it is left out.
  let sampleRate: Double?
  /// Samples a signal, or nil where that is left out.
  let frameCount: Int?
  /// The files of the signals, in order.
  let files: [String]
  /// The comment lines without `#`.
  let comments: [String]

  /// Reads the text of a header; nil where it is none.
  init?(_ text: String) {
    let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
    let plain = lines.filter { !$0.hasPrefix("#") && !$0.isEmpty }.map { $0.split(separator: " ").map(String.init) }
    guard let first = plain.first, first.count >= 2, let signals = Int(first[1]), signals >= 0 else { return nil }
    record = first[0]
    // A rate may carry a counter's rate and base, as in "360/1(0)".
    sampleRate = first.count > 2 ? Double(first[2].prefix { $0.isNumber || $0 == "." }) : nil
    frameCount = first.count > 3 ? Int(first[3]) : nil
    files = plain.dropFirst().prefix(signals).compactMap(\.first)
    comments = lines.filter { $0.hasPrefix("#") }.map {
      $0.dropFirst().trimmingCharacters(in: .whitespaces)
    }
  }
}
