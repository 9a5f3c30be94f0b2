import Core
import Curation
import Foundation
import Pictures
import Reports

extension AuditPage {
  /// Duplicates and near-copies, with waveforms.
  var copies: HTMLReport.Section? {
    guard report.recordings.count > 1 else { return nil }
    let acoustic = report.links.filter { $0.kind != .samePatient }
    guard !acoustic.isEmpty else {
      return HTMLReport.Section(
        "Copies",
        [
          .note(
            ReportNote(
              .success, title: "No copies were found",
              text: "No two recordings have the same bytes, the same sound or a part of it in common."))
        ])
    }
    var blocks: [ReportBlock] = [.text(copiesWords), .table(kinds)]
    let offset = selection.conflicts.count
    let figures = selection.copies.enumerated().compactMap { index, link in
      media.pairs[offset + index].map { ReportFigure(.svg($0), caption: caption(link)) }
    }
    blocks += folded(figures, open: 6, summary: "more pairs")
    let hidden = acoustic.count - selection.copies.count - report.labelConflicts.count
    if hidden > 0 { blocks.append(.text("\(plural(hidden, "further pair")) stand in duplicates.csv.")) }
    return HTMLReport.Section("Copies", blocks)
  }

  private var copiesWords: String {
    "Two recordings are copies if their 25 to 400 Hz bands fit at some shift: 1 is the same sound, 0 is nothing in common, and from \(Ticks.number(report.settings.threshold, decimals: 2)) on they count. Loudness, polarity, sample rate and format play no part.\n\nBelow, each pair is drawn in that band and shifted to fit; what they have in common is shaded. Keep one of identical files, and keep all others of a group on one side of every split."
  }

  private var kinds: ReportTable {
    func count(_ kind: LinkKind) -> String { number(report.counts.links[kind.rawValue, default: 0]) }
    let excerpts = report.links.count { $0.isExcerpt }
    return ReportTable(
      columns: [.init("Kind"), .init("Links", isNumeric: true), .init("What it means")],
      rows: [
        ["same bytes", count(.identicalBytes), "One file under two names."],
        [
          "same sound", count(.identicalAudio),
          "The same recording saved again: another name, format, rate or loudness.",
        ],
        [
          "near-copy", count(.nearCopy),
          "One is a noisy version or a piece of the other, or both were cut from one recording (pieces: \(number(excerpts))).",
        ],
        ["same patient", count(.samePatient), "Not copies, but the collection says that they are of one person."],
      ])
  }

  /// Figures of which the first are seen at once and the rest on demand.
  private func folded(_ figures: [ReportFigure], open: Int, summary: String) -> [ReportBlock] {
    guard !figures.isEmpty else { return [] }
    let rest = Array(figures.dropFirst(open))
    return [.figures(Array(figures.prefix(open)))]
      + (rest.isEmpty ? [] : [.details(summary: "\(number(rest.count)) \(summary)", [.figures(rest)])])
  }

  private func caption(_ link: AuditLink) -> String {
    var parts: [String]
    switch link.kind {
    case .identicalBytes: return "Same bytes."
    case .identicalAudio: parts = ["Same sound"]
    case .nearCopy: parts = [link.isExcerpt ? "One is a piece of the other" : "Near-copy"]
    case .samePatient: return "Same patient."
    }
    if let similarity = link.similarity { parts.append("similarity \(Ticks.number(similarity, decimals: 3))") }
    if let lag = link.lag, lag != 0 {
      let seconds = Ticks.number(Double(abs(lag)) / 1000, decimals: 2)
      parts.append(
        lag > 0 ? "the second begins \(seconds) s into the first" : "the first begins \(seconds) s into the second")
    }
    return parts.joined(separator: ", ") + "."
  }

  // MARK: Labels

  var conflictNote: ReportNote? {
    guard !report.labelConflicts.isEmpty else { return nil }
    return ReportNote(
      .problem, title: "\(plural(report.labelConflicts.count, "pair")) of copies have different labels",
      text:
        "One label of each pair is wrong, or both hold. No model can be right about both. Listen, then correct or leave out."
    )
  }

  /// Copies with different labels, and patients of more than one class.
  var conflicts: HTMLReport.Section? {
    guard !report.labelConflicts.isEmpty || !report.patientsOfManyLabels.isEmpty else { return nil }
    var blocks: [ReportBlock] = []
    if !report.labelConflicts.isEmpty {
      blocks.append(
        .text(
          "These recordings sound the same and are labelled differently. Listen to both, correct the label, or leave both out. The player gives two seconds and a half of the first, a pause, and the same of the second."
        ))
      let figures = selection.conflicts.enumerated().compactMap { index, conflict in
        media.pairs[index].map {
          ReportFigure(
            .svg($0),
            caption: "Labelled \(conflict.labelA) above and \(conflict.labelB) below. \(caption(conflict.link))",
            sound: index < media.conflicts.count ? media.conflicts[index] : nil)
        }
      }
      blocks += folded(figures, open: 4, summary: "more pairs")
      let hidden = report.labelConflicts.count - selection.conflicts.count
      if hidden > 0 { blocks.append(.text("\(plural(hidden, "further pair")) stand in audit.json.")) }
    }
    if !report.patientsOfManyLabels.isEmpty {
      let patients = report.patientsOfManyLabels.sorted { precedesInBytes($0.key, $1.key) }
      let most = 20
      blocks.append(
        .details(
          summary: "\(plural(patients.count, "patient")) with recordings of more than one class",
          [
            .text(
              "That may be right (a murmur is not heard everywhere), but their recordings must stay together, and a label for the patient is not one for each recording."
            ),
            .table(
              ReportTable(
                columns: [.init("Patient"), .init("Classes")],
                rows: patients.prefix(most).map { [$0.key, list($0.value, most: 6)] })),
          ] + (patients.count > most ? [.text("The others stand in audit.json.")] : [])))
    }
    return HTMLReport.Section("Labels that disagree", blocks)
  }
}
