public import Core
public import Curation
public import Manifest

/// A data set divided anew: which side each row stands on in each round, and what can be said of it.
public struct DatasetSplit: Sendable {
  /// What is asked for.
  public struct Settings: Sendable {
    /// How to divide.
    public var request: SplitRequest
    /// What to keep whole.
    public var key: SplitKey
    /// An assignment to take over instead.
    public var saved: SavedSplit?
    /// Whether what belongs together may stand on two sides.
    public var allowsLeakage: Bool

    /// Makes settings.
    public init(request: SplitRequest, key: SplitKey = .group, saved: SavedSplit? = nil, allowsLeakage: Bool = false) {
      self.request = request
      self.key = key
      self.saved = saved
      self.allowsLeakage = allowsLeakage
    }
  }

  /// What was asked for.
  public let settings: Settings
  /// The rows in order of their ids, with sides and folds; those that can be on no side are left out.
  public let rows: [ManifestRow]
  /// The rows that were left out, with the reason.
  public let rejections: [Rejection]
  /// The plan for all rows of the input.
  public let plan: SplitPlan
  /// Everything between which nothing may be shared: the trainings, and with folds what is held out of all of them.
  let comparisons: [LeakCheck.Round]
  /// By repeat, the fold of each row.
  let folds: [[Int?]]
  /// The recording of each row.
  let recordings: [String]
  /// How many groups were united with others.
  let united: Int

  /// Divides the rows of `input`.
  /// - Throws: `CurationError` `.impossibleSplit`, `.leak` where a key or a saved assignment divides what belongs together,
  ///   `.malformedTable` where a saved assignment does not fit.
  public init(_ input: SplitInput, settings: Settings) throws(CurationError) {
    self.settings = settings
    let units = SplitUnits(input.rows, by: settings.key)
    try Self.check(units, settings)
    let plan = try Self.plan(units, input: input, settings: settings)
    if settings.key == .recording || settings.key == .segment { try Self.refuse(plan, dividing: units, settings) }
    self.plan = plan
    let (left, kept) = Self.partition(units.rows, by: plan)
    rejections = left.map { index in
      Rejection(
        sourceFile: units.rows[index].fileName, stage: Rejection.splitStage, reason: "augmented_outside_training",
        detail: "row '\(units.rows[index].id)' is an augmented copy of a recording that is not in training now.")
    }
    rows = kept.map { index in
      var row = units.rows[index]
      row.split = plan.splits[index]
      row.fold = plan.folds.first?[index]
      return row
    }
    folds = plan.folds.map { folds in kept.map { folds[$0] } }
    comparisons = plan.comparisons.map { prefix, sides in
      LeakCheck.Round(prefix: prefix, sides: kept.map { Self.side(of: units.rows[$0], sides[$0]) })
    }
    recordings = kept.map { units.recordings[$0] }
    united = units.united
  }

  /// The trainings, each with its lists.
  public var rounds: ArraySlice<LeakCheck.Round> { comparisons.prefix(plan.rounds.count) }

  private static func check(_ units: SplitUnits, _ settings: Settings) throws(CurationError) {
    guard units.rows.contains(where: { !$0.label.isEmpty }) else {
      throw CurationError(
        .impossibleSplit, "no row has a label, so there is nothing to divide. Fill in the column 'label'.")
    }
    if settings.key == .patient && !units.rows.contains(where: { !$0.label.isEmpty && !$0.patientID.isEmpty }) {
      throw CurationError(
        .impossibleSplit,
        "no row names its patient, so patients cannot be kept whole. Add a column 'patient_id', or take '--by group'.")
    }
  }

  /// The rows that are left out, as they may be on no side, and the others in order of their ids.
  private static func partition(_ rows: [ManifestRow], by plan: SplitPlan) -> (left: [Int], kept: [Int]) {
    let isLeft = rows.indices.map { side(of: rows[$0], plan.splits[$0]) == nil }
    return (
      rows.indices.filter { isLeft[$0] },
      rows.indices.filter { !isLeft[$0] }.sorted { precedesInBytes(rows[$0].id, rows[$1].id) }
    )
  }

  /// The plan for the rows.
  private static func plan(
    _ units: SplitUnits, input: SplitInput, settings: Settings
  ) throws(CurationError) -> SplitPlan {
    guard let saved = settings.saved else {
      return try SplitPlanner(settings.request).plan(units.items).spread(over: units.itemOfRow)
    }
    let known = Set((input.rejected + input.missing).map(\.sourceFile))
    func plan(_ files: [SavedSplit.File]) throws(CurationError) -> SplitPlan {
      try saved.plan(for: files, request: settings.request, known: known, allowsLeakage: settings.allowsLeakage)
    }
    func file(_ item: SplitItem, _ rows: [Int]) -> SavedSplit.File {
      SavedSplit.File(
        paths: rows.map { [units.rows[$0].fileName, units.rows[$0].sourceFile] },
        labels: item.label.map { [$0] } ?? [], item: item)
    }
    // The table may name recordings, or clips; only where it divides recordings each row is for itself.
    var members = [[Int]](repeating: [], count: units.items.count)
    for (row, item) in units.itemOfRow.enumerated() { members[item].append(row) }
    let files = zip(units.items, members).map(file)
    if saved.isUniform(on: files) { return try plan(files).spread(over: units.itemOfRow) }
    return try plan(
      units.rows.indices.map { row in
        var item = units.items[units.itemOfRow[row]]
        item.group = units.groups[row]
        return file(item, [row])
      })
  }

  /// An augmented copy is for training only.
  private static func side(of row: ManifestRow, _ side: Split?) -> Split? {
    row.kind == .augmented && side != .train && side != .unlabelled ? nil : side
  }

  private static func refuse(
    _ plan: SplitPlan, dividing units: SplitUnits, _ settings: Settings
  ) throws(CurationError) {
    guard !settings.allowsLeakage else { return }
    let divided = plan.dividedGroups(units.groups)
    guard let first = divided.first else { return }
    let examples = first.items.map { "'\(units.rows[$0].id)'" }.joined(separator: " and ")
    throw CurationError(
      .leak,
      "'--by \(settings.key.rawValue)' divides \(divided.count) groups of rows that belong together: \(examples) of '\(first.group)' would be in \(first.sides.joined(separator: " and ")). Figures of such a split are too good. Split by group, or give --allow-leakage to reproduce the figures of others; every output will say that it leaks."
    )
  }
}
