import Core
import Foundation
import Manifest

/// The lists of a split: one training with its validation and test, or several, as folds make them.
struct SplitLists {
  /// The lists by file name.
  private let lists: [String: ManifestFile]

  init(_ lists: [String: ManifestFile]) { self.lists = lists }

  private static let sides: [Split] = [.train, .validation, .test]

  /// What the names of each training's lists begin with, such as `fold-2-`.
  private var prefixes: [String] {
    let end = "train.csv"
    return lists.keys.filter { $0.hasSuffix(end) }.map { String($0.dropLast(end.count)) }.sorted(by: precedesInBytes)
  }

  /// The lists of a training.
  private func lists(_ prefix: String) -> [(name: String, side: Split, list: ManifestFile)] {
    Self.sides.compactMap { side in
      let name = "\(prefix)\(side.rawValue).csv"
      return lists[name].map { (name, side, $0) }
    }
  }

  /// The trainings, and with folds what is held out of all of them, as ``LeakCheck`` compares them.
  func rounds(of rows: [ManifestRow]) -> [LeakCheck.Round] {
    let rounds = prefixes.map { prefix in
      var sides: [String: Split] = [:]
      for (_, side, list) in lists(prefix) { for row in list.rows { sides[row.id] = side } }
      return LeakCheck.Round(prefix: prefix, sides: rows.map { $0.split == .unlabelled ? .unlabelled : sides[$0.id] })
    }
    let isHeldOut = prefixes != [""] && rows.contains { $0.split == .test || $0.split == .validation }
    return rounds + (isHeldOut ? [LeakCheck.Round(sides: rows.map(\.split))] : [])
  }

  /// Where lists and `manifest.csv` do not agree.
  func deviations(from manifest: ManifestFile) -> [Deviation] {
    let rows = Dictionary(manifest.rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let hasFolds = prefixes.contains { !$0.isEmpty }
    var deviations = prefixes.flatMap { prefix -> [Deviation] in
      let lists = lists(prefix)
      var listed: Set<String> = []
      var heldOut: Set<String> = []
      let wrong = lists.flatMap { name, side, list in
        list.rows.compactMap { row -> Deviation? in
          if side != .train { heldOut.insert(row.id) }
          guard listed.insert(row.id).inserted else {
            return Deviation(.mismatch, name, "row '\(row.id)' stands on another side, too.")
          }
          return Self.deviation(of: row, in: name, side: side, beside: rows[row.id], fold: fold(prefix))
        }
      }
      let missing = manifest.rows.filter { row in
        // A copy of a clip that is held out has no place in this training.
        let isForOthers = row.kind == .augmented && heldOut.contains(row.parentID)
        return !isForOthers && !listed.contains(row.id) && (hasFolds ? row.fold != nil : row.split != .unlabelled)
      }
      return wrong
        + missing.map {
          Deviation(.mismatch, "\(prefix)train.csv", "and the lists beside it lack the row '\($0.id)' of manifest.csv.")
        }
    }
    if hasFolds, let test = lists["test.csv"], test.rows != manifest.rows(in: .test) {
      deviations.append(Deviation(.mismatch, "test.csv", "has other rows than manifest.csv has in this split."))
    }
    return deviations
  }

  /// The fold that a training tests, where `manifest.csv` says of it; it knows the first repeat only.
  private func fold(_ prefix: String) -> Int? {
    prefix.wholeMatch(of: /(?:repeat-1-)?fold-([0-9]+)-/).flatMap { Int($0.1) }
  }

  private static func deviation(
    of row: ManifestRow, in name: String, side: Split, beside known: ManifestRow?, fold: Int?
  ) -> Deviation? {
    guard let known else { return Deviation(.mismatch, name, "has the row '\(row.id)', which manifest.csv has not.") }
    let columns = row.columns(differingFrom: known).filter { $0 != "split" }
    if !columns.isEmpty {
      return Deviation(
        .mismatch, name, "row '\(row.id)' differs from manifest.csv in \(columns.joined(separator: ", ")).")
    }
    if row.split != side {
      return Deviation(.mismatch, name, "row '\(row.id)' says that it is in \(row.split.rawValue).")
    }
    let isInPlace =
      name == side.fileName ? known.split == side : fold.map { (known.fold == $0) == (side == .test) } ?? true
    return isInPlace
      ? nil : Deviation(.mismatch, name, "has the row '\(row.id)', which stands elsewhere by manifest.csv.")
  }
}
