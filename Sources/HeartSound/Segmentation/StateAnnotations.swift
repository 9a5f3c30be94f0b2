public import ArrayFiles
public import Core
public import Foundation

/// The states of a recording, as the CirCor DigiScope collection or the CinC 2016 challenge writes them.
///
/// CirCor: start and end in seconds, and the state. Tab-separated, no header; 0 not annotated, 1 S1, 2 systole, 3 S2, 4
/// diastole. Read are also blanks and commas for tabs, and states by name (`S1`, `systole`, `S2`, `diastole`; anything else
/// counts as not annotated only if it is `N` or `0`).
///
/// CinC 2016: a MAT-file with a cell array of two columns, where a state begins and its name; see
/// ``intervals(of:sampleRate:name:)``.
public enum StateAnnotations {
  /// Reads the intervals of a `.tsv` or `.mat` file, in samples at `sampleRate`; what is not annotated is left out.
  /// - Throws: `HeartSoundError` `.notFound`, or `.badData` naming the line.
  public static func read(_ url: URL, sampleRate: Int) throws(HeartSoundError) -> [StateInterval] {
    let data: Data
    do { data = try Data(contentsOf: url) } catch {
      throw HeartSoundError(.notFound, "cannot be read.", subject: url.path, cause: error)
    }
    return try read(data, name: url.path, sampleRate: sampleRate)
  }

  /// Reads the intervals of a file's content, in samples at `sampleRate`; what is not annotated is left out.
  /// - Parameter name: the path, whose extension says what it is (`.mat`, else text).
  /// - Throws: `HeartSoundError` `.badData` naming the line.
  public static func read(_ data: Data, name: String, sampleRate: Int) throws(HeartSoundError) -> [StateInterval] {
    if PathText.fileExtension(of: name).lowercased() == "mat" {
      let file: MATLABFile
      do { file = try MATLABFile(data, name: name) } catch {
        throw HeartSoundError(.badData, error.message, subject: name, cause: error)
      }
      return try intervals(of: file, sampleRate: sampleRate, name: name)
    }
    guard data.count <= 1 << 26, let text = String(validating: data, as: UTF8.self) else {
      throw HeartSoundError(.badData, "is not a text of states.", subject: name)
    }
    return try parse(text, sampleRate: sampleRate, name: name)
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

  /// The rate of CinC 2016's positions in hertz.
  static let cincRate = 2000.0

  /// Reads the intervals of an annotation of the CinC 2016 challenge (`a0001_StateAns.mat`), in samples at `sampleRate`.
  ///
  /// Its variable `state_ans` is a cell array of n rows: the sample at 2,000 Hz, counted from 1, at which a state begins, and
  /// its name, `s` and `d` being systole and diastole; `S` is a heart sound whose number is missing, which is S2 after a systole
  /// and S1 after a diastole; noise (`(N`, `N)`) and any other name is not annotated. Each state lasts to the next row; how
  /// long the last one lasts is not said, so it is left out.
  /// - Throws: `HeartSoundError` `.badData` naming the row.
  public static func intervals(
    of file: MATLABFile, sampleRate: Int, name: String
  ) throws(HeartSoundError) -> [StateInterval] {
    func fault(_ what: String) -> HeartSoundError { HeartSoundError(.badData, what, subject: name) }
    // `state_ans` before what else may lie in the file.
    let named = file.variables.sorted { a, b in
      let (first, second) = (a.key.hasPrefix("state_ans"), b.key.hasPrefix("state_ans"))
      return first == second ? precedesInBytes(a.key, b.key) : first
    }
    let tables = named.compactMap { _, value in
      if case .cells(let cells, let shape) = value, shape.count == 2, shape[1] == 2 { cells } else { nil }
    }
    guard let cells = tables.first else {
      throw fault("holds no cell array of two columns, as 'state_ans' of CinC 2016 is.")
    }
    let count = cells.count / 2
    var begins: [(sample: Int, state: HeartSoundState?)] = []
    for row in 0..<count {
      guard let position = cells[row].number, position >= 0, position < cincRate * 1e6 else {
        throw fault("row \(row + 1): its first column is no sample counted from 1.")
      }
      guard let word = cells[count + row].string?.trimmed.trimmingCharacters(in: noiseMarks) else {
        throw fault("row \(row + 1): its second column is no name of a state.")
      }
      let start = sample(max(0, position - 1) / cincRate, sampleRate)
      if let last = begins.last, last.sample > start { throw fault("row \(row + 1): it begins before the row above.") }
      begins.append((start, state(named: word, after: begins.last?.state)))
    }
    return zip(begins, begins.dropFirst()).compactMap { begin, next in
      guard let state = begin.state, begin.sample < next.sample else { return nil }
      return StateInterval(startSample: begin.sample, endSample: next.sample, state: state)
    }
  }

  /// The state that a word of CinC 2016 means; nil where nothing is annotated.
  private static func state(named word: String, after last: HeartSoundState?) -> HeartSoundState? {
    guard word == "S" else { return codes[word.lowercased()].flatMap(HeartSoundState.init) }
    return last == .systole || last == .diastole ? last?.next : nil
  }

  private static let noiseMarks = CharacterSet(charactersIn: "()")

  /// The parts of intervals that lie in a range of samples, counted from its beginning; a state that is cut keeps its name.
  public static func intervals(_ intervals: [StateInterval], in range: Range<Int>) -> [StateInterval] {
    intervals.compactMap { interval in
      let part = interval.samples.clamped(to: range)
      guard !part.isEmpty else { return nil }
      return StateInterval(
        startSample: part.lowerBound - range.lowerBound, endSample: part.upperBound - range.lowerBound,
        state: interval.state)
    }
  }

  /// The states of a whole from those of its parts, which may overlap; where they do, the later part is believed.
  /// - Parameter parts: where each part begins, and its states, counted from there.
  public static func joined(_ parts: [(start: Int, states: [StateInterval])]) -> [StateInterval] {
    let count = parts.map { part in part.start + (part.states.map(\.endSample).max() ?? 0) }.max() ?? 0
    var codes = [Int8](repeating: 0, count: count)
    for part in parts {
      for interval in part.states {
        for sample in interval.samples { codes[part.start + sample] = Int8(interval.state.rawValue) }
      }
    }
    var intervals: [StateInterval] = []
    var begin = 0
    for end in codes.indices where end + 1 == count || codes[end + 1] != codes[end] {
      if let state = HeartSoundState(rawValue: Int(codes[end])) {
        intervals.append(StateInterval(startSample: begin, endSample: end + 1, state: state))
      }
      begin = end + 1
    }
    return intervals
  }

  /// Where the states of a sound file at `path` are written: the same name with `.tsv`.
  public static func path(beside path: String) -> String { PathText.withoutExtension(path) + ".tsv" }

  /// What the names of annotations end in, after the recording's own.
  public static let endings = [".tsv", "_StateAns.mat"]

  /// Where the annotation of a recording at `path` may lie, the nearest place first: beside it (CirCor), else in a folder
  /// `annotations` of its own folder or of one of those above, as ``places(of:in:)`` says.
  /// - Parameters:
  ///   - path: with "/" between names; the places are given in the same way.
  ///   - levels: the number of folders above its own that may hold `annotations`.
  public static func places(of path: String, above levels: Int) -> [String] {
    let folders = PathText.folders(of: path).map(String.init)
    let own = PathText.stem(of: path)
    let beside = endings.map { ending in (folders + [own + ending]).joined(separator: "/") }
    let nearest = (max(0, folders.count - levels)...folders.count).reversed()
    return beside
      + nearest.flatMap { count in
        places(of: path, in: (folders.prefix(count) + ["annotations"]).joined(separator: "/"))
      }
  }

  /// Where the annotation of a recording at `path` may lie in a folder of annotations: at once below it, or in a folder that is
  /// called like the recording's with `_StateAns`, which may lie in `hand_corrected` (CinC 2016:
  /// `annotations/hand_corrected/training-a_StateAns/a0001_StateAns.mat`).
  public static func places(of path: String, in annotations: String) -> [String] {
    let own = PathText.stem(of: path)
    let tables = PathText.folders(of: path).last.map { "\($0)_StateAns/" }
    let folders = [""] + (tables.map { [$0, "hand_corrected/" + $0] } ?? [])
    return folders.flatMap { folder in endings.map { ending in "\(annotations)/\(folder)\(own)\(ending)" } }
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
    "0": 0, "n": 0, "1": 1, "s1": 1, "2": 2, "systole": 2, "s": 2, "3": 3, "s2": 3, "4": 4,
    "diastole": 4, "d": 4,
  ]

  private static func sample(_ time: Seconds, _ sampleRate: Int) -> Int { Int((time * Double(sampleRate)).rounded()) }
}
