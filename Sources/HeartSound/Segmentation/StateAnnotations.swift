public import Core
public import Foundation

/// The states of a recording as the CirCor DigiScope collection writes them: start and end in seconds, and the state.
///
/// Tab-separated, no header; 0 not annotated, 1 S1, 2 systole, 3 S2, 4 diastole. Read are also blanks and commas for tabs,
/// and states by name (`S1`, `systole`, `S2`, `diastole`; anything else counts as not annotated only if it is `N` or `0`).
public enum StateAnnotations {
  /// Reads the intervals of a file, in samples at `sampleRate`; what is not annotated is left out.
  /// - Throws: `HeartSoundError` `.notFound`, or `.badData` naming the line.
  public static func read(_ url: URL, sampleRate: Int) throws(HeartSoundError) -> [StateInterval] {
    let data: Data
    do { data = try Data(contentsOf: url) } catch {
      throw HeartSoundError(.notFound, "cannot be read.", subject: url.path, cause: error)
    }
    guard data.count <= 1 << 26, let text = String(validating: data, as: UTF8.self) else {
      throw HeartSoundError(.badData, "is not a text of states.", subject: url.path)
    }
    return try parse(text, sampleRate: sampleRate, name: url.lastPathComponent)
  }

  /// Reads the intervals of a text; `name` is what messages call it.
  /// - Throws: `HeartSoundError` `.badData` naming the line.
  public static func parse(_ text: String, sampleRate: Int, name: String) throws(HeartSoundError) -> [StateInterval] {
    var intervals: [StateInterval] = []
    var lastEnd = 0
    for (index, line) in text.split(whereSeparator: \.isNewline).enumerated() {
      func fault(_ what: String) -> HeartSoundError {
        HeartSoundError(.badData, "line \(index + 1): \(what)", subject: name)
      }
      let cells = line.split { $0 == "\t" || $0 == "," || $0 == " " || $0 == "\u{FEFF}" }
      if cells.isEmpty { continue }
      guard cells.count == 3, let start = Double(cells[0]), let end = Double(cells[1]) else {
        throw fault("start, end and state were expected, for example '0.52 0.64 1'.")
      }
      guard start >= 0, end >= start, end < 1e6 else { throw fault("a state from \(start) s to \(end) s cannot be.") }
      guard let code = codes[cells[2].lowercased()] else { throw fault("'\(cells[2])' is no state: 0 to 4 are.") }
      let range = (sample(start, sampleRate), sample(end, sampleRate))
      guard range.0 >= lastEnd - 1 else { throw fault("it begins before the line above ends.") }
      lastEnd = max(lastEnd, range.1)
      if let state = HeartSoundState(rawValue: code), range.0 < range.1 {
        intervals.append(StateInterval(startSample: range.0, endSample: range.1, state: state))
      }
    }
    return intervals
  }

  /// The text of intervals; gaps and the rest of the recording are written as not annotated.
  public static func text(_ intervals: [StateInterval], sampleCount: Int, sampleRate: Int) -> String {
    var lines: [String] = []
    var position = 0
    func add(until end: Int, _ code: Int) {
      guard end > position else { return }
      lines.append("\(Double(position) / Double(sampleRate))\t\(Double(end) / Double(sampleRate))\t\(code)\n")
      position = end
    }
    for interval in intervals {
      add(until: interval.startSample, 0)
      add(until: interval.endSample, interval.state.rawValue)
    }
    add(until: sampleCount, 0)
    return lines.joined()
  }

  private static let codes: [String: Int] = [
    "0": 0, "n": 0, "1": 1, "s1": 1, "2": 2, "systole": 2, "3": 3, "s2": 3, "4": 4, "diastole": 4,
  ]

  private static func sample(_ time: Seconds, _ sampleRate: Int) -> Int { Int((time * Double(sampleRate)).rounded()) }
}
