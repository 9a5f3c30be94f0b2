import Core
public import Curation
import Foundation
import Pictures
import Reports

/// The self-contained page about an audit: what a collection holds, and what is wrong with it, for eyes and ears.
///
/// All figures are those of the ``AuditReport`` that `audit.json` holds; the page adds pictures and sounds, at most
/// 40 pairs, 120 small spectrograms and some 20 short sounds, so that it stays below about 5 MB.
public struct AuditPage: Sendable {
  let report: AuditReport
  let selection: AuditSelection
  let media: AuditMedia

  /// Reads what is to be seen and heard of the recordings.
  /// - Parameters:
  ///   - recordings: the collection's recordings, for their places; what cannot be read is left out.
  ///   - workers: how many are read at once; the page does not depend on it.
  public init(_ report: AuditReport, recordings: [Recording], workers: Int) {
    self.report = report
    selection = AuditSelection(report)
    media = AuditMedia(
      selection, files: Dictionary(recordings.map { ($0.path, $0.url) }) { first, _ in first }, workers: workers)
  }

  /// The page; the same report and recordings give the same text.
  public func html() -> String {
    HTMLReport(
      title: "What is in this collection, and what is wrong with it",
      subtitle: "\(plural(report.counts.found, "recording")), read as \(report.layout): \(report.evidence).",
      sections: [
        overview, contents, examples, quality, copies, conflicts, groups, shortcuts, memory, rejected, method,
      ].compactMap { $0 },
      footer:
        "Auscult \(report.version). The same figures stand in audit.json, one row a recording in issues.csv and quality.csv, one a pair in duplicates.csv. Research use only: not a medical device."
    ).html
  }

  // MARK: At a glance

  private var overview: HTMLReport.Section {
    let counts = report.counts
    let hours = report.recordings.reduce(0) { $0 + $1.quality.duration } / 3600
    let labels = report.labelsByCount.filter { !$0.isEmpty }
    let figures = [
      KeyFigure(
        "Recordings", number(counts.found),
        caption: "\(number(counts.labelled)) with a label, \(number(counts.unlabelled)) without"),
      KeyFigure("Classes", number(labels.count), caption: list(labels, most: 4, limit: 24)),
      KeyFigure(
        "Sound", hours < 1 ? "\(Ticks.number(60 * hours, decimals: 1)) min" : "\(Ticks.number(hours, decimals: 1)) h",
        caption: "of what could be read"),
      KeyFigure(
        "Independent groups", number(counts.groups),
        caption: groupsWords),
    ]
    return HTMLReport.Section("At a glance", [.keyFigures(figures)] + findings.map { .note($0) })
  }

  private var groupsWords: String {
    let strangers = report.recordings.count { $0.patientID.isEmpty }
    let patients =
      strangers == 0
      ? "this is how much data there really is"
      : "of \(number(strangers)) the patient is unknown, so one person may still hide in several groups"
    return "recordings of one patient or one sound are one group: " + patients
  }

  /// The findings that matter, the gravest first.
  private var findings: [ReportNote] {
    let notes = [memoryNote, conflictNote, swallowedNote, copiesNote, sharedNote, shortcutNote, rejectedNote]
      .compactMap { $0 }
    let grave = notes.filter { $0.kind == .problem } + notes.filter { $0.kind != .problem }
    if !grave.isEmpty { return grave }
    return report.recordings.isEmpty
      ? [
        ReportNote(.warning, title: "Nothing could be read", text: "There is no recording here that could be decoded.")
      ]
      : [
        ReportNote(
          .success, title: "Nothing stands in the way",
          text:
            "No copies, no labels that disagree and no shortcut were found. Faults of single recordings stand below.")
      ]
  }

  private var copiesNote: ReportNote? {
    let acoustic = report.links.count { $0.kind != .samePatient }
    guard acoustic > 0 else { return nil }
    let touched = report.recordings.count { !$0.nearDuplicates.isEmpty }
    return ReportNote(
      .warning, title: "\(plural(touched, "recording")) have a copy in the collection",
      text:
        "If a copy lies in the training set and its twin in the test set, the test measures memory. Split by group ('auscult split', or the column group_id of groups.csv), never by file."
    )
  }

  private var rejectedNote: ReportNote? {
    guard report.counts.rejected > 0 else { return nil }
    return ReportNote(
      .warning, title: "\(plural(report.counts.rejected, "file")) could not be read",
      text: "They take no part in anything below. The reasons stand at the end of this page and in rejected.csv.")
  }

  // MARK: Words

  /// A number with spaces between thousands.
  func number(_ value: Int) -> String { Ticks.number(Double(value), decimals: 0) }

  func share(_ value: Double) -> String { Ticks.number(100 * value, decimals: 1) + " %" }

  func plural(_ count: Int, _ noun: String) -> String { "\(number(count)) \(noun)\(count == 1 ? "" : "s")" }

  /// A class's name for readers.
  func name(_ label: String) -> String { label.isEmpty ? "no label" : label }

  /// The first `most` of some names, each cut to `limit` characters.
  func list(_ names: [String], most: Int, limit: Int = 60) -> String {
    let shown = names.prefix(most).map { $0.count <= limit ? $0 : String($0.prefix(limit - 1)) + "…" }
    return shown.joined(separator: ", ") + (names.count > most ? " and \(number(names.count - most)) more" : "")
  }
}
