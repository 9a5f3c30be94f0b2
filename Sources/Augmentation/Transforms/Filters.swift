import Core
import Foundation
import SignalProcessing

extension Transforms {
  /// Transforms of the frequency response; all of zero phase, so that sounds stay where they are.
  static let filters: [Transform] = [lowPass, highPass, bandPass, bandStop, equalizer, device, codec]

  /// Filters with zero phase where the band makes sense at the rate.
  private static func filtered(_ samples: [Float], _ band: FrequencyBand, order: Int, _ scene: ApplicationScene) throws
    -> [Float]
  { try ButterworthFilter(band, order: order, sampleRate: Double(scene.sampleRate))(samples) }

  /// The highest edge, as a share of the rate, that leaves a filter something to do.
  private static let highestEdge = 0.49

  private static func refuseAboveBand(_ frequency: Hertz, _ draft: inout OperationDraft, _ scene: PlanningScene) {
    if frequency >= highestEdge * Double(scene.extent.sampleRate) {
      draft.leaveOut(because: "its frequency lies above half the sample rate")
    }
  }

  private static let lowPass = Transform(
    "low_pass", "Takes away what is higher than a cut-off, as thick tissue does.",
    source: "PA-HCL: 200 to 400 Hz, order 4; here order 2 forwards and backwards, 6 dB down at the cut-off",
    parameters: [
      .number("cutoff", "Hz", usual: 200...400, limits: 20...100_000, "the cut-off", spread: .logarithmic),
      .whole("order", usual: 2...2, limits: 1...8, "the order of each of the two passes"),
    ],
    plan: { refuseAboveBand($0.number("cutoff"), &$0, $1) }
  ) { samples, operation, scene in
    try filtered(samples, .lowPass(operation.number("cutoff")), order: operation.whole("order"), scene)
  }

  private static let highPass = Transform(
    "high_pass", "Takes away what is lower than a cut-off, as a light touch of the stethoscope does.",
    source: "PA-HCL: 20 to 50 Hz, order 4; here order 2 forwards and backwards, 6 dB down at the cut-off",
    parameters: [
      .number("cutoff", "Hz", usual: 20...50, limits: 1...1000, "the cut-off", spread: .logarithmic),
      .whole("order", usual: 2...2, limits: 1...8, "the order of each of the two passes"),
    ],
    plan: { refuseAboveBand($0.number("cutoff"), &$0, $1) }
  ) { samples, operation, scene in
    try filtered(samples, .highPass(operation.number("cutoff")), order: operation.whole("order"), scene)
  }

  private static let bandPass = Transform(
    "band_pass", "Keeps a band around a frequency.",
    source: "audiomentations BandPassFilter",
    parameters: [
      .number("center", "Hz", usual: 100...300, limits: 10...100_000, "the middle of the band", spread: .logarithmic),
      .number("width", "", usual: 1.2...1.9, limits: 0.1...1.98, "its width as a share of the middle"),
      .whole("order", usual: 1...1, limits: 1...8, "the order of each of the two passes"),
    ],
    plan: { refuseAboveBand($0.number("center") * (1 + $0.number("width") / 2), &$0, $1) }
  ) { samples, operation, scene in
    let (center, half) = (operation.number("center"), operation.number("width") / 2)
    return try filtered(
      samples, .bandPass(center * (1 - half), center * (1 + half)), order: operation.whole("order"), scene)
  }

  private static let bandStop = Transform(
    "band_stop", "Takes a narrow band away, as a resonance of the tube does.",
    source: "audiomentations BandStopFilter; narrower than a quarter octave within 25 to 200 Hz, where S1 and S2 are",
    parameters: [
      .number("center", "Hz", usual: 25...400, limits: 5...100_000, "the middle of the band", spread: .logarithmic),
      .number("width", "octaves", usual: 0.05...0.25, limits: 0.01...2, "its width"),
      .whole("order", usual: 1...1, limits: 1...4, "the order of each of the two passes"),
    ],
    plan: { draft, scene in
      let (center, width) = (draft.number("center"), draft.number("width"))
      if width > AugmentationGuards.notch.width, AugmentationGuards.notch.band.contains(center) {
        draft.weaken(
          "width", to: AugmentationGuards.notch.width, because: "a notch in 25 to 200 Hz is a quarter octave at most")
      }
      refuseAboveBand(center * pow(2, width / 2), &draft, scene)
    }
  ) { samples, operation, scene in
    let half = pow(2, operation.number("width") / 2)
    let center = operation.number("center")
    return try filtered(samples, .bandStop(center / half, center * half), order: operation.whole("order"), scene)
  }

  private static let equalizer = Transform(
    "parametric_eq", "Raises and lowers some bands a little, as another stethoscope does.",
    source: "after MilanMarocchi's five random sections within 2 to 500 Hz; peaking filters of the Audio EQ Cookbook",
    parameters: [
      .whole("bands", usual: 3...5, limits: 1...16, "how many bands"),
      .number("gain", "dB", usual: 4...6, limits: 0...24, "each is raised or lowered by up to so much"),
      .number("low", "Hz", usual: 25...25, limits: 5...10_000, "the lowest middle of a band"),
      .number("high", "Hz", usual: 400...400, limits: 10...100_000, "the highest middle of a band"),
    ],
    plan: { refuseAboveBand($0.number("high"), &$0, $1) }
  ) { samples, operation, scene in
    var generator = operation.generator
    let (low, high, most) = (operation.number("low"), operation.number("high"), operation.number("gain"))
    let bands = (0..<operation.whole("bands")).map { _ in
      ParametricEqualizer.Band(
        frequency: min(low, high) * pow(max(low, high) / min(low, high), generator.uniform()),
        gain: generator.uniform(in: -most...most), quality: generator.uniform(in: 0.5...2))
    }
    return try ParametricEqualizer(bands, sampleRate: Double(scene.sampleRate))(samples)
  }

  private static let device = Transform(
    "device_response", "Colours the sound as the bell or the diaphragm of a stethoscope or a telephone's microphone.",
    source:
      "first-order slopes after the modes that makers describe: bell below 200 Hz, diaphragm above 100 Hz, telephones above 150 Hz",
    parameters: [
      .choice("device", usual: ["bell", "diaphragm", "phone"], all: ["bell", "diaphragm", "phone"], "which"),
      .number("strength", "", usual: 0.3...0.9, limits: 0...1, "how much of it is mixed in"),
    ],
    plan: { refuseAboveBand(200, &$0, $1) }
  ) { samples, operation, scene in
    let band: FrequencyBand =
      switch operation.text("device") {
      case "bell": .lowPass(200)
      case "diaphragm": .highPass(100)
      default: .highPass(150)
      }
    let strength = Float(operation.number("strength"))
    let colored = try filtered(samples, band, order: 1, scene)
    return zip(samples, colored).map { (1 - strength) * $0 + strength * $1 }
  }

  private static let codec = Transform(
    "codec", "Encodes and decodes with a lossy codec, as telephones and messengers do.",
    source: "audiomentations Mp3Compression; here by FFmpeg, in memory",
    traits: .needsLevel,
    parameters: [
      .choice("codec", usual: ["m4a", "mp3", "opus"], all: ["m4a", "mp3", "opus"], "the codec"),
      .whole("bit_rate", usual: 16_000...48_000, limits: 6000...320_000, "how much is kept", unit: "bit/s"),
    ]
  ) { samples, operation, scene in
    try scene.sounds.afterCodec(
      scene.audio(samples), codec: operation.text("codec"), bitRate: operation.whole("bit_rate"))
  }
}
