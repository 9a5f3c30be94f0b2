import Augmentation
import Core
import HeartSound
import Testing

/// Drawing: keyed, within ranges, by the policy's chances.
@Suite struct PlannerTests {
  private let audio = AudioBuffer(samples: [Float](repeating: 0.1, count: 6000), sampleRate: 2000)

  private func plan(_ policy: AugmentationPolicy, id: String = "r", copy: Int = 1, seed: UInt64 = 0) -> AugmentationPlan
  {
    AugmentationPlanner(policy: policy, seed: seed).plan(for: .init(audio, id: id), copy: copy, pool: Scene())
  }

  @Test func plansDependOnTheirKeyAlone() throws {
    let policy = try AugmentationPolicy.named("light")
    let first = plan(policy)
    _ = plan(policy, id: "other")
    #expect(plan(policy) == first)
    #expect(plan(policy, id: "s") != first && plan(policy, copy: 2) != first && plan(policy, seed: 1) != first)
    #expect(first.operations.count(where: { !$0.isLeftOut }) >= 2)
  }

  @Test func aStepThatIsAddedChangesNoOther() {
    let gain = AugmentationPolicy.Node(.transform(.init("gain")))
    let shift = AugmentationPolicy.Node(.transform(.init("time_shift")))
    let one = plan(.init(root: .init(.sequence([gain]))))
    let two = plan(.init(root: .init(.sequence([gain, shift]))))
    #expect(two.operations.first == one.operations.first && two.operations.count == 2)
  }

  @Test func valuesStayInTheirRange() {
    let policy = AugmentationPolicy.single("gain", ["gain": .range(-3...5)])
    let gains = (1...200).compactMap { copy -> Double? in
      if case .number(let gain) = plan(policy, copy: copy).operations[0].values["gain"] { gain } else { nil }
    }
    #expect(gains.count == 200 && gains.allSatisfy { (-3...5).contains($0) })
    #expect((gains.min() ?? 0) < -2.5 && (gains.max() ?? 0) > 4.5)
  }

  @Test func groupsAndChancesHold() {
    func node(_ name: String, _ chance: Double = 1) -> AugmentationPolicy.Node {
      .init(.transform(.init(name)), probability: chance)
    }
    let parts = [node("gain"), node("polarity"), node("time_shift"), node("noise")]
    var seen: [String: Int] = [:]
    for copy in 1...400 {
      let one = plan(.init(root: .init(.oneOf(parts))), copy: copy).operations
      #expect(one.count == 1)
      seen[one[0].transform, default: 0] += 1
      let some = plan(.init(root: .init(.someOf(parts, count: 2...3))), copy: copy).operations.map(\.transform)
      #expect((2...3).contains(some.count) && Set(some).count == some.count)
      #expect(some == ["gain", "polarity", "time_shift", "noise"].filter(some.contains), "in the order given")
    }
    #expect(seen.count == 4 && seen.values.allSatisfy { (60...140).contains($0) })
    // A fifth of 2,000 copies; a plan of nothing would be a duplicate, so the other step stands in each.
    let rare = AugmentationPolicy(root: .init(.sequence([node("gain"), node("polarity", 0.2)])))
    let count = (1...2000).count { plan(rare, copy: $0).operations.count == 2 }
    #expect((340...460).contains(count))
    let empty = AugmentationPolicy(root: .init(.sequence([node("gain", 0.3)])))
    #expect((1...200).allSatisfy { !plan(empty, copy: $0).operations.isEmpty })
  }
}
