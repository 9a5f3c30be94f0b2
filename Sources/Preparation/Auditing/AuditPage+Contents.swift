import Core
import Curation
import Foundation
import Pictures
import Reports

extension AuditPage {
  /// Classes, sources, splits, lengths and rates.
  var contents: HTMLReport.Section? {
    guard !report.recordings.isEmpty else { return nil }
    let labels = report.labelsByCount
    let pie = PieChart(
      title: "Recordings by class",
      slices: labels.map { label in
        .init(name(label), Double(report.recordings.count { $0.label == label }))
      })
    var figures = [ReportFigure(.svg(pie.svg()), caption: majorityWords)]
    figures += [
      chart(
        "Classes by source", by: \.source, caption: "A source with one class only teaches the device, not the heart."),
      chart("Classes by official split", by: \.split, caption: "As the collection's makers divided it."),
    ].compactMap { $0 }
    let durations = Histogram(
      title: "How long recordings are", axis: Axis("Duration (s)"), groups: grouped { $0.quality.duration })
    figures.append(ReportFigure(.svg(durations.svg()), caption: durationWords))
    figures.append(ReportFigure(.svg(rates.svg()), caption: rateWords))
    return HTMLReport.Section("What it holds", [.figures(figures)])
  }

  /// Values by class for a histogram: the commonest classes, the rest as one.
  func grouped(_ value: (AuditedRecording) -> Double) -> [Histogram.Group] {
    joined(report.labelsByCount).map { joined in
      .init(joined.name, report.recordings.filter { joined.labels.contains($0.label) }.map(value))
    }
  }

  /// At most eight names: what is beyond the seventh is one.
  private func joined(_ labels: [String]) -> [(name: String, labels: Set<String>)] {
    guard labels.count > PieChart.mostSlices else { return labels.map { (name($0), [$0]) } }
    let (first, rest) = (labels.prefix(PieChart.mostSlices - 1), labels.dropFirst(PieChart.mostSlices - 1))
    return first.map { (name($0), [$0]) } + [("\(rest.count) others", Set(rest))]
  }

  /// Stacked bars of classes over the values of a column; nil where all have the same.
  private func chart(
    _ title: String, by column: (AuditedRecording) -> String, caption: String
  ) -> ReportFigure? {
    let counts = Dictionary(report.recordings.map { (column($0), 1) }, uniquingKeysWith: +)
    guard counts.count > 1 else { return nil }
    let common = counts.sorted { $0.value == $1.value ? precedesInBytes($0.key, $1.key) : $0.value > $1.value }
    let shown = common.prefix(16).map(\.key).sorted(by: precedesInBytes)
    let chart = BarChart(
      title: title, categories: shown.map { $0.isEmpty ? "not stated" : $0 }, axis: Axis("Recordings"),
      series: joined(report.labelsByCount).map { joined in
        .init(
          joined.name,
          shown.map { value in
            Double(report.recordings.count { column($0) == value && joined.labels.contains($0.label) })
          })
      }, isStacked: true)
    let hidden = common.count > shown.count ? " The \(shown.count) commonest of \(common.count) are shown." : ""
    return ReportFigure(.svg(chart.svg()), caption: caption + hidden)
  }

  private var rates: BarChart {
    let values = Set(report.recordings.map(\.quality.sampleRate)).sorted().prefix(16)
    return BarChart(
      title: "Sample rates", categories: values.map { "\(number($0)) Hz" }, axis: Axis("Recordings"),
      series: joined(report.labelsByCount).map { joined in
        .init(
          joined.name,
          values.map { rate in
            Double(report.recordings.count { $0.quality.sampleRate == rate && joined.labels.contains($0.label) })
          })
      }, isStacked: true)
  }

  private var majorityWords: String {
    let labelled = report.recordings.filter { !$0.label.isEmpty }
    guard let label = report.labelsByCount.first, !label.isEmpty else { return "No recording has a label." }
    let rate = Double(labelled.count { $0.label == label }) / Double(labelled.count)
    return
      "Always answering '\(list([label], most: 1))' is right for \(share(rate)) of the labelled recordings. An accuracy must be held against that, not against 0."
  }

  private var durationWords: String {
    let sorted = report.recordings.map(\.quality.duration).sorted()
    guard let first = sorted.first, let last = sorted.last else { return "" }
    func seconds(_ value: Double) -> String { "\(Ticks.number(value, decimals: 1)) s" }
    return "From \(seconds(first)) to \(seconds(last)), half of them longer than \(seconds(sorted[sorted.count / 2]))."
  }

  private var rateWords: String {
    let rates = Set(report.recordings.map(\.quality.sampleRate))
    return rates.count == 1
      ? "All have one rate."
      : "\(rates.count) rates: bring all to one before training, or a model can tell the device by the band."
  }

  /// Sheets and sounds a class.
  var examples: HTMLReport.Section? {
    let sheets = zip(selection.classes, media.sheets).compactMap { item, sheet in
      sheet.map { data in
        ReportFigure(
          .png(
            data,
            description:
              "Spectrograms of \(item.sheet.count) recordings of class \(name(item.label)), each four seconds long"),
          caption: "\(name(item.label)): \(number(item.sheet.count)) of \(number(item.count))")
      }
    }
    let heard = zip(selection.classes, media.examples).flatMap { item, examples in
      zip(item.examples, examples).compactMap { example, media in
        media.map { media in
          ReportFigure(
            .png(media.picture, description: "Spectrogram of \(example.recording.fileName)"),
            caption: "\(name(item.label)): \(example.recording.fileName), \(example.reason)", sound: media.sound)
        }
      }
    }
    guard !sheets.isEmpty || !heard.isEmpty else { return nil }
    var blocks: [ReportBlock] = []
    if !heard.isEmpty {
      blocks += [
        .text(
          "Five seconds from the middle of each, made equally loud; wear headphones, small loudspeakers do not play heart sounds. Time runs to the right, pitch upwards from 20 to 800 Hz: every bright column is one heart sound."
        ), .gallery(heard),
      ]
    }
    if !sheets.isEmpty {
      blocks += [
        .text(
          "Four seconds from the middle of recordings taken evenly from each class. Do the classes differ in the heart sounds, or in the noise and the band around them?"
        ),
        .figures(sheets),
      ]
    }
    if selection.hiddenClasses > 0 {
      blocks.append(.text("Smaller classes that are not shown: \(number(selection.hiddenClasses))."))
    }
    return HTMLReport.Section("Look and listen", blocks)
  }
}
