import Core
import Curation
import Foundation
import Pictures
import Reports

extension AuditPage {
  // MARK: Shortcuts

  private var confounded: [ConfoundingProbe] {
    report.confounding.filter(\.isConfounded).sorted {
      $0.balancedAccuracy == $1.balancedAccuracy
        ? precedesInBytes($0.column, $1.column) : $0.balancedAccuracy > $1.balancedAccuracy
    }
  }

  var shortcutNote: ReportNote? {
    guard let worst = confounded.first else { return nil }
    return ReportNote(
      .warning, title: "The \(words(worst.column)) alone gives the class away",
      text:
        "Knowing nothing but the \(words(worst.column)), a guesser reaches a balanced accuracy of \(share(worst.balancedAccuracy)); blind guessing reaches \(share(worst.floor)). A model may learn this instead of the heart."
    )
  }

  /// What single columns tell of the label.
  var shortcuts: HTMLReport.Section? {
    guard let first = report.confounding.first else { return nil }
    let probes = report.confounding
    let chart = BarChart(
      title: "What one property alone knows", categories: probes.map { words($0.column) },
      axis: Axis("Balanced accuracy", range: 0...1, format: .percent),
      series: [
        .init("from that property alone", probes.map(\.balancedAccuracy)), .init("blind guessing", probes.map(\.floor)),
      ])
    var blocks: [ReportBlock] = [
      .text(
        "A fair collection has nothing but the heart sound to tell its classes apart. Here a guesser sees one property of the file and not a single sample of sound. Balanced accuracy is the mean over the classes of the share found; blind guessing reaches \(share(first.floor)). Its plain accuracy stands beside that of always naming the commonest class; it can be lower, because the guesser takes all classes for equally likely."
      ),
      .figures([
        ReportFigure(.svg(chart.svg()), caption: "The nearer both bars of a property are, the less it gives away.")
      ]),
      .table(
        ReportTable(
          columns: [
            .init("Property"), .init("Values", isNumeric: true), .init("Balanced accuracy", isNumeric: true),
            .init("Accuracy", isNumeric: true), .init("Commonest class", isNumeric: true), .init("Verdict"),
          ],
          rows: probes.map {
            [
              words($0.column), number($0.values), share($0.balancedAccuracy), share($0.accuracy),
              share($0.majorityAccuracy), $0.isConfounded ? "a shortcut" : "no shortcut",
            ]
          })),
    ]
    blocks += confounded.map { .note(note(on: $0)) }
    return HTMLReport.Section("Shortcuts", blocks)
  }

  private func note(on probe: ConfoundingProbe) -> ReportNote {
    let facts =
      probe.exclusive.isEmpty
      ? "" : " Every recording of one class has one value: \(list(probe.exclusive, most: 6))."
    return ReportNote(
      .warning, title: "The \(words(probe.column)) gives the class away",
      text:
        "It alone reaches \(share(probe.balancedAccuracy)) instead of \(share(probe.floor)).\(facts)\n\n\(remedy(probe.column))"
    )
  }

  private func words(_ column: String) -> String {
    switch column {
    case "sample_rate": "sample rate"
    case "bits": "bit depth"
    case "channels": "number of channels"
    case "codec": "file format"
    case "site": "auscultation site"
    default: column
    }
  }

  private func remedy(_ column: String) -> String {
    switch column {
    case "source", "site":
      "Report every \(words(column)) for itself, and test on one that was left out of training."
    case "sample_rate", "bandwidth":
      "Bring all to one rate that the poorest recording fills, so that the band no longer tells the device."
    case "duration": "Cut all into windows of one length, and judge a recording by the mean of its windows."
    default:
      "Convert all to one form ('auscult prepare' does), and check that the sound itself does not betray the old one."
    }
  }

  // MARK: Memory

  private var flattery: Double { report.leakProbe.map { $0.random - $0.byGroup } ?? 0 }

  var memoryNote: ReportNote? {
    guard let probe = report.leakProbe, flattery >= 0.05 else { return nil }
    return ReportNote(
      .problem, title: "A random split would flatter a model by \(points)",
      text:
        "A classifier that only remembers reaches \(share(probe.random)) when slices are divided at random, and \(share(probe.byGroup)) when groups are kept whole. Only the second is honest."
    )
  }

  private var points: String { "\(number(Int((100 * flattery).rounded()))) points" }

  /// The leak probe under three splits.
  var memory: HTMLReport.Section? {
    guard let probe = report.leakProbe else { return nil }
    let chart = BarChart(
      title: "The same classifier under three splits",
      categories: ["random slices", "whole recordings", "whole groups"],
      axis: Axis("Balanced accuracy", range: 0...1, format: .percent),
      series: [
        .init("remembers only", [probe.random, probe.byRecording, probe.byGroup]),
        .init("blind guessing", [probe.floor, probe.floor, probe.floor]),
      ])
    let note =
      memoryNote
      ?? ReportNote(
        .information, title: "A random split would flatter little here",
        text:
          "It gives \(share(probe.random)), the grouped one \(share(probe.byGroup)). Split by group all the same: larger models remember more."
      )
    return HTMLReport.Section(
      "Random split against grouped split",
      [
        .text(
          "The simplest classifier there is looks for the most similar slice of three seconds it has seen and repeats its label; it understands nothing. If it does well because slices of one recording lie on both sides, every other score from such a split is flattered, too."
        ),
        .figures([
          ReportFigure(
            .svg(chart.svg()),
            caption:
              "\(number(probe.slices)) slices, a fifth held out, mean of \(plural(probe.repetitions, "repetition")).")
        ]), .note(note),
      ])
  }

  // MARK: Method

  /// How copies were looked for, and what other thresholds would link.
  var method: HTMLReport.Section? {
    guard report.recordings.count > 1 else { return nil }
    let counts = report.counts
    func cells(_ row: CalibrationRow) -> [String] {
      [Ticks.number(row.threshold, decimals: 2)]
        + [row.pairs, row.withinClass, row.acrossClasses, row.acrossPatients].map(number)
        + [row.chanceShare.map { "\(Ticks.number(100 * $0, decimals: 0)) %" } ?? "–"]
    }
    let heads = ["Similarity from", "Pairs", "One class", "Two classes", "Two known patients", "Chance at most"]
    var text =
      "Of \(number(counts.possiblePairs)) pairs, a prefilter proposed \(number(counts.proposedPairs)) and \(number(counts.comparedPairs)) were compared at every shift."
    if counts.cutShort > 0 {
      text +=
        " Of \(plural(counts.cutShort, "recording")) only the first \(number(Int(report.settings.longestSignature))) s were compared."
    }
    return HTMLReport.Section(
      "How it was found",
      [
        .details(
          summary: "How copies were looked for, and what another threshold would give",
          [
            .text(text),
            .table(
              ReportTable(
                caption:
                  "Pairs that a threshold would link; used: \(Ticks.number(report.settings.threshold, decimals: 2))",
                columns: heads.map { .init($0, isNumeric: true) }, rows: report.calibration.map(cells))),
          ])
      ])
  }
}
