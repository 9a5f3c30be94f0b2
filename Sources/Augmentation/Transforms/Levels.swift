import Foundation

extension Transforms {
  /// Transforms of loudness.
  static let levels: [Transform] = [gain, respiration, wander, magnitudeWarp, polarity, clipping]

  private static let gain = Transform(
    "gain", "Makes the recording louder or softer.", source: "PA-HCL scales by 0.8 to 1.2; audiomentations Gain",
    parameters: [.number("gain", "dB", usual: -6...6, limits: -60...40, "by how much")]
  ) { samples, operation, _ in samples.scaled(by: pow(10, operation.number("gain") / 20)) }

  private static let respiration = Transform(
    "respiratory_modulation", "Lets the loudness come and go with breathing: 1 + depth · sin.",
    source: "PCGmix, whose code multiplies by the bare sine; here 1 + depth · sin, as meant",
    parameters: [
      .number("rate", "1/min", usual: 12...20, limits: 4...60, "breaths a minute"),
      .number("depth", "", usual: 0.05...0.25, limits: 0...0.9, "how much louder at the height of a breath"),
      .number("phase", "turns", usual: 0...1, limits: 0...1, "where in the breath it begins"),
    ]
  ) { samples, operation, scene in
    var wave = SineWave(
      frequency: operation.number("rate") / 60, phase: operation.number("phase"), sampleRate: scene.sampleRate)
    let depth = operation.number("depth")
    return samples.map { $0 * Float(1 + depth * wave.next()) }
  }

  private static let wander = Transform(
    "wandering_volume", "Lets the loudness wander by two slow waves.",
    source: "MilanMarocchi, augment/primitives.py: x (1 + a1 sin + a2 sin)",
    parameters: [
      .number("depth", "", usual: 0.01...0.25, limits: 0...0.45, "of the quicker wave"),
      .number("frequency", "Hz", usual: 0.05...0.5, limits: 0.001...5, "of the quicker wave"),
      .number("phase", "turns", usual: 0...1, limits: 0...1, "of the quicker wave"),
      .number("slow_depth", "", usual: 0.01...0.25, limits: 0...0.45, "of the slower wave"),
      .number("slow_frequency", "Hz", usual: 0.001...0.05, limits: 0.0001...1, "of the slower wave"),
      .number("slow_phase", "turns", usual: 0...1, limits: 0...1, "of the slower wave"),
    ]
  ) { samples, operation, scene in
    func wave(_ prefix: String) -> SineWave {
      SineWave(
        frequency: operation.number(prefix + "frequency"), phase: operation.number(prefix + "phase"),
        sampleRate: scene.sampleRate)
    }
    var (quick, slow) = (wave(""), wave("slow_"))
    let (depth, slowDepth) = (operation.number("depth"), operation.number("slow_depth"))
    return samples.map { $0 * Float(1 + depth * quick.next() + slowDepth * slow.next()) }
  }

  private static let magnitudeWarp = Transform(
    "magnitude_warp", "Multiplies by a smooth random curve around 1.",
    source: "PCGmix, magnitudewarp(0.2, 4): a cubic spline through knots + 2 even points N(1, deviation)",
    parameters: [
      .number("deviation", "", usual: 0.2...0.2, limits: 0...0.5, "the standard deviation of the knots"),
      .whole("knots", usual: 4...4, limits: 2...64, "knots between the ends"),
    ]
  ) { samples, operation, _ in
    let curve = SmoothCurve(
      around1: operation.number("deviation"), knots: operation.whole("knots") + 2, generator: operation.generator)
    return zip(samples, curve.sampled(samples.count)).map { $0 * Float($1) }
  }

  private static let polarity = Transform(
    "polarity", "Turns the signal upside down, as a sensor connected the other way round.",
    source: "audiomentations PolarityInversion"
  ) { samples, _, _ in samples.map { -$0 } }

  private static let clipping = Transform(
    "clipping", "Cuts off the loudest samples, as a recorder that is driven too hard.",
    source: "audiomentations ClippingDistortion", traits: .needsLevel,
    parameters: [.number("share", "", usual: 0.001...0.02, limits: 0...0.5, "the share of samples that are cut off")]
  ) { samples, operation, _ in
    guard !samples.isEmpty else { return samples }
    let levels = samples.map { abs($0) }.sorted()
    let limit = levels[Int(Double(levels.count - 1) * (1 - operation.number("share")))]
    return samples.map { min(limit, max(-limit, $0)) }
  }
}
