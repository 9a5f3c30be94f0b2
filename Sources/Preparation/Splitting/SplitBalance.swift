import Core
import Manifest

/// How many recordings of each class each list has, beside how many it should have.
public struct SplitBalance: Sendable, Codable, Equatable {
  /// A class in a list.
  public struct Cell: Sendable, Codable, Equatable {
    /// The list without `.csv`, such as `train` or `fold-2-test`.
    public var list: String
    /// The class; nil for all of them.
    public var label: String?
    /// The recordings there.
    public var got: Int
    /// The recordings that were wanted there; nil where nothing was, as of a saved assignment.
    public var wanted: Double?
    /// The share of the class that was wanted there.
    public var wantedShare: Double?
  }

  /// The lists, in order.
  public var lists: [String]
  /// The classes in byte order.
  public var classes: [String]
  /// All classes of all lists, then the whole of each list.
  public var cells: [Cell]

  /// A list: its name, the recordings of it by class, and the share of all recordings that it should have.
  private struct Part {
    var list: String
    var recordings: [String: Int]
    var share: Double?
  }

  /// Counts the recordings of each side, or with folds those of each fold and of what is outside of them.
  ///
  /// Copies count for nothing, and neither does what has no label.
  /// - Parameters:
  ///   - recordings: of each row the recording, or the clip where each stands for itself.
  ///   - rounds: the trainings; of a plain division one without a prefix.
  ///   - share: what part of all recordings a list should have; nil where none was wanted.
  init(
    of rows: [ManifestRow], recordings: [String], rounds: some Sequence<LeakCheck.Round>, share: (String) -> Double?
  ) {
    func count(_ isIn: (Int) -> Bool) -> [String: Int] {
      var found: [String: Set<String>] = [:]
      for index in rows.indices where rows[index].kind != .augmented && isIn(index) {
        found[rows[index].label, default: []].insert(recordings[index])
      }
      return found.mapValues(\.count)
    }
    func part(_ list: String, _ isIn: (Int) -> Bool) -> Part {
      Part(list: list, recordings: count(isIn), share: share(list))
    }
    let folds = rounds.filter { !$0.prefix.isEmpty }
    var parts = folds.map { round in part("\(round.prefix)test") { round.sides[$0] == .test } }
    if folds.isEmpty {
      parts = [Split.train, .validation, .test].map { side in part(side.rawValue) { rows[$0].split == side } }
    } else if rows.contains(where: { $0.split == .test }) {
      parts.append(part("test") { rows[$0].split == .test })
    }
    self.init(parts, totals: count { rows[$0].split != .unlabelled })
  }

  /// Compares parts with their shares of `totals`, the recordings of each class in all of them.
  private init(_ parts: [Part], totals: [String: Int]) {
    lists = parts.map(\.list)
    classes = totals.keys.sorted(by: precedesInBytes)
    let all = totals.values.reduce(0, +)
    cells =
      classes.flatMap { label in
        parts.map { part in
          Cell(
            list: part.list, label: label, got: part.recordings[label] ?? 0,
            wanted: part.share.map { $0 * Double(totals[label] ?? 0) }, wantedShare: part.share)
        }
      }
      + parts.map { part in
        Cell(
          list: part.list, label: nil, got: part.recordings.values.reduce(0, +),
          wanted: part.share.map { $0 * Double(all) }, wantedShare: part.share)
      }
  }

  /// The cell of a class, or of all classes, in a list.
  public func cell(_ list: String, _ label: String?) -> Cell? { cells.first { $0.list == list && $0.label == label } }

  /// The cell that is farthest from what was wanted, and by what part of its class; nil where nothing was.
  public var farthest: (cell: Cell, deviation: Double)? {
    cells.compactMap { cell in
      guard cell.label != nil, let wanted = cell.wanted, let share = cell.wantedShare, wanted > 0 else { return nil }
      return (cell, abs(Double(cell.got) - wanted) / wanted * share)
    }.max { $0.1 < $1.1 }
  }
}
