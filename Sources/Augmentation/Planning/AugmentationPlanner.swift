import Core
import Foundation

/// Draws what is done to a recording from a policy: the first of the two phases.
///
/// Every choice comes from a generator keyed by the seed, the recording's id, the number of the copy, and the place in the
/// policy, so that plans do not depend on the order of work, and a step that is added changes no other.
public struct AugmentationPlanner: Sendable {
  /// What may be done.
  public let policy: AugmentationPolicy
  /// What no copy may lose.
  public let guards: AugmentationGuards
  /// The seed of the run.
  public let seed: UInt64

  /// How often a plan in which nothing was drawn is drawn again.
  private static let mostAttempts = 16

  /// Makes a planner.
  public init(policy: AugmentationPolicy, guards: AugmentationGuards = .init(), seed: UInt64) {
    self.policy = policy
    self.guards = guards
    self.seed = seed
  }

  /// The plan of one copy of a recording.
  ///
  /// A plan in which chance has drawn nothing would give a mere duplicate, so it is drawn again.
  /// - Parameter copy: the number of the copy, from 1.
  public func plan(for subject: AugmentationSubject, copy: Int, pool: any AugmentationPool) -> AugmentationPlan {
    var plan = AugmentationPlan(operations: [])
    for attempt in 0..<Self.mostAttempts {
      var walk = PolicyWalk(planner: self, subject: subject, copy: copy, pool: pool, attempt: attempt)
      walk.visit(policy.root, at: "")
      plan = walk.plan
      if !plan.operations.isEmpty { break }
    }
    return plan
  }
}

/// One way through a policy for one copy.
private struct PolicyWalk {
  let planner: AugmentationPlanner
  let subject: AugmentationSubject
  let copy: Int
  let pool: any AugmentationPool
  let attempt: Int
  private(set) var plan = AugmentationPlan(operations: [])

  init(planner: AugmentationPlanner, subject: AugmentationSubject, copy: Int, pool: any AugmentationPool, attempt: Int)
  {
    (self.planner, self.subject, self.copy, self.pool, self.attempt) = (planner, subject, copy, pool, attempt)
  }

  /// Takes or passes over the part of the policy at `path`.
  mutating func visit(_ node: AugmentationPolicy.Node, at path: String) {
    var generator = generator(path)
    guard generator.uniform() < node.probability else { return }
    switch node.kind {
    case .transform(let step): add(step, path, &generator)
    case .sequence(let nodes):
      for (index, inner) in nodes.enumerated() { visit(inner, at: "\(path)/\(index)") }
    case .oneOf(let nodes):
      guard !nodes.isEmpty else { return }
      let index = generator.integer(below: nodes.count)
      visit(nodes[index], at: "\(path)/\(index)")
    case .someOf(let nodes, let counts):
      let span = min(counts.upperBound, nodes.count) - min(counts.lowerBound, nodes.count) + 1
      let count = min(counts.lowerBound, nodes.count) + generator.integer(below: span)
      for index in Array(nodes.indices).shuffled(with: &generator).prefix(count).sorted() {
        visit(nodes[index], at: "\(path)/\(index)")
      }
    }
  }

  private func generator(_ path: String) -> SeededGenerator {
    SeededGenerator(
      seed: planner.seed, id: subject.id, copy: copy, step: "augment\(path)\(attempt > 0 ? "#\(attempt)" : "")")
  }

  private mutating func add(_ step: AugmentationPolicy.Step, _ path: String, _ generator: inout SeededGenerator) {
    guard let transform = Catalogue.transform(step.transform) else { return }
    var operation = AugmentationOperation(transform: transform.name)
    for parameter in transform.parameters {
      if let value = Self.draw(parameter, step.values[parameter.name], &generator) {
        operation.values[parameter.name] = value
      }
    }
    operation.seed = generator.next() >> 11
    var draft = OperationDraft(operation, generator: generator)
    let scene = PlanningScene(subject: subject, pool: pool, before: plan)
    if let refusal = planner.guards.refusal(of: transform.traits, labels: subject.labels) {
      draft.leaveOut(because: refusal)
    } else if transform.traits.contains(.needsLevel) && subject.isSilent {
      draft.leaveOut(because: "the recording is silent")
    } else {
      transform.plan?(&draft, scene)
    }
    plan.operations.append(draft.operation)
  }

  /// A value of a parameter within what the policy gives, or else within what is usual.
  private static func draw(
    _ parameter: TransformParameter, _ given: AugmentationPolicy.Values?, _ generator: inout SeededGenerator
  ) -> AugmentationOperation.Value? {
    switch parameter.kind {
    case .number(let usual, _, let spread):
      var range = usual
      if case .range(let own) = given { range = own }
      return .number(OperationDraft.rounded(number(in: range, spread, &generator)))
    case .choice(let usual, _):
      var words = usual
      if case .words(let own) = given { words = own }
      return words.isEmpty ? nil : .text(words[generator.integer(below: words.count)])
    case .text:
      if case .words(let own) = given, let word = own.first { return .text(word) }
      return nil
    case .found: return nil
    }
  }

  private static func number(
    in range: ClosedRange<Double>, _ spread: TransformParameter.Spread, _ generator: inout SeededGenerator
  ) -> Double {
    switch spread {
    case .even: return generator.uniform(in: range)
    case .logarithmic:
      guard range.lowerBound > 0 else { return generator.uniform(in: range) }
      return range.lowerBound * pow(range.upperBound / range.lowerBound, generator.uniform())
    case .whole:
      let low = Int(range.lowerBound.rounded(.up))
      let high = max(low, Int(range.upperBound.rounded(.down)))
      return Double(low + generator.integer(below: high - low + 1))
    }
  }
}
