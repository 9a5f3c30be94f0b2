import Core
import Foundation
import SignalProcessing

extension Transforms {
  /// The one transform that changes the heart rate.
  static let timeStretchName = "time_stretch"

  /// Transforms of time and pitch.
  static let times: [Transform] = [timeStretch, pitchShift, timeWarp, timeShift, reversal]

  private static let engine = TransformParameter.choice(
    "engine", usual: ["vocoder"], all: ["vocoder", "rubberband"],
    "the phase vocoder, or the slower and finer Rubber Band")

  private static let timeStretch = Transform(
    timeStretchName,
    "Lets the heart beat faster or slower without moving the pitch; as long as before, cut off or zeros.",
    source: "PA-HCL: 0.9 to 1.1, safe for the heart rate", traits: .movesTime,
    parameters: [
      .number("rate", "", usual: 0.9...1.1, limits: 0.5...2, "how many times as fast"), engine,
    ],
    plan: { draft, scene in guardHeartRate(&draft, scene) },
    mapping: { operation, extent in
      let (rate, count) = (max(0.01, operation.number("rate")), Double(extent.sampleCount))
      return TimeMap([.init(source: 0..<min(count, count * rate), output: 0..<min(count / rate, count))])
    }
  ) { samples, operation, scene in
    let rate = operation.number("rate")
    if operation.text("engine") == "rubberband" {
      return try scene.sounds.rubberBand(scene.audio(samples), rate: rate, semitones: 0)
    }
    let count = min(samples.count, Int((Double(samples.count) / rate).rounded()))
    return PhaseVocoder(sampleRate: scene.sampleRate).stretched(samples, rate: rate, count: count)
  }

  /// Keeps the heart rate where hearts have it; one that is not there already is not moved further away.
  private static func guardHeartRate(_ draft: inout OperationDraft, _ scene: PlanningScene) {
    let rate = draft.number("rate")
    guard let heartRate = scene.heartRate, heartRate > 0 else {
      let safe = AugmentationGuards.blindRates
      if !safe.contains(rate) {
        draft.weaken(
          "rate", to: min(safe.upperBound, max(safe.lowerBound, rate)), because: "the heart rate is not known")
      }
      return
    }
    let limits = AugmentationGuards.heartRates
    let range = min(1, limits.lowerBound / heartRate)...max(1, limits.upperBound / heartRate)
    if range.contains(rate) && limits.contains(heartRate * rate) { return }
    guard limits.contains(heartRate) else {
      return draft.leaveOut(because: "the heart beats \(Int(heartRate.rounded())) times a minute already")
    }
    draft.weaken(
      "rate", to: min(range.upperBound, max(range.lowerBound, rate)),
      because: "the heart rate stays within 40 to 180 a minute")
  }

  private static let pitchShift = Transform(
    "pitch_shift", "Raises or lowers all frequencies without changing the time.",
    source: "openstetho: ±2 semitones; Zhou, Chen and Chien 2022 found that it hurt",
    parameters: [.number("semitones", "semitones", usual: -2...2, limits: -12...12, "by how much"), engine]
  ) { samples, operation, scene in
    let semitones = operation.number("semitones")
    if operation.text("engine") == "rubberband" {
      return try scene.sounds.rubberBand(scene.audio(samples), rate: 1, semitones: semitones)
    }
    let factor = pow(2, semitones / 12)
    let longer = PhaseVocoder(sampleRate: scene.sampleRate).stretched(samples, rate: 1 / factor)
    return BandlimitedInterpolation(cutoff: min(1, 0.95 / factor))
      .values(of: longer, step: factor, count: samples.count)
  }

  private static let timeWarp = Transform(
    "time_warp", "Lets time run a little faster here and slower there; beginning and end stay where they are.",
    source: "PCGmix: N(1, 0.05) at 4 knots, ends pinned", traits: [.movesTime, .changesRhythm],
    parameters: [
      .number("deviation", "", usual: 0.05...0.05, limits: 0...0.2, "the standard deviation of the speed"),
      .whole("knots", usual: 4...4, limits: 2...64, "knots between the ends"),
    ],
    mapping: { operation, extent in TimeMap(warp(operation, extent.sampleCount)) }
  ) { samples, operation, _ in
    let pieces = warp(operation, samples.count)
    guard let last = pieces.last else { return samples }
    var piece = 0
    return BandlimitedInterpolation(cutoff: 0.95).values(of: samples, count: samples.count) { index in
      let place = Double(index)
      while piece < pieces.count - 1 && place >= pieces[piece].output.upperBound { piece += 1 }
      let current = place < last.output.upperBound ? pieces[piece] : last
      let share = (place - current.output.lowerBound) / (current.output.upperBound - current.output.lowerBound)
      return current.source.lowerBound + share * (current.source.upperBound - current.source.lowerBound)
    }
  }

  /// The path of a time warp: 128 even pieces of the output, whose lengths in the source follow a smooth random curve.
  private static func warp(_ operation: AugmentationOperation, _ sampleCount: Int) -> [TimeMap.Piece] {
    let pieces = 128
    let curve = SmoothCurve(
      around1: operation.number("deviation"), knots: operation.whole("knots") + 2, generator: operation.generator)
    // Time never stands still or runs backwards.
    let speeds = curve.sampled(pieces).map { max(0.1, $0) }
    let total = speeds.reduce(0, +)
    var source = 0.0
    return speeds.enumerated().map { index, speed in
      let start = source
      source += speed / total * Double(sampleCount)
      let end = index == pieces - 1 ? Double(sampleCount) : source
      let step = Double(sampleCount) / Double(pieces)
      return TimeMap.Piece(source: start..<max(start, end), output: Double(index) * step..<Double(index + 1) * step)
    }
  }

  private static let timeShift = Transform(
    "time_shift", "Begins the recording earlier or later; what leaves at one end comes in at the other.",
    source: "PA-HCL: circular, up to a tenth; openstetho: half a second", traits: .movesTime,
    parameters: [
      .number("share", "", usual: -0.1...0.1, limits: -1...1, "by which share of the length"),
      .choice("fill", usual: ["wrap"], all: ["wrap", "zeros"], "what comes in: what has left, or silence"),
    ],
    mapping: { operation, extent in
      let count = Double(extent.sampleCount)
      let shift = Double(shift(operation, extent.sampleCount))
      var pieces = [
        TimeMap.Piece(
          source: max(0, -shift)..<max(max(0, -shift), count - max(0, shift)),
          output: max(0, shift)..<max(max(0, shift), count - max(0, -shift)))
      ]
      if operation.text("fill") == "wrap" {
        pieces.append(
          shift > 0
            ? .init(source: (count - shift)..<count, output: 0..<shift)
            : .init(source: 0..<(-shift), output: (count + shift)..<count))
      }
      return TimeMap(pieces)
    }
  ) { samples, operation, _ in
    let shift = shift(operation, samples.count)
    let isWrapped = operation.text("fill") == "wrap"
    let (first, rest) = shift >= 0 ? (samples.count - shift, samples.count) : (-shift, samples.count)
    let (left, right) = (samples[0..<first], samples[first..<rest])
    if isWrapped { return Array(right + left) }
    return shift >= 0
      ? [Float](repeating: 0, count: shift) + left : Array(right) + [Float](repeating: 0, count: -shift)
  }

  /// The samples by which the recording moves to the right.
  private static func shift(_ operation: AugmentationOperation, _ count: Int) -> Int {
    min(count, max(-count, Int((operation.number("share") * Double(count)).rounded())))
  }

  private static let reversal = Transform(
    "reversal", "Plays the recording backwards: the spectrogram flipped.",
    source:
      "Zhou, Chen and Chien 2022: the best single augmentation of theirs; PA-HCL warns that it breaks the order of S1 and S2",
    traits: [.movesTime, .reversesTime],
    mapping: { _, extent in
      let count = Double(extent.sampleCount)
      return TimeMap([.init(source: 0..<count, output: 0..<count, isReversed: true)])
    }
  ) { samples, _, _ in samples.reversed() }
}
