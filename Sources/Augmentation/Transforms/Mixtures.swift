import Core

extension Transforms {
  /// The value that names the partner.
  static let partnerName = "partner"

  /// Transforms with a second recording of the same label.
  static let mixtures: [Transform] = [mixup, blend]

  static let partner = TransformParameter.found(
    partnerName, .text, "the other recording, of the same label and in training")

  /// Draws a partner, or leaves the operation out where there is none.
  private static func planPartner(_ draft: inout OperationDraft, _ scene: PlanningScene) {
    let partners = scene.pool.partners(of: scene.subject)
    if partners.isEmpty {
      return draft.leaveOut(because: "no other recording in training has its label, or it has none")
    }
    draft.find(partnerName, partners[draft.generator.integer(below: partners.count)])
  }

  private static let mixup = Transform(
    "mixup", "Mixes with another recording of the same label, at the same level: share · own + (1 − share) · other.",
    source: "Zhang et al. 2018 as PCGmix uses it: share from Beta(1, 1), the label kept",
    traits: [.needsPartner, .needsLevel, .changesRhythm],
    parameters: [.number("share", "", usual: 0...1, limits: 0...1, "the share of the recording itself"), partner],
    plan: planPartner
  ) { samples, operation, scene in
    let other = try scene.sounds.partner(operation.text(partnerName), sampleRate: scene.sampleRate)
    return Mixing.blend(samples, with: other, share: operation.number("share"))
  }

  private static let blend = Transform(
    "same_class_blend", "Adds a little of another recording of the same label, at the same level.",
    source: "Cardionix, noise_by: 0.05 to 0.3", traits: [.needsPartner, .needsLevel],
    parameters: [.number("amount", "", usual: 0.05...0.3, limits: 0...0.5, "the share of the other"), partner],
    plan: planPartner
  ) { samples, operation, scene in
    let other = try scene.sounds.partner(operation.text(partnerName), sampleRate: scene.sampleRate)
    return Mixing.blend(samples, with: other, share: 1 - operation.number("amount"))
  }
}
