public import Core
import SignalProcessing

/// A light segmenter: peaks of the Shannon energy, taken in turn for S1 and S2.
///
/// Peaks stand at least a fifth of a cycle apart and 0.3 deviations above what separates them. In each run of peaks without
/// a gap, the shorter of the two mean distances is taken for systole. S1 and S2 are 60 ms on either side of a peak. Fails
/// where systole and diastole last equally long, above about 120 beats a minute; stretches without order are left out.
public struct ShannonSegmenter: HeartSoundSegmenter {
  /// Below this confidence a recording is said to be unsure.
  public static let confidenceThreshold = 0.5
  /// Half the length of a sound.
  private static let halfSound: Seconds = 0.06

  /// Makes a segmenter.
  public init() {}

  /// The states around peaks that alternate as sounds do.
  ///
  /// The confidence is 0.4·separation + 0.3·(1 − |systolic share − 0.35| / 0.25) + 0.3·regularity, each cut to 0…1: how far
  /// apart the two mean distances are, how long systole lasts, and how little the periods vary.
  public func callAsFunction(_ audio: AudioBuffer) -> HeartSoundSegmentation? {
    guard let signal = try? AnalysisSignal(audio), let rate = HeartRateEstimator().estimate(signal),
      let shannon = try? ShannonEnergy(sampleRate: Double(AnalysisSignal.sampleRate))
    else { return nil }
    let period = 60 / rate.heartRate
    let energy = smoothed(shannon(signal.samples))
    let peaks = EnergyPeaks(energy, distance: 0.2 * period * shannon.rate, prominence: 0.3).places
    let times = peaks.map {
      (Double($0 * shannon.hop) + Double(shannon.windowLength - 1) / 2) / Double(AnalysisSignal.sampleRate)
    }
    let beats = PeakAlternation(times: times, period: period)
    guard let confidence = beats.confidence else { return nil }
    return HeartSoundSegmentation(
      intervals: intervals(beats.sounds, audio), heartRate: rate.heartRate, confidence: confidence,
      threshold: Self.confidenceThreshold)
  }

  /// A mean over 50 ms, so that each sound has one peak.
  private func smoothed(_ values: [Double]) -> [Double] {
    values.indices.map { index in
      let window = values[max(0, index - 2)..<min(values.count, index + 3)]
      return window.reduce(0, +) / Double(window.count)
    }
  }

  private func intervals(_ runs: [[PeakAlternation.Sound]], _ audio: AudioBuffer) -> [StateInterval] {
    func sample(_ time: Seconds) -> Int {
      min(max(0, Int((time * Double(audio.sampleRate)).rounded())), audio.samples.count)
    }
    var intervals: [StateInterval] = []
    func add(_ start: Seconds, _ end: Seconds, _ state: HeartSoundState) {
      let first = max(sample(start), intervals.last?.endSample ?? 0)
      if first < sample(end) {
        intervals.append(StateInterval(startSample: first, endSample: sample(end), state: state))
      }
    }
    for run in runs {
      for (index, sound) in run.enumerated() {
        let next = index + 1 < run.count ? run[index + 1].time : nil
        // Neighbours that stand closer than two sounds meet half way.
        let end = min(sound.time + Self.halfSound, next.map { ($0 + sound.time) / 2 } ?? .infinity)
        add(sound.time - Self.halfSound, end, sound.isFirst ? .s1 : .s2)
        if let next { add(end, next - Self.halfSound, sound.isFirst ? .systole : .diastole) }
      }
    }
    return intervals
  }
}

/// Local maxima that stand out and keep their distance.
struct EnergyPeaks {
  /// The places of the peaks, ascending.
  let places: [Int]

  /// Finds the peaks; where two are too close, the higher one stays.
  init(_ values: [Double], distance: Double, prominence: Double) {
    let maxima = values.indices.dropFirst().dropLast().filter {
      values[$0] > values[$0 - 1] && values[$0] >= values[$0 + 1]
    }
    let standing = maxima.filter { Self.prominence(of: $0, in: values) >= prominence }
    var kept: [Int] = []
    for place in standing.sorted(by: { values[$0] > values[$1] || values[$0] == values[$1] && $0 < $1 })
    where kept.allSatisfy({ abs(Double($0 - place)) >= distance }) {
      kept.append(place)
    }
    places = kept.sorted()
  }

  /// How far one must descend from a peak before climbing higher.
  private static func prominence(of peak: Int, in values: [Double]) -> Double {
    func valley(_ places: some Sequence<Int>) -> Double {
      var lowest = values[peak]
      for place in places {
        if values[place] > values[peak] { break }
        lowest = min(lowest, values[place])
      }
      return lowest
    }
    return values[peak] - max(valley((0..<peak).reversed()), valley((peak + 1)..<values.count))
  }
}

/// Peaks as S1 and S2 in turn.
struct PeakAlternation {
  /// A peak that was given its name.
  struct Sound: Equatable {
    let time: Seconds
    let isFirst: Bool
  }

  /// Runs of sounds in turn.
  let sounds: [[Sound]]
  /// From 0 to 1; nil where no run holds three peaks.
  let confidence: Double?

  init(times: [Seconds], period: Seconds) {
    // Two neighbouring sounds are never a whole cycle apart: there, one was missed.
    var runs: [[Seconds]] = []
    for time in times {
      if let last = runs.last?.last, time - last < 0.85 * period {
        runs[runs.count - 1].append(time)
      } else {
        runs.append([time])
      }
    }
    var (systoles, diastoles, periods): ([Seconds], [Seconds], [Seconds]) = ([], [], [])
    var sounds: [[Sound]] = []
    for run in runs where run.count >= 3 {
      let gaps = zip(run.dropFirst(), run).map { $0 - $1 }
      let even = gaps.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
      let odd = gaps.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
      let beginsWithSystole = Self.mean(even) <= Self.mean(odd)
      systoles += beginsWithSystole ? even : odd
      diastoles += beginsWithSystole ? odd : even
      periods += zip(gaps, gaps.dropFirst()).map { $0 + $1 }
      sounds.append(run.enumerated().map { Sound(time: $1, isFirst: ($0 % 2 == 0) == beginsWithSystole) })
    }
    self.sounds = sounds
    confidence = periods.isEmpty ? nil : Self.confidence(systoles, diastoles, periods)
  }

  private static func confidence(_ systoles: [Seconds], _ diastoles: [Seconds], _ periods: [Seconds]) -> Double {
    func unit(_ value: Double) -> Double { min(1, max(0, value)) }
    let (systole, diastole, period) = (mean(systoles), mean(diastoles), mean(periods))
    // A diastole half as long again as systole separates the two fully.
    let separation = unit((diastole / systole - 1) / 0.5)
    let share = unit(1 - abs(systole / (systole + diastole) - 0.35) / 0.25)
    let variance = mean(periods.map { ($0 - period) * ($0 - period) })
    return 0.4 * separation + 0.3 * share + 0.3 * unit(1 - variance.squareRoot() / (0.25 * period))
  }

  private static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }
}
