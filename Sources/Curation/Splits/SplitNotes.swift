import Core
import Manifest

/// What users should know of a plan.
enum SplitNotes {
  /// Classes that are absent from a side, with the reason: a class of few groups cannot be everywhere.
  static func absences(in plan: SplitPlan, items: [SplitItem]) -> [String] {
    var groups: [String: Set<String>] = [:]
    for item in items { if let label = item.label { groups[label, default: []].insert(item.group) } }
    var absences: [String: [String]] = [:]
    for round in plan.rounds {
      var sides: [String: Set<Split>] = [:]
      for (item, side) in zip(items, round.sides) {
        if let label = item.label, let side, side != .unlabelled { sides[label, default: []].insert(side) }
      }
      let used = sides.values.reduce(into: Set<Split>()) { $0.formUnion($1) }
      for label in groups.keys {
        absences[label, default: []] += used.subtracting(sides[label] ?? []).sorted().map { split in
          round.prefix(amongRepeats: plan.folds.count) + split.rawValue
        }
      }
    }
    return groups.sorted { precedesInBytes($0.key, $1.key) }.compactMap { label, groups in
      let absent = absences[label] ?? []
      guard !absent.isEmpty else { return nil }
      let places = absent.prefix(4).joined(separator: ", ") + (absent.count > 4 ? " and \(absent.count - 4) more" : "")
      return "class '\(label)' has \(groups.count) group(s) and is absent from \(places)."
    }
  }
}
