import Core

/// The peaks that stand as S1 and S2 of a heart would, found by dynamic programming.
struct PeakSequence {
  /// A peak of the energy.
  struct Peak: Equatable {
    var time: Seconds
    /// In deviations above the median.
    var height: Double
  }

  /// A peak that was given its name.
  struct Sound: Equatable {
    let time: Seconds
    let isFirst: Bool
  }

  /// What a deviation of height is worth, and the height above which more is worth nothing: artefacts are the loudest.
  private static let heightWorth = (a: 2.5, highest: 2.5, lowest: -1.0)
  /// What a sound costs that is not there.
  private static let missing = 3.0
  /// The most sounds that are counted as missing in one gap.
  private static let mostMissing = 6.0
  /// How far a systole is from the length that is looked for, in seconds, as a standard deviation.
  private static let systoleDeviation: Seconds = 0.025
  /// How far usual systoles are from Weissler's length, in seconds, and what that is worth.
  private static let usualDeviation: (seconds: Seconds, worth: Double) = (0.05, 20)

  /// Runs of sounds in turn.
  let runs: [[Sound]]
  /// From 0 to 1.
  let confidence: Double

  /// Finds the sequence; nil where there are fewer than three sounds in a row.
  init?(_ peaks: [Peak], period: Seconds, duration: Seconds) {
    let lengths = stride(from: 0.18, through: max(0.18, min(0.46, 0.62 * period)), by: 0.02)
    let usual = Self.usualSystole(period: period)
    var best: (worth: Double, systole: Seconds, sounds: [Sound])?
    for systole in lengths {
      guard let found = Self.sequence(peaks, period: period, systole: systole, duration: duration) else { return nil }
      let distance = (systole - usual) / Self.usualDeviation.seconds
      let worth = found.worth - 0.5 * Self.usualDeviation.worth * distance * distance
      if worth > best?.worth ?? -.infinity { best = (worth, systole, found.sounds) }
    }
    guard let best else { return nil }
    runs = Self.runs(best.sounds, period: period).filter { $0.count >= 3 }
    let systoles = runs.flatMap { run in zip(run, run.dropFirst()).filter { $0.0.isFirst }.map { $1.time - $0.time } }
    guard !systoles.isEmpty else { return nil }
    let mean = systoles.reduce(0, +) / Double(systoles.count)
    let variance = systoles.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(systoles.count)
    confidence = [
      ((period - best.systole) / best.systole - 1) / 0.5, 1 - abs(best.systole - usual) / 0.15,
      1 - variance.squareRoot() / (0.09 * period),
    ].map { min(1, max(0, $0)) }.reduce(1, min)
  }

  /// The distance from S1 to S2 that is usual at this rate.
  private static func usualSystole(period: Seconds) -> Seconds { max(0.16, 0.445 - 0.0017 * 60 / period) }

  /// Sounds that stand in turn and not a whole cycle apart.
  private static func runs(_ sounds: [Sound], period: Seconds) -> [[Sound]] {
    var runs: [[Sound]] = []
    for sound in sounds {
      if let last = runs.last?.last, last.isFirst != sound.isFirst, sound.time - last.time < period {
        runs[runs.count - 1].append(sound)
      } else {
        runs.append([sound])
      }
    }
    return runs
  }

  /// Where a sequence that ends with a peak, as S1 or as S2, came from.
  private struct Step {
    var worth: Double
    var peak: Int
    var isFirst: Bool
  }

  /// The sequence that is worth most for one length of systole; nil where there are no peaks.
  private static func sequence(
    _ peaks: [Peak], period: Seconds, systole: Seconds, duration: Seconds
  ) -> (worth: Double, sounds: [Sound])? {
    func gap(_ seconds: Seconds) -> Double { missing * min(2 * seconds / period, mostMissing) }
    // Diastole breathes with the rate, systole hardly does.
    let otherDeviation = 0.08 * period + 0.01
    let reach = 1.3 * period
    var steps: [[Step]] = []
    // The best end of a sequence that lies too far back for its distance to tell anything.
    var (behind, nearest) = (Step(worth: -.infinity, peak: -1, isFirst: true), 0)
    for (index, peak) in peaks.enumerated() {
      while peak.time - peaks[nearest].time >= reach {
        for step in [true, false].map({ Step(worth: steps[nearest][$0 ? 0 : 1].worth, peak: nearest, isFirst: $0) })
        where step.worth > behind.worth { behind = step }
        nearest += 1
      }
      let height = heightWorth.a * min(max(peak.height, heightWorth.lowest), heightWorth.highest)
      steps.append(
        [true, false].map { isFirst in
          var best = Step(worth: -gap(peak.time), peak: -1, isFirst: true)
          let resumed = behind.worth - missing * 4
          if resumed > best.worth { best = Step(worth: resumed, peak: behind.peak, isFirst: behind.isFirst) }
          for earlier in nearest..<index {
            let distance = peak.time - peaks[earlier].time
            for wasFirst in [true, false] {
              let (expected, deviation) =
                switch (wasFirst, isFirst) {
                case (true, false): (systole, systoleDeviation)
                case (false, true): (period - systole, otherDeviation)
                default: (period, otherDeviation)
                }
              let error = (distance - expected) / deviation
              let worth =
                steps[earlier][wasFirst ? 0 : 1].worth - 0.5 * error * error - (wasFirst == isFirst ? missing : 0)
              if worth > best.worth { best = Step(worth: worth, peak: earlier, isFirst: wasFirst) }
            }
          }
          best.worth += height
          return best
        })
    }
    var end: Step?
    for (index, peak) in peaks.enumerated() {
      for isFirst in [true, false] {
        let worth = steps[index][isFirst ? 0 : 1].worth - gap(duration - peak.time)
        if worth > end?.worth ?? -.infinity { end = Step(worth: worth, peak: index, isFirst: isFirst) }
      }
    }
    guard let end else { return nil }
    var sounds: [Sound] = []
    var step = end
    while step.peak >= 0 {
      sounds.append(Sound(time: peaks[step.peak].time, isFirst: step.isFirst))
      step = steps[step.peak][step.isFirst ? 0 : 1]
    }
    return (end.worth, sounds.reversed())
  }
}
