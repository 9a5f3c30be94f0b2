public import Core
import Manifest

/// Makes the plan that a request asks for.
public struct SplitPlanner: Sendable {
  /// What is asked for.
  public let request: SplitRequest

  /// Makes a planner.
  public init(_ request: SplitRequest) { self.request = request }

  /// The plan for `items`; their order does not matter.
  /// - Throws: `CurationError` `.impossibleSplit` where shares, groups or sources do not allow it.
  public func plan(_ items: [SplitItem]) throws(CurationError) -> SplitPlan {
    var plan: SplitPlan
    switch request.division {
    case .fractions:
      let sides = try fractions(validation: request.validation, test: request.test)
        .assign(
          labels: items.map(\.label), groups: items.map(\.group), seed: request.seed, strata: strata(items),
          isStable: request.isStable)
      plan = SplitPlan(splits: sides, folds: [], rounds: [.init(sides: sides)], notes: [])
    case .folds(let count, let repeats): plan = try foldPlan(items, count: count, repeats: repeats)
    case .leaveOneSourceOut: plan = try sourcePlan(items)
    }
    plan.notes += SplitNotes.absences(in: plan, items: items)
    return plan
  }

  /// The plan for folds that are known, such as official ones.
  /// - Parameters:
  ///   - outside: the sides of items without a fold.
  ///   - folds: the fold of each item by repeat.
  ///   - titles: what folds are called.
  func plan(
    _ items: [SplitItem], outside: [Split], folds: [[Int?]], titles: [Int: String] = [:]
  ) throws(CurationError) -> SplitPlan {
    var rounds: [SplitPlan.Round] = []
    for (repetition, folds) in folds.enumerated() {
      for fold in Set(folds.compactMap { $0 }).sorted() {
        // What has no fold trains in all of them, or is held out of all of them.
        var sides = items.indices.map { item -> Split? in
          if let mine = folds[item] { return mine == fold ? .test : .train }
          return outside[item] == .train || outside[item] == .unlabelled ? outside[item] : nil
        }
        try takeValidation(from: &sides, items: items, seed: seed(repetition: repetition, fold: fold))
        rounds.append(.init(repetition: repetition + 1, fold: fold, title: titles[fold] ?? "", sides: sides))
      }
    }
    return SplitPlan(splits: outside, folds: folds, rounds: rounds, notes: [])
  }

  // MARK: Folds

  private func foldPlan(_ items: [SplitItem], count: Int, repeats: Int) throws(CurationError) -> SplitPlan {
    // What is held out for a last test stands outside of all folds.
    let outside = try fractions(validation: 0, test: request.test).assign(
      labels: items.map(\.label), groups: items.map(\.group), seed: request.seed, strata: strata(items),
      isStable: request.isStable)
    let inside = items.indices.filter { outside[$0] == .train }
    let groups = Set(inside.map { items[$0].group }).count
    guard count > 1, groups >= count || items.isEmpty else {
      throw CurationError(
        .impossibleSplit,
        "\(inside.count) labelled recordings fall into \(groups) group(s), too few for \(count) folds that share no group. Ask for at least 2 and at most \(max(2, groups)) folds, or add patients."
      )
    }
    let strata = strata(items)
    let folds = (0..<repeats).map { repetition -> [Int?] in
      let parts = GroupedSplitter(
        shares: [Double](repeating: 1, count: count), seed: seed(repetition: repetition, fold: nil),
        isStable: request.isStable
      ).parts(
        labels: inside.map { items[$0].label ?? "" }, groups: inside.map { items[$0].group },
        strata: strata.isEmpty ? [] : inside.map { strata[$0] })
      var folds = [Int?](repeating: nil, count: items.count)
      for (position, item) in inside.enumerated() { folds[item] = parts[position] + 1 }
      return folds
    }
    return try plan(items, outside: outside, folds: folds)
  }

  /// A fold for each source, in byte order.
  private func sourcePlan(_ items: [SplitItem]) throws(CurationError) -> SplitPlan {
    let labelled = items.indices.filter { items[$0].label != nil }
    let nameless = labelled.count { items[$0].source.isEmpty }
    guard nameless == 0 else {
      throw CurationError(
        .impossibleSplit,
        "\(nameless) of \(labelled.count) labelled recordings have no source. Give each one a value in the column 'source'."
      )
    }
    // Sources that share a group cannot be apart.
    let units = Grouping.united(labelled.map { items[$0].group }, sharing: labelled.map { [items[$0].source] })
    let sources = Dictionary(grouping: labelled.indices) { units[$0] }
      .mapValues { Set($0.map { items[labelled[$0]].source }).sorted(by: precedesInBytes) }
    let titles = sources.values.map { $0.joined(separator: " + ") }.sorted(by: precedesInBytes)
    guard titles.count > 1 else {
      throw CurationError(.impossibleSplit, onlyOneSource(sources.values.first ?? [], items: items))
    }
    let numbers = Dictionary(titles.enumerated().map { ($1, $0 + 1) }, uniquingKeysWith: { first, _ in first })
    var folds = [Int?](repeating: nil, count: items.count)
    for (position, item) in labelled.enumerated() {
      folds[item] = numbers[(sources[units[position]] ?? []).joined(separator: " + ")]
    }
    var result = try plan(
      items, outside: items.map { $0.label == nil ? .unlabelled : .train }, folds: [folds],
      titles: Dictionary(titles.enumerated().map { ($0 + 1, $1) }, uniquingKeysWith: { first, _ in first }))
    result.notes += sources.values.filter { $0.count > 1 }.map { $0.joined(separator: ", ") }.sorted(
      by: precedesInBytes
    )
    .map { "the sources \($0) share groups, so they are one fold." }
    return result
  }

  private func onlyOneSource(_ sources: [String], items: [SplitItem]) -> String {
    guard sources.count > 1 else {
      return
        "all labelled recordings are of the source '\(sources.first ?? "")', so none can be left out. Ask for --folds instead."
    }
    let bridges = Dictionary(grouping: items.filter { $0.label != nil }, by: \.group)
      .filter { Set($0.value.map(\.source)).count > 1 }.keys.sorted(by: precedesInBytes)
    return
      "the sources \(sources.joined(separator: ", ")) hang together by \(bridges.count) groups that stand in more than one, such as \(bridges.prefix(3).joined(separator: ", ")), so none can be left out. Remove their recordings from all sources but one."
  }

  // MARK: Parts of it

  private func fractions(validation: Double, test: Double) -> SplitFractions {
    SplitFractions(validation: validation, test: test)
  }

  /// Each item's stratum, or nothing where only classes count.
  private func strata(_ items: [SplitItem]) -> [String] {
    request.strata.contains { $0 != .label } ? items.map(request.stratum) : []
  }

  /// Repeat 1 has the seed itself, so that it is what a request without repeats gives.
  private func seed(repetition: Int, fold: Int?) -> UInt64 {
    if repetition == 0 && fold == nil { return request.seed }
    var generator = SeededGenerator(
      seed: request.seed, id: "repeat-\(repetition + 1)", copy: fold ?? 0, step: fold == nil ? "folds" : "validation")
    return generator.next()
  }

  /// Moves the wanted share of all items from training to validation, in whole groups.
  func takeValidation(from sides: inout [Split?], items: [SplitItem], seed: UInt64) throws(CurationError) {
    guard request.validation > 0 else { return }
    let training = sides.indices.filter { sides[$0] == .train }
    let taking = sides.count { $0 != nil && $0 != .unlabelled }
    let share = request.validation * Double(taking) / Double(max(1, training.count))
    guard share < 1 else {
      throw CurationError(
        .impossibleSplit,
        "a validation share of \(request.validation) leaves nothing for training beside the test. Ask for less.")
    }
    let strata = strata(items)
    let cut = try SplitFractions(validation: share, test: 0).assign(
      labels: training.map { items[$0].label }, groups: training.map { items[$0].group }, seed: seed,
      strata: strata.isEmpty ? [] : training.map { strata[$0] }, isStable: request.isStable)
    for (position, item) in training.enumerated() { sides[item] = cut[position] }
  }
}
