public import Core
import SignalProcessing

/// A light segmenter: of the peaks of the Shannon energy, those that stand as S1 and S2 of a heart of this rate would.
///
/// The energy is that of 30–150 Hz. A sequence of peaks, S1 and S2 in turn, is worth the heights of its peaks, less what their
/// distances differ from a systole and a diastole; the best one for every length of systole is found by dynamic programming,
/// and the length is chosen that is worth most and near what hearts of this rate have, as in Weissler's regression (systole
/// shortens by 1.7 ms a beat per minute). Without model and training. S1 and S2 are 60 ms on either side of a peak; stretches in
/// which one was missed are left out.
public struct ShannonSegmenter: HeartSoundSegmenter {
  /// Below this confidence a recording is said to be unsure.
  public static let confidenceThreshold = 0.5
  /// Half the length of a sound.
  private static let halfSound: Seconds = 0.06

  /// Makes a segmenter.
  public init() {}

  /// The states around the best sequence of peaks.
  ///
  /// The confidence is the least of three: how much longer than systole diastole is (half as long again is full), how near
  /// systole is to the length that is usual (0 where it is 0.15 s off), and how little it varies (0 where its deviation is 9 % of a
  /// cycle), each cut to 0 … 1.
  public func callAsFunction(_ audio: AudioBuffer) -> HeartSoundSegmentation? {
    guard let signal = try? AnalysisSignal(audio), let rate = HeartRateEstimator().estimate(signal),
      let band = try? ButterworthFilter(.bandPass(30, 150), order: 2, sampleRate: Double(AnalysisSignal.sampleRate)),
      let shannon = try? ShannonEnergy(sampleRate: Double(AnalysisSignal.sampleRate))
    else { return nil }
    let energy = smoothed(shannon(band(signal.samples)))
    let peaks = EnergyPeaks(energy, prominence: 0.1).places.map { place in
      PeakSequence.Peak(
        time: (Double(place * shannon.hop) + Double(shannon.windowLength - 1) / 2) / Double(AnalysisSignal.sampleRate),
        height: energy[place])
    }
    guard let sequence = PeakSequence(peaks, period: 60 / rate.heartRate, duration: signal.duration) else { return nil }
    return HeartSoundSegmentation(
      intervals: intervals(sequence.runs, audio), heartRate: rate.heartRate, confidence: sequence.confidence,
      threshold: Self.confidenceThreshold)
  }

  /// A mean over 50 ms, so that each sound has one peak, with median 0 and deviation 1.
  private func smoothed(_ values: [Double]) -> [Double] {
    let smooth = values.indices.map { index in
      let window = values[max(0, index - 2)..<min(values.count, index + 3)]
      return window.reduce(0, +) / Double(window.count)
    }
    guard !smooth.isEmpty else { return [] }
    let median = smooth.sorted()[smooth.count / 2]
    let mean = smooth.reduce(0, +) / Double(smooth.count)
    let deviation = (smooth.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(smooth.count)).squareRoot()
    return smooth.map { deviation > 0 ? ($0 - median) / deviation : 0 }
  }

  private func intervals(_ runs: [[PeakSequence.Sound]], _ audio: AudioBuffer) -> [StateInterval] {
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

/// Local maxima that stand out.
struct EnergyPeaks {
  /// The places of the peaks, ascending.
  let places: [Int]

  /// Finds the peaks that are so much higher than what separates them from higher ones.
  init(_ values: [Double], prominence: Double) {
    places = values.indices.dropFirst().dropLast().filter {
      values[$0] > values[$0 - 1] && values[$0] >= values[$0 + 1]
        && Self.prominence(of: $0, in: values) >= prominence
    }
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
