import Core

extension Transforms {
  /// The parameter that names a folder with recorded noise.
  static let folderName = "folder"

  /// Transforms that add something.
  static let noises: [Transform] = [noise, recordedNoise]

  private static let noise = Transform(
    "noise", "Adds Gaussian noise at an exact signal-to-noise ratio.",
    source: "PCGmix 25 to 40 dB; PA-HCL 20 to 40 dB, coloured 15 to 30 dB", traits: .needsLevel,
    parameters: [
      .number("snr", "dB", usual: 20...40, limits: 0...100, "how far the noise lies below the recording's mean power"),
      .choice(
        "color", usual: ["white"], all: NoiseColor.allCases.map(\.rawValue),
        "white; pink, −3 dB an octave; brown, −6 dB an octave"),
    ]
  ) { samples, operation, scene in
    let color = NoiseColor(rawValue: operation.text("color")) ?? .white
    let noise = color.samples(samples.count, sampleRate: scene.sampleRate, generator: operation.generator)
    return Mixing.add(noise, to: samples, snr: operation.number("snr"))
  }

  private static let recordedNoise = Transform(
    "recorded_noise", "Adds a stretch of a recording from a folder of noises at an exact signal-to-noise ratio.",
    source: "MilanMarocchi, EPHNOGRAM's auxiliary channels; any folder of sounds does", traits: .needsLevel,
    parameters: [
      TransformParameter(
        name: folderName, unit: "", meaning: "a folder of sound files, relative to where the command is run",
        kind: .text),
      .number("snr", "dB", usual: 10...30, limits: 0...100, "how far the noise lies below the recording's mean power"),
      .number("offset", "", usual: 0...1, limits: 0...1, "where in the noise's file it begins, as a share"),
      .found("file", .text, "the noise's file"),
    ],
    plan: { draft, scene in
      let files = scene.pool.noises(in: draft.text(folderName))
      if files.isEmpty { return draft.leaveOut(because: "the folder holds no usable noise") }
      draft.find("file", files[draft.generator.integer(below: files.count)])
    }
  ) { samples, operation, scene in
    let all = try scene.sounds.noise(
      operation.text("file"), folder: operation.text(folderName), sampleRate: scene.sampleRate)
    guard !all.isEmpty else { return samples }
    // A noise that is too short is repeated.
    let start = Int(operation.number("offset") * Double(max(0, all.count - samples.count)))
    let noise = samples.indices.map { all[(start + $0) % all.count] }
    return Mixing.add(noise, to: samples, snr: operation.number("snr"))
  }
}
