public import Core
import Manifest

extension SavedSplit {
  /// A recording, or a clip, as the table may name it.
  public struct File: Sendable {
    /// Of the recording, or of each of its clips, the paths under which the table may name it, the likeliest first.
    public var paths: [[String]]
    /// What the table may call its class, if it says so; empty for anything.
    public var labels: [String]
    /// What the split needs to know.
    public var item: SplitItem

    /// Makes a file.
    public init(paths: [[String]], labels: [String], item: SplitItem) {
      self.paths = paths
      self.labels = labels
      self.item = item
    }

    /// What messages call it.
    var name: String { paths.first?.first ?? "" }
  }

  /// Whether the table has one side or fold for all clips of each file, so that files need not be divided to follow it.
  public func isUniform(on files: [File]) -> Bool {
    files.allSatisfy { file in
      let found = file.paths.map(match)
      guard let first = found.first, let first else { return found.allSatisfy { $0 == nil } }
      let sides = first.entries.map(\.side)
      return found.allSatisfy { $0?.entries.map(\.side) == sides }
    }
  }

  /// The rows of the first of some paths that the table has.
  private func match(_ paths: [String]) -> Match? {
    paths.lazy.map(Self.normal).compactMap { name in entries[name].map { Match(name: name, entries: $0) } }.first
  }

  /// A path of the table with its rows.
  struct Match {
    var name: String
    var entries: [Entry]
  }

  /// The plan that this table makes of `files`.
  ///
  /// Where it names no validation, `request.validation` is cut out of training, in whole groups. Files without a label belong
  /// to no side, whatever the table says.
  /// - Parameters:
  ///   - known: files that the table may name although they are not among `files`, such as rejected ones.
  ///   - allowsLeakage: whether groups may stand on two sides.
  /// - Throws: `CurationError` `.malformedTable` for labelled files without a row, rows without a file, and labels that
  ///   differ; `.leak` for divided groups.
  public func plan(
    for files: [File], request: SplitRequest, known: Set<String> = [], allowsLeakage: Bool = false
  ) throws(CurationError) -> SplitPlan {
    let found = files.map { $0.paths.map(match) }
    try check(files, against: found, known: Set(known.map(Self.normal)))
    // The table's own groups bind as well as ours.
    let rows = found.map { $0.first.flatMap { $0?.entries } }
    let groups = Grouping.united(files.map(\.item.group), sharing: rows.map { [$0?.first?.group ?? ""] })
    let items = zip(files, groups).map { file, group in
      var item = file.item
      item.group = group
      return item
    }
    let planner = SplitPlanner(request)
    var plan = try plan(items, entries: rows, planner: planner)
    if !allowsLeakage { try refuseDividedGroups(in: plan, items: items, files: files) }
    let unlabelled = zip(files, rows).count { file, rows in
      file.item.label == nil && rows?.contains { $0.fold != nil || $0.split != .unlabelled } == true
    }
    if unlabelled > 0 {
      plan.notes.append("\(unlabelled) files that the table puts on a side have no label, so they are on none.")
    }
    plan.notes += SplitNotes.absences(in: plan, items: items)
    return plan
  }

  private func plan(
    _ items: [SplitItem], entries: [[Entry]?], planner: SplitPlanner
  ) throws(CurationError) -> SplitPlan {
    func entry(_ index: Int, _ repetition: Int) -> Entry? {
      items[index].label == nil ? nil : entries[index]?.first { $0.repetition == repetition }
    }
    let outside = items.indices.map { entry($0, 1).map { $0.split ?? .train } ?? .unlabelled }
    let hasFolds = items.indices.contains { entry($0, 1)?.fold != nil }
    if hasFolds {
      let folds = (1...repeats).map { repetition in items.indices.map { entry($0, repetition)?.fold } }
      return try planner.plan(items, outside: outside, folds: folds)
    }
    var sides: [Split?] = outside
    var notes: [String] = []
    if !sides.contains(.validation) && planner.request.validation > 0 {
      try planner.takeValidation(from: &sides, items: items, seed: planner.request.seed)
      notes.append("the table names no validation, so \(sides.count { $0 == .validation }) were cut out of training.")
    }
    return SplitPlan(splits: sides.map { $0 ?? .unlabelled }, folds: [], rounds: [.init(sides: sides)], notes: notes)
  }

  // MARK: Refusing

  private func check(
    _ files: [File], against found: [[Match?]], known: Set<String>
  ) throws(CurationError) {
    func failure(_ message: String) -> CurationError { CurationError(.malformedTable, message, subject: name) }
    let used = Set(found.joined().compactMap { $0?.name })
    let without = files.indices.filter { found[$0].contains { $0 == nil } && files[$0].item.label != nil }
      .map { files[$0].name }
    let idle = entries.keys.filter { !used.contains($0) && !known.contains($0) }.sorted(by: precedesInBytes)
    if used.isEmpty && !idle.isEmpty {
      throw failure(
        "names none of the \(files.count) files; it has '\(idle[0])', and here there is '\(without.first ?? files.first?.name ?? "")'. Paths are relative to the folder that is split or prepared."
      )
    }
    if !without.isEmpty {
      throw failure(
        "has no row for \(without.count) labelled files: \(Self.examples(without)). Add them; the split 'unlabelled' leaves a file out."
      )
    }
    if !idle.isEmpty {
      throw failure(
        "has rows for \(idle.count) files that are not here: \(Self.examples(idle)). Remove these rows, or bring the files."
      )
    }
    for (file, matches) in zip(files, found) {
      if let match = matches.first, let match { try check(file, against: match) }
    }
  }

  /// Whether a file's rows have its label, and there is one for each repeat.
  private func check(_ file: File, against match: Match) throws(CurationError) {
    func failure(_ message: String) -> CurationError { CurationError(.malformedTable, message, subject: name) }
    guard let label = file.item.label else { return }
    for entry in match.entries
    where !entry.label.isEmpty && !file.labels.isEmpty && !file.labels.contains(entry.label) {
      throw failure(
        "row \(entry.rowNumber): '\(match.name)' has the label '\(entry.label)' there and '\(label)' here. Mend the one that is wrong."
      )
    }
    let repetitions = Set(match.entries.map(\.repetition))
    if let missing = (1...repeats).first(where: { !repetitions.contains($0) }) {
      throw failure("'\(match.name)' has no row for repeat \(missing). Give each file one row a repeat.")
    }
  }

  private func refuseDividedGroups(in plan: SplitPlan, items: [SplitItem], files: [File]) throws(CurationError) {
    let divided = plan.dividedGroups(items.map(\.group))
    guard let first = divided.first else { return }
    let members = first.items.map { files[$0].name }
    throw CurationError(
      .leak,
      "divides \(divided.count) group(s) between the sides: '\(first.group)' is in \(first.sides.joined(separator: " and ")), for example \(Self.examples(members)). Mend the table, or give --allow-leakage to take it as it is; every output will say that it leaks.",
      subject: name)
  }

  private static func examples(_ names: [String]) -> String {
    names.prefix(3).map { "'\($0)'" }.joined(separator: ", ") + (names.count > 3 ? ", …" : "")
  }
}
