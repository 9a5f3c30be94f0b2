import Curation
import Manifest

/// The rows of a data set as a split sees them: groups made as coarse as no leak asks for, and recordings to be counted.
struct SplitUnits {
  /// The rows; unless the key leaks, with the groups that were divided.
  let rows: [ManifestRow]
  /// The items that are divided, and for each row the one it belongs to.
  let items: [SplitItem]
  let itemOfRow: [Int]
  /// For each row what must not be divided; with a leaky key coarser than the items' groups.
  let groups: [String]
  /// The recording of each row, behind augmented copies, too.
  let recordings: [String]
  /// How many groups were united with others because they share something.
  let united: Int

  /// Finds the units of `rows` by `key`.
  init(_ rows: [ManifestRow], by key: SplitKey) {
    let recordings = Self.recordings(of: rows)
    let groups = Grouping.united(
      rows.map(\.groupID),
      sharing: rows.indices.map { index in
        let row = rows[index]
        return [recordings[index], row.patientID, row.sourceSHA256, row.sha256, key == .source ? row.source : ""]
      })
    self.recordings = recordings
    self.groups = groups
    united = Set(rows.map(\.groupID)).count - Set(groups).count
    var positions: [[String]: Int] = [:]
    var items: [SplitItem] = []
    itemOfRow = rows.indices.map { index in
      let row = rows[index]
      // An augmented copy goes where its clip goes.
      let clip = row.kind == .augmented ? row.parentID : row.id
      let name = key == .segment ? [clip] : [recordings[index], row.label]
      if let known = positions[name] { return known }
      let group =
        switch key {
        case .group, .patient, .source: groups[index]
        case .recording: recordings[index]
        case .segment: clip
        }
      positions[name] = items.count
      items.append(
        SplitItem(label: row.label.isEmpty ? nil : row.label, group: group, source: row.source, site: row.site))
      return items.count - 1
    }
    self.items = items
    self.rows = rows.indices.map { index in
      var row = rows[index]
      row.groupID = groups[index]
      return row
    }
  }

  /// The recording of each row: its parent, or of an augmented copy its clip's parent.
  static func recordings(of rows: [ManifestRow]) -> [String] {
    let parents = Dictionary(rows.map { ($0.id, $0.parentID) }, uniquingKeysWith: { first, _ in first })
    return rows.map { $0.kind == .augmented ? parents[$0.parentID] ?? $0.parentID : $0.parentID }
  }
}
