import Core
import Curation
import Foundation
import Manifest

/// The lists and descriptions of a divided data set, as text.
struct SplitTables {
  private let split: DatasetSplit
  private let rows: [ManifestRow]
  /// The ids of rows that share something with another side.
  private let leaking: Set<String>
  /// Whether clips of a recording are on several sides.
  private let dividesRecordings: Bool

  /// Makes the tables of `split`, whose rows have the paths of `rows` now.
  init(_ split: DatasetSplit, rows: [ManifestRow]) {
    self.split = split
    self.rows = rows
    let leaks = LeakCheck.leaks(in: rows, rounds: split.comparisons)
    leaking = LeakCheck.rows(of: leaks, in: rows)
    dividesRecordings = leaks.contains { $0.kind == "parent_id" }
  }

  /// `manifest.csv` and the lists of all rounds by file name; of folds `test.csv`, too, if something is outside of them.
  var lists: [String: String] {
    var texts = [ManifestFile.fileName: text(rows)]
    for round in split.rounds {
      for side in Self.sides where isWanted(side) {
        texts["\(round.prefix)\(side.rawValue).csv"] = text(
          zip(rows, round.sides).compactMap { row, mine in
            guard mine == side else { return nil }
            var row = row
            row.split = side
            return row
          })
      }
    }
    if hasFolds && rows.contains(where: { $0.split == .test }) {
      texts["test.csv"] = text(rows.filter { $0.split == .test })
    }
    return texts
  }

  /// `splits.csv`: each recording's side or fold, for use with `--splits`; of clips where each stands for itself.
  var splits: String {
    let isLeaky = !leaking.isEmpty
    var header = ["file_name", "label", "group", "split"]
    if hasFolds { header.append("fold") }
    if split.folds.count > 1 { header.append("repeat") }
    if isLeaky { header.append("leaky") }
    var lines: [String: [String]] = [:]
    for repetition in 0..<max(1, split.folds.count) {
      for (index, row) in rows.enumerated() where row.kind != .augmented {
        let name = original(row, index)
        let key = "\(name)\u{0}\(String(repeating: "0", count: max(0, 6 - "\(repetition)".count)))\(repetition)"
        if let line = lines[key] {
          // A recording whose clips have several labels has none of its own.
          if line[1] != row.label { lines[key]?[1] = "" }
          continue
        }
        var line = [name, row.label, row.groupID, row.split.rawValue]
        if hasFolds { line.append(split.folds[repetition][index].map(String.init) ?? "") }
        if split.folds.count > 1 { line.append("\(repetition + 1)") }
        if isLeaky { line.append(leaking.contains(row.id) ? "true" : "false") }
        lines[key] = line
      }
    }
    return CSVTable(header: header, rows: lines.sorted { precedesInBytes($0.key, $1.key) }.map(\.value)).text
  }

  /// `split.json`.
  func description(
    certificate: LeakCertificate, rejected: Int, extraFiles: [String], outputs: OutputInventory.Summary
  ) -> SplitDescription {
    let request = split.settings.request
    let shares = SplitShares(
      division: division, validation: request.validation, test: request.test,
      folds: Set(split.folds.first?.compactMap { $0 } ?? []).count)
    return SplitDescription(
      by: split.settings.key, division: division, validation: request.validation, test: request.test,
      stratify: [.label] + request.strata.filter { $0 != .label }, stable: request.isStable, seed: request.seed,
      leaky: certificate.leaky, folds: shares.folds,
      repeats: split.folds.count,
      foldTitles: Dictionary(
        split.plan.foldTitles.filter { !$1.isEmpty }.map { ("\($0)", $1) }, uniquingKeysWith: { first, _ in first }),
      counts: .init(rows, recordings: split.recordings, united: split.united, rejected: rejected),
      balance: balance(shares), certificate: certificate, notes: split.plan.notes, extraFiles: extraFiles,
      outputs: outputs)
  }

  /// `dataset.json` of a prepared folder, about the new lists; nil where there was none.
  func description(
    _ input: SplitInput, certificate: LeakCertificate, outputs: OutputInventory.Summary
  ) -> DatasetDescription? {
    guard var description = input.description else { return nil }
    let figures = DatasetFigures(rows: rows, rejections: input.rejected.filter { !$0.isOfSplit })
    (description.classes, description.counts) = (figures.classes, figures.counts)
    (description.recordings, description.inputs) = (figures.recordings, figures.inputs)
    if let complaints = input.complaints { description.complaints = Complaint.counts(complaints) }
    description.certificate = certificate
    description.outputs = outputs
    return description
  }

  // MARK: Parts of it

  private static let sides: [Split] = [.train, .validation, .test]

  private var hasFolds: Bool { !split.folds.isEmpty }

  /// Folds have a validation list only if one was cut out; a trainer of one division wants all three.
  private func isWanted(_ side: Split) -> Bool {
    side != .validation || !hasFolds || split.settings.request.validation > 0
  }

  private var division: String {
    if split.settings.saved != nil { return "saved" }
    return switch split.settings.request.division {
    case .fractions: "fractions"
    case .folds: "folds"
    case .leaveOneSourceOut: "leave_one_source_out"
    }
  }

  /// The recordings of each list beside its share; the clips where each stands for itself.
  private func balance(_ shares: SplitShares) -> SplitBalance {
    SplitBalance(
      of: rows, recordings: split.settings.key == .segment ? rows.map(\.id) : split.recordings, rounds: split.rounds,
      share: shares.share(of:))
  }

  /// What the row's recording, or the clip itself where clips are divided, is called in the folder that was split.
  private func original(_ row: ManifestRow, _ index: Int) -> String {
    dividesRecordings || row.sourceFile.isEmpty ? split.rows[index].fileName : row.sourceFile
  }

  private func text(_ rows: [ManifestRow]) -> String {
    let file = ManifestFile(rows: rows)
    return leaking.isEmpty ? file.text : file.table(markingLeaks: leaking).text
  }
}
