import Core
import Curation
import Foundation
import Manifest

extension RecordingTask {
  /// The recording as a plan holds it, without the place of the collection on this machine: its side, its fold and its
  /// ``facts`` between tabs, as a plan has very many of them.
  static func line(_ split: Split, fold: Int?, facts: some StringProtocol) -> String {
    "\(split.rawValue)\t\(fold.map { "\($0)" } ?? "")\t\(facts)"
  }

  /// All that is known of the recording before it has a side, between tabs.
  var facts: String {
    func field(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    let texts = [recording.path, recording.patientID, recording.source, recording.site, groupID].map(LogLine.quoted)
    let others = [recording.label.map(LogLine.quoted) ?? "", sourceSHA256, field(quality), field(heartRate)]
    let annotation = recording.annotation.map {
      [LogLine.quoted($0.path), $0.format.rawValue, LogLine.quoted($0.entry), annotationSHA256]
    }
    return (texts + others + (annotation ?? [])).joined(separator: "\t")
  }

  /// Reads a ``line``; nil for anything else.
  init?(line: Substring, below root: URL) {
    let fields = line.fields(atMost: 3)
    guard fields.count == 3, let split = Split(rawValue: String(fields[0])) else { return nil }
    let fold = Int(fields[1])
    guard fields[1].isEmpty == (fold == nil) else { return nil }
    self.init(facts: fields[2], split: split, fold: fold, below: root)
  }

  /// Reads ``facts`` of a recording that has a side; nil for anything else.
  init?(facts: Substring, split: Split, fold: Int?, below root: URL) {
    let fields = facts.fields(atMost: 13)
    let texts = fields.prefix(5).compactMap(LogLine.unquoted)
    guard [9, 13].contains(fields.count), texts.count == 5 else { return nil }
    let label = fields[5].isEmpty ? nil : LogLine.unquoted(fields[5])
    let (quality, heartRate) = (Double(fields[7]), Double(fields[8]))
    guard fields[5].isEmpty == (label == nil), fields[7].isEmpty == (quality == nil),
      fields[8].isEmpty == (heartRate == nil)
    else { return nil }
    var recording = Recording(
      path: texts[0], in: root, label: nil, patientID: texts[1], source: texts[2], site: texts[3])
    // As it was renamed to, whatever it is.
    recording.label = label
    if fields.count == 13 {
      guard let path = LogLine.unquoted(fields[9]), let entry = LogLine.unquoted(fields[11]),
        let format = AnnotationFile.Format(rawValue: String(fields[10]))
      else { return nil }
      recording.annotation = AnnotationFile(path: path, in: root, format: format, entry: entry)
    }
    self.init(
      recording: recording, split: split, fold: fold, groupID: texts[4], sourceSHA256: String(fields[6]),
      quality: quality, heartRate: heartRate)
    annotationSHA256 = fields.count == 13 ? String(fields[12]) : ""
  }
}

extension Substring {
  /// What stands between the tabs of a line, in at most so many fields; by bytes, as there are very many lines.
  fileprivate func fields(atMost most: Int) -> [Substring] {
    utf8.split(separator: 9, maxSplits: most - 1, omittingEmptySubsequences: false).map { Substring($0) }
  }
}
