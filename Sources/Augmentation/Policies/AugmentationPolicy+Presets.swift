public import Core

extension AugmentationPolicy {
  /// The policies known by name, the usual one first.
  public static let presets: [AugmentationPolicy] = [
    light, pcgmixPreset, pcgmixPlus, durratiocutmixPreset, paHCL, vest, openstetho, hearheart, cardionix, flip,
  ]

  /// The policy of that name.
  /// - Throws: `AugmentationError` `.policy` with what was probably meant.
  public static func named(_ name: String) throws(AugmentationError) -> AugmentationPolicy {
    if let preset = presets.first(where: { $0.name == name }) { return preset }
    let names = presets.map(\.name)
    let guess = Spelling.closest(to: name, among: names).map { " Did you mean '\($0)'?" } ?? ""
    throw AugmentationError(
      .policy,
      "there is no policy of this name.\(guess) There are \(names.joined(separator: ", ")); for a file, give its path with .json.",
      subject: name)
  }

  private static func step(
    _ transform: String, _ probability: Double = 1, _ numbers: [String: ClosedRange<Double>] = [:],
    words: [String: [String]] = [:]
  ) -> Node {
    let values = numbers.mapValues { Values.range($0) }.merging(words.mapValues { .words($0) }) { $1 }
    return Node(.transform(Step(transform, values)), probability: probability)
  }

  private static func preset(_ name: String, _ source: String, _ nodes: [Node]) -> AugmentationPolicy {
    AugmentationPolicy(name: name, source: source, root: Node(.sequence(nodes)))
  }

  /// What is safe for every label of every collection known here.
  public static let light = preset(
    "light",
    "What is safe for every label of every collection known here: level, a little noise, the response of another stethoscope, small shifts. A copy has two or three of them.",
    [
      Node(
        .someOf(
          [
            step("gain"), step("noise", 1, [:], words: ["color": ["white", "pink"]]), step("device_response"),
            step("parametric_eq"), step("respiratory_modulation"), step("time_shift"),
            step("time_stretch", 1, ["rate": 0.95...1.05]),
          ], count: 2...3))
    ])

  private static let pcgmixPreset = preset(
    "pcgmix", "PCGmix (Liisjak, augmentations.py, durratiomixup): states mixed with those of a same-label partner.",
    [step("pcgmix")])

  private static let pcgmixPlus = preset(
    "pcgmix-plus", "PCGmix+ (durmixmagwarp(0.2, 4)): PCGmix, then a magnitude warp of deviation 0.2 and 4 knots.",
    [step("pcgmix"), step("magnitude_warp")])

  private static let durratiocutmixPreset = preset(
    "durratiocutmix", "PCGmix's durratiocutmix: systole and diastole of a same-label partner, own S1 and S2.",
    [step("durratiocutmix")])

  private static let paHCL = preset(
    "pa-hcl",
    "After PA-HCL: scale 0.8 to 1.2, noise 20 to 40 dB, coloured 15 to 30 dB, stretch 0.9 to 1.1, circular shift, low- and high-pass, masks; its pitch shift did nothing and is left out.",
    [
      step("gain", 0.5, ["gain": -1.94...1.58]), step("noise", 0.5, ["snr": 20...40]),
      step("noise", 0.3, ["snr": 15...30], words: ["color": ["pink", "brown"]]), step("time_stretch", 0.5),
      step("time_shift", 0.5), step("low_pass", 0.3), step("high_pass", 0.3),
      step("time_mask", 0.5, ["width": 0.001...0.03, "count": 2...2]), step("frequency_mask", 0.5),
      step("reversal", 0.1),
    ])

  private static let vest = preset(
    "wav2vec-heart-sounds",
    "After MilanMarocchi, wav2vec-heart-sounds (augment/primitives.py): HPSS remix, wandering volume, equalizer, stretch; ranges of time kept to what hearts do.",
    [
      step("hpss_remix", 0.75), step("wandering_volume", 0.75), step("parametric_eq", 0.25),
      step("time_stretch", 0.5, ["rate": 0.8...1.2]), step("noise", 0.3, ["snr": 20...40]),
    ])

  private static let openstetho = preset(
    "openstetho",
    "After openstetho (cv_murmur): noise 15 dB or more, shift of up to half a second in three, pitch ±2 semitones, masks of frequency.",
    [
      step("noise", 0.5, ["snr": 15...35]), step("time_shift", 0.5, ["share": -0.167...0.167]),
      step("pitch_shift", 0.3), step("frequency_mask", 0.5, ["share": 0.01...0.125]),
    ])

  private static let hearheart = preset(
    "hearheart", "In the manner of HearHeart (CirCor 2022): noise of 20 to 35 dB and masks of time.",
    [step("noise", 0.5, ["snr": 20...35]), step("time_mask", 0.5, ["width": 0.05...0.4, "count": 1...2])])

  private static let cardionix = preset(
    "cardionix",
    "After Cardionix: blend with the same class, pitch and stretch, narrowed to what hearts do. Its own best run used none of them.",
    [
      Node(
        .oneOf([
          step("same_class_blend"), step("pitch_shift", 1, ["semitones": -5...5]),
          step("time_stretch", 1, ["rate": 0.7...1.4]),
        ]))
    ])

  private static let flip = preset(
    "flip",
    "Zhou, Chen and Chien 2022 (BMC Med Inform Decis Mak, 10.1186/s12911-022-01942-2): the spectrogram flipped in time, their best single augmentation.",
    [step("reversal")])
}
