import Core
import Foundation
import HeartSound
import SignalProcessing

extension Transforms {
  /// Transforms that take something away in time or frequency, or weigh it anew.
  static let spectra: [Transform] = [timeMask, frequencyMask, cutOut, hpss]

  // MARK: Masks in time

  private static let timeMask = Transform(
    "time_mask", "Silences short stretches; never most of an S1 or S2.",
    source: "PA-HCL: two of at most 30 ms; PCGmix: up to a fifth of a beat; SpecAugment (Park et al. 2019)",
    parameters: [
      .number("width", "s", usual: 0.005...0.03, limits: 0.001...2, "how long each is"),
      .whole("count", usual: 1...2, limits: 1...16, "how many"),
      .found("starts", .text, "the first sample of each"),
    ],
    plan: planMasks
  ) { samples, operation, scene in
    let width = max(1, Int((operation.number("width") * Double(scene.sampleRate)).rounded()))
    // Two milliseconds of slope at either end, so that the edges do not click.
    let slope = max(1, min(width / 4, scene.sampleRate / 500))
    var result = samples
    for start in operation.text("starts").split(separator: " ").compactMap({ Int($0) }) where start >= 0 {
      for index in start..<min(samples.count, max(start, start + width)) {
        let depth = min(1, Float(min(index - start, start + width - 1 - index)) / Float(slope))
        result[index] *= 1 - depth
      }
    }
    return result
  }

  private static func planMasks(_ draft: inout OperationDraft, _ scene: PlanningScene) {
    var width = draft.number("width")
    var states: [StateInterval] = []
    if width > AugmentationGuards.blindGap {
      states = scene.states
      if !states.contains(where: { $0.state == .s1 || $0.state == .s2 }) {
        width = AugmentationGuards.blindGap
        draft.weaken("width", to: width, because: "where S1 and S2 are is not known")
      }
    }
    var ground = MaskGround(states, scene.extent)
    for _ in 0..<Int(draft.number("count")) {
      while !ground.addMask(width: width, &draft.generator), width > 0.002 {
        width /= 2
        draft.weaken("width", to: width, because: "it would have hidden most of an S1 or S2, known or not")
      }
    }
    draft.find("starts", ground.masks.map(\.lowerBound).sorted().map(String.init).joined(separator: " "))
  }

  /// Where masks may lie so that all of them together leave of every S1 and S2 at least half.
  private struct MaskGround {
    private let sounds: [StateInterval]
    private let known: [StateInterval]
    private let extent: SoundExtent
    /// The longest stretch, in samples, of whose states nothing is known that masks may hide, and the shortest between two.
    private let blindGap: Int
    private(set) var masks: [Range<Int>] = []

    init(_ states: [StateInterval], _ extent: SoundExtent) {
      known = states
      sounds = states.filter { $0.state == .s1 || $0.state == .s2 }
      self.extent = extent
      blindGap = extent.samples(AugmentationGuards.blindGap)
    }

    /// Adds a mask of `width` seconds in a random place; false if a few tries found none.
    mutating func addMask(width: Double, _ generator: inout SeededGenerator) -> Bool {
      let count = max(1, extent.samples(width))
      for _ in 0..<16 {
        let start = generator.integer(below: max(1, extent.sampleCount - count + 1))
        let mask = start..<(start + count)
        if allows(mask) {
          masks.append(mask)
          return true
        }
      }
      return false
    }

    private func allows(_ mask: Range<Int>) -> Bool {
      let unknown = mask.count - known.reduce(0) { $0 + mask.clamped(to: $1.startSample..<$1.endSample).count }
      let isNear = masks.contains {
        $0.lowerBound < mask.upperBound + blindGap && mask.lowerBound < $0.upperBound + blindGap
      }
      if unknown > blindGap || (unknown > 0 && isNear) { return false }
      return sounds.allSatisfy { sound in
        let place = sound.startSample..<sound.endSample
        guard mask.overlaps(place) else { return true }
        // Masks may overlap one another: samples are counted once.
        let hidden = place.count { index in mask.contains(index) || masks.contains { $0.contains(index) } }
        return 2 * hidden <= place.count
      }
    }
  }

  // MARK: Masks in frequency

  private static let bandParameters: [TransformParameter] = [
    .found("low", .number, "the lower edge", unit: "Hz"), .found("high", .number, "the upper edge", unit: "Hz"),
  ]

  /// Draws a band of the given share of the frequencies up to 1 kHz that leaves at least half of 25 to 200 Hz, where S1 and S2
  /// are; above that a mask hides nothing of a heart, however high the file's own rate.
  private static func planBand(_ draft: inout OperationDraft, _ scene: PlanningScene) {
    let top = min(AugmentationGuards.heartCeiling, Double(scene.extent.sampleRate) / 2)
    let core = AugmentationGuards.notch.band
    var share = draft.number("share")
    while true {
      for _ in 0..<16 {
        let low = draft.generator.uniform() * top * (1 - share)
        let high = low + share * top
        let hidden = min(high, core.upperBound) - max(low, core.lowerBound)
        if hidden <= (core.upperBound - core.lowerBound) / 2 {
          draft.find("low", low)
          draft.find("high", high)
          return
        }
      }
      share /= 2
      draft.weaken("share", to: share, because: "it would have hidden most of 25 to 200 Hz")
    }
  }

  /// About 128 ms in samples: fine in frequency, and as long as S1.
  private static func frameSize(_ sampleRate: Int) -> Int {
    var size = 16
    while Double(size) < 0.128 * Double(sampleRate) { size *= 2 }
    return size
  }

  /// Frames of that size, four of them overlapping.
  private static func rewriting(_ sampleRate: Int) -> SpectralRewriting {
    let size = frameSize(sampleRate)
    return SpectralRewriting(fftSize: size, hop: size / 4)
  }

  /// The bins between the edges of an operation.
  private static func bins(_ operation: AugmentationOperation, sampleRate: Int) -> ClosedRange<Double> {
    let width = Double(sampleRate) / Double(frameSize(sampleRate))
    let low = operation.number("low") / width
    return low...max(low, operation.number("high") / width)
  }

  private static let frequencyMask = Transform(
    "frequency_mask", "Silences a band of frequencies.",
    source: "PA-HCL: at most 15 % of the bins; SpecAugment (Park et al. 2019), here on the sound itself",
    parameters: [
      .number("share", "", usual: 0.02...0.15, limits: 0.001...0.9, "of the frequencies up to 1 kHz, or half the rate")
    ] + bandParameters,
    plan: planBand
  ) { samples, operation, scene in
    let band = bins(operation, sampleRate: scene.sampleRate)
    return rewriting(scene.sampleRate).scaled(samples) { _, bin in band.contains(Double(bin)) ? 0 : 1 }
  }

  private static let cutOut = Transform(
    "cut_out", "Silences a rectangle of the spectrogram: a band of frequencies for a while.",
    source: "DeVries and Taylor 2017, on the spectrogram",
    parameters: [
      .number("share", "", usual: 0.1...0.4, limits: 0.001...0.9, "of the frequencies up to 1 kHz, or half the rate"),
      .number("width", "s", usual: 0.1...0.4, limits: 0.01...10, "how long it is"),
      .number("start", "", usual: 0...1, limits: 0...1, "where it begins, as a share of the time left"),
    ] + bandParameters,
    plan: planBand
  ) { samples, operation, scene in
    let band = bins(operation, sampleRate: scene.sampleRate)
    let rewriting = rewriting(scene.sampleRate)
    let hop = Double(frameSize(scene.sampleRate) / 4)
    let width = operation.number("width") * Double(scene.sampleRate) / hop
    let start = operation.number("start") * max(0, Double(rewriting.frameCount(sampleCount: samples.count)) - width)
    return rewriting.scaled(samples) { frame, bin in
      band.contains(Double(bin)) && Double(frame) >= start && Double(frame) < start + width ? 0 : 1
    }
  }

  // MARK: Harmonic and percussive parts

  private static let weight = (usual: 0.5...2.0, limits: 0.0...10.0)

  private static let hpss = Transform(
    "hpss_remix", "Takes what lasts, what is short and the rest apart and mixes them anew, at the same level.",
    source: "after MilanMarocchi's two-stage remix; median filters of Fitzgerald 2010, one stage with a rest",
    traits: .needsLevel,
    parameters: [
      .number(
        "harmonic", "", usual: weight.usual, limits: weight.limits, "the weight of what lasts", spread: .logarithmic),
      .number(
        "percussive", "", usual: weight.usual, limits: weight.limits, "the weight of what is short",
        spread: .logarithmic),
      .number("rest", "", usual: weight.usual, limits: weight.limits, "the weight of the rest", spread: .logarithmic),
      .number("margin", "", usual: 1...2, limits: 1...8, "how clearly a part must stand out"),
      .whole("kernel", usual: 5...30, limits: 2...101, "the frames or bins that a median spans"),
    ]
  ) { samples, operation, scene in
    let rewriting = rewriting(scene.sampleRate)
    let separation = HarmonicPercussiveSeparation(
      harmonicKernel: operation.whole("kernel"), percussiveKernel: operation.whole("kernel"),
      harmonicMargin: operation.number("margin"), percussiveMargin: operation.number("margin"))
    let masks = separation.masks(of: rewriting.magnitudes(of: samples))
    let (harmonic, percussive, rest) = (
      Float(operation.number("harmonic")), Float(operation.number("percussive")), Float(operation.number("rest"))
    )
    let mixed = rewriting.scaled(samples) { frame, bin in
      let (h, p) = (masks.harmonic[bin, frame], masks.percussive[bin, frame])
      return harmonic * h + percussive * p + rest * max(0, 1 - h - p)
    }
    return mixed.scaled(by: Mixing.levelGain(of: mixed, as: samples))
  }
}
