import Core
import Foundation
import HeartSound

extension Transforms {
  /// Transforms of whole heart cycles.
  static let cycles: [Transform] = [pcgmix, durratiocutmix, rearrangement]

  private static let stateParameters: [TransformParameter] = [
    .found(
      "states", .text, "the recording's states: first sample and state, 1 S1, 2 systole, 3 S2, 4 diastole, 0 none"),
    .found("partner_states", .text, "those of the partner"),
    .found("first", .number, "the partner's cycle that goes with the first one"),
  ]

  /// Finds the recording's cycles and a partner that has some.
  private static func planCyclePartner(_ draft: inout OperationDraft, _ scene: PlanningScene) {
    let own = scene.states
    if own.cycles().isEmpty { return draft.leaveOut(because: "no whole heart cycle was found") }
    var partners = scene.pool.partners(of: scene.subject)
    if partners.isEmpty {
      return draft.leaveOut(because: "no other recording in training has its label, or it has none")
    }
    // A few tries: states of a partner cost a look at its sound.
    for _ in 0..<min(8, partners.count) {
      let index = draft.generator.integer(below: partners.count)
      let states = scene.pool.states(ofPartner: partners[index])
      let cycles = states.cycles().count
      if cycles > 0 {
        draft.find(partnerName, partners[index])
        draft.find("states", StateText.text(own))
        draft.find("partner_states", StateText.text(states))
        draft.find("first", Double(draft.generator.integer(below: cycles)))
        return
      }
      partners.remove(at: index)
      if partners.isEmpty { break }
    }
    draft.leaveOut(because: "no whole heart cycle was found in a partner")
  }

  /// Calls `body` for each state of each whole cycle with the samples of the recording and of its partner.
  private static func forEachPair(
    _ operation: AugmentationOperation,
    _ body: (_ state: HeartSoundState, _ own: Range<Int>, _ other: Range<Int>) -> Void
  ) {
    let own = StateText.states(operation.text("states")).cycles()
    let others = StateText.states(operation.text("partner_states")).cycles()
    if others.isEmpty { return }
    let first = abs(operation.whole("first"))
    for (index, cycle) in own.enumerated() {
      let other = others[(first % others.count + index) % others.count]
      for (state, partner) in zip(cycle.states, other.states) { body(state.state, state.samples, partner.samples) }
    }
  }

  /// The recording with `share` of the partner's states mixed into its own.
  private static func mixed(
    _ samples: [Float], _ operation: AugmentationOperation, _ scene: ApplicationScene, isRandom: Bool,
    share: (HeartSoundState) -> Float
  ) throws -> [Float] {
    let other = try scene.sounds.partner(operation.text(partnerName), sampleRate: scene.sampleRate)
    let gain = Float(Mixing.levelGain(of: other, as: samples))
    var generator = operation.generator
    var result = samples
    forEachPair(operation) { state, own, partner in
      let length = min(own.count, partner.count)
      var (start, otherStart) = (own.lowerBound, partner.lowerBound)
      if isRandom, own.count != partner.count {
        let offset = generator.integer(below: abs(own.count - partner.count) + 1)
        if own.count > partner.count { start += offset } else { otherStart += offset }
      }
      let weight = share(state)
      for index in 0..<length where start + index < result.count && otherStart + index < other.count {
        result[start + index] = weight * result[start + index] + (1 - weight) * gain * other[otherStart + index]
      }
    }
    return result
  }

  private static let pcgmix = Transform(
    "pcgmix",
    "Mixes each state of each heart cycle with the same state of another recording of the same label, aligned at its onset.",
    source: "PCGmix (durratiomixup): share from Beta(1, 1), one for all; what is longer keeps its own tail",
    traits: [.needsPartner, .needsCycles, .needsLevel],
    parameters: [
      .number("share", "", usual: 0...1, limits: 0...1, "the share of the recording itself"),
      .choice(
        "placement", usual: ["onset"], all: ["onset", "random"],
        "where the shorter state lies in the longer one: at its onset, or anywhere"), partner,
    ] + stateParameters,
    plan: planCyclePartner
  ) { samples, operation, scene in
    let share = Float(operation.number("share"))
    return try mixed(samples, operation, scene, isRandom: operation.text("placement") == "random") { _ in share }
  }

  private static let durratiocutmix = Transform(
    "durratiocutmix",
    "Takes systole and diastole of each heart cycle from another recording of the same label; S1 and S2 stay its own.",
    source: "PCGmix (durratiocutmix)", traits: [.needsPartner, .needsCycles, .needsLevel],
    parameters: [partner] + stateParameters, plan: planCyclePartner
  ) { samples, operation, scene in
    try mixed(samples, operation, scene, isRandom: false) { $0 == .systole || $0 == .diastole ? 0 : 1 }
  }

  // MARK: Rearrangement

  private static let rearrangement = Transform(
    "cycle_rearrangement", "Cuts between heart cycles and puts groups of them in another order, with crossfades.",
    source: "MilanMarocchi, datasets/heart_cycles.py: groups of 1 to 4 cycles, rotated or shuffled",
    traits: [.movesTime, .changesRhythm, .needsCycles],
    parameters: [
      .whole("group", usual: 1...4, limits: 1...16, "cycles that stay together"),
      .choice(
        "order", usual: ["shuffle", "rotate"], all: ["shuffle", "rotate"], "any order, or the same one begun elsewhere"),
      .number("fade", "s", usual: 0.02...0.02, limits: 0...0.2, "how long each crossfade is"),
      .found("cuts", .text, "the groups in their new order, FIRST-END in samples"),
    ],
    plan: { draft, scene in
      let states = scene.states
      var size = Int(draft.number("group"))
      var order = groups(of: size, in: states)
      while order.count < 2, size > 1 {
        size -= 1
        order = groups(of: size, in: states)
      }
      guard order.count > 1 else { return draft.leaveOut(because: "fewer than two whole heart cycles were found") }
      if Double(size) < draft.number("group") {
        draft.weaken("group", to: Double(size), because: "there are not enough heart cycles for two groups")
      }
      if draft.text("order") == "rotate" {
        let turn = 1 + draft.generator.integer(below: order.count - 1)
        order = Array(order[turn...] + order[..<turn])
      } else {
        let before = order
        for _ in 0..<8 where order == before { order = order.shuffled(with: &draft.generator) }
      }
      draft.find("cuts", order.map { "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: " "))
    },
    mapping: { operation, extent in
      var position = 0.0
      return TimeMap(
        arrangement(operation, count: extent.sampleCount).map { range in
          let start = position
          position += Double(range.count)
          return .init(source: Double(range.lowerBound)..<Double(range.upperBound), output: start..<position)
        })
    }
  ) { samples, operation, scene in
    let ranges = arrangement(operation, count: samples.count)
    let half = Int((operation.number("fade") * Double(scene.sampleRate) / 2).rounded())
    var result: [Float] = []
    for (index, range) in ranges.enumerated() {
      result += samples[range]
      guard index > 0, ranges[index - 1].upperBound != range.lowerBound else { continue }
      Crossfade(samples, leaving: ranges[index - 1].upperBound, entering: range.lowerBound, half: half)
        .write(to: &result, joint: result.count - range.count)
    }
    return result
  }

  /// The groups of `size` cycles that follow each other without a gap from the first one on: only these can change places.
  private static func groups(of size: Int, in states: [StateInterval]) -> [Range<Int>] {
    let groups = states.cycleGroups(of: size, step: size)
    return groups.enumerated().prefix { $0.offset == 0 || groups[$0.offset - 1].upperBound == $0.element.lowerBound }
      .map(\.element)
  }

  /// The stretches of the recording in the order in which they are played: what lies before the groups, the groups, the rest.
  private static func arrangement(_ operation: AugmentationOperation, count: Int) -> [Range<Int>] {
    let groups = operation.text("cuts").split(separator: " ").compactMap { text -> Range<Int>? in
      let ends = text.split(separator: "-").compactMap { Int($0) }
      return ends.count == 2 && ends[0] < ends[1] && ends[1] <= count ? ends[0]..<ends[1] : nil
    }
    guard let first = groups.map(\.lowerBound).min(), let last = groups.map(\.upperBound).max() else {
      return [0..<count]
    }
    return ([0..<first] + groups + [last..<count]).filter { !$0.isEmpty }
  }
}

/// A joint of two stretches of a recording, blended so that the power stays even whether they resemble each other or not.
private struct Crossfade {
  private let blended: [Float]
  private let half: Int

  /// Blends what follows the one stretch with what precedes the other.
  init(_ samples: [Float], leaving end: Int, entering start: Int, half wanted: Int) {
    half = max(0, min(wanted, end, start, samples.count - end, samples.count - start))
    let (out, into) = (samples[(end - half)..<(end + half)], samples[(start - half)..<(start + half)])
    let (p, q) = (Array(out).meanSquare, Array(into).meanSquare)
    let product = zip(out, into).reduce(0.0) { $0 + Double($1.0 * $1.1) } / Double(max(1, 2 * half))
    let likeness = p > 0 && q > 0 ? max(0, product / (p * q).squareRoot()) : 1
    let length = Double(2 * half)
    blended = zip(out, into).enumerated().map { index, pair in
      let share = (Double(index) + 0.5) / length
      let power = share * share + (1 - share) * (1 - share) + 2 * likeness * share * (1 - share)
      return Float(((1 - share) * Double(pair.0) + share * Double(pair.1)) / power.squareRoot())
    }
  }

  /// Writes the blend around `joint`, as far as there is room.
  func write(to samples: inout [Float], joint: Int) {
    for (index, value) in blended.enumerated() {
      let place = joint - half + index
      if samples.indices.contains(place) { samples[place] = value }
    }
  }
}
