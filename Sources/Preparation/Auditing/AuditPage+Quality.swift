import Core
import Curation
import Foundation
import Pictures
import Reports

extension AuditPage {
  /// The quality index, the faults with what to do, and the recordings to listen to first.
  var quality: HTMLReport.Section? {
    guard !report.recordings.isEmpty else { return nil }
    let all = report.recordings.count
    var blocks: [ReportBlock] = [
      .text(
        "The quality index goes from 0 (nothing like a heart) to 1 (clear beats that repeat). It is an indicator, not a validated measure: use it to decide what to listen to, not what to delete."
      )
    ]
    let index = Histogram(
      title: "Quality index", axis: Axis("Index (0 poor, 1 clear)", range: 0...1),
      groups: grouped(\.signalQualityIndex), binCount: 20)
    let found = QualityIssue.allCases.compactMap { issue in
      report.counts.issues[issue.rawValue].map { (issue: issue, count: $0) }
    }
    var figures = [
      ReportFigure(
        .svg(index.svg()),
        caption: "If one class lies clearly lower, a model may learn the quality instead of the diagnosis.")
    ]
    if !found.isEmpty {
      let bars = BarChart(
        title: "Recordings with a fault", categories: found.map { $0.issue.title }, axis: Axis("Recordings"),
        series: [.init("recordings", found.map { Double($0.count) })])
      figures.append(ReportFigure(.svg(bars.svg()), caption: "One recording may have several."))
    }
    blocks.append(.figures(figures))
    if found.isEmpty {
      blocks.append(.note(.init(.success, title: "No faults were found", text: "Every recording passed every check.")))
    } else {
      blocks.append(
        .table(
          ReportTable(
            caption: "What was found, and what to do about it",
            columns: [
              .init("Fault"), .init("Recordings", isNumeric: true), .init("Share", isNumeric: true),
              .init("What to do"),
            ],
            rows: found.map {
              [$0.issue.title, number($0.count), share(Double($0.count) / Double(all)), $0.issue.advice]
            })))
    }
    let worst = report.recordings.indices.sorted {
      let (a, b) = (report.recordings[$0].signalQualityIndex, report.recordings[$1].signalQualityIndex)
      return a == b ? $0 < $1 : a < b
    }.prefix(15).map { report.recordings[$0] }
    blocks.append(
      .details(
        summary: "The \(worst.count == 1 ? "recording" : "\(worst.count) recordings") to listen to first",
        [
          .table(
            ReportTable(
              columns: [.init("Recording"), .init("Class"), .init("Index", isNumeric: true), .init("Faults")],
              rows: worst.map {
                [
                  $0.fileName, name($0.label), Ticks.number($0.signalQualityIndex, decimals: 2),
                  $0.issues.map(\.title).joined(separator: ", "),
                ]
              }))
        ]))
    return HTMLReport.Section("Quality", blocks)
  }

  /// Files that could not be read.
  var rejected: HTMLReport.Section? {
    guard !report.rejected.isEmpty else { return nil }
    let most = 40
    var blocks: [ReportBlock] = [
      .table(
        ReportTable(
          columns: [.init("File"), .init("Reason"), .init("What happened")],
          rows: report.rejected.prefix(most).map { [$0.fileName, $0.reason, $0.detail] }))
    ]
    if report.rejected.count > most {
      blocks.append(.text("The other \(number(report.rejected.count - most)) stand in rejected.csv."))
    }
    return HTMLReport.Section("Could not be read", blocks)
  }
}

extension QualityIssue {
  /// The fault's name for readers.
  var title: String {
    switch self {
    case .lowQuality: "low quality"
    case .notHeartSound: "no heart sound"
    case .clipping: "clipping"
    case .silence: "silence"
    case .dropout: "dropouts"
    case .hum: "mains hum"
    case .dcOffset: "offset"
    case .spikes: "friction spikes"
    case .bandLimited: "cut-off band"
    case .heartRate: "no plausible heart rate"
    }
  }

  /// What to do, as a sentence.
  fileprivate var advice: String { remedy.prefix(1).uppercased() + remedy.dropFirst() }
}
