public import Core
import Foundation
import SignalProcessing

/// Measures of a recording's heart-sound band, 25–400 Hz at 1 kHz, on which the signal-quality index rests.
///
/// They follow common indices (Springer et al. 2016; Tang et al. 2021; Schmidt et al. 2010) in forms that cost little: all
/// are computed from the powers of 20 ms frames, one averaged spectrum, and the despiking of Schmidt et al.
public struct SoundMeasures: Sendable, Codable, Hashable {
  /// How much the envelope repeats itself: the greatest unbiased autocorrelation, 0 … 1, at lags of 0.34–2 s.
  ///
  /// The envelope is the logarithm of the frames' RMS plus a thousandth of its maximum, limited to its 99th percentile.
  public var periodicity: Double
  /// The share of the power of 20–400 Hz that lies in 20–150 Hz.
  public var lowShare: Double
  /// The standard deviation of the levels of whole seconds, in decibels; 0 for recordings below two seconds.
  public var unsteadiness: Decibels
  /// The 90th over the 50th percentile of the frames' power, in decibels: how far sounds stand out.
  public var contrast: Decibels
  /// The 90th over the 10th percentile of the frames' power, in decibels: an estimate of the signal-to-noise ratio.
  public var signalToNoise: Decibels
  /// How far mains hum (50 or 60 Hz, or its first harmonics) rises over its surroundings; 0 below 2.1 s.
  public var hum: Decibels
  /// Friction spikes a second, as Schmidt's method removes them.
  public var spikeRate: Double

  /// The samples a frame, 20 ms.
  static let frameLength = 20

  /// Measures a signal.
  /// - Parameters:
  ///   - band: 25–400 Hz at 1 kHz.
  ///   - full: the same recording at 1 kHz without band-pass, for hum.
  ///   - spikes: how many friction spikes were found.
  /// - Returns: nil for less than half a second, or silence.
  init?(band: [Float], full: [Float], spikes: Int) {
    guard band.count >= 500 else { return nil }
    let powers = Self.powers(band, length: Self.frameLength)
    let mean = powers.reduce(0, +) / Double(powers.count)
    guard mean > 1e-14 else { return nil }
    let sorted = powers.sorted()
    let (low, middle, high) = (Self.percentile(sorted, 10), Self.percentile(sorted, 50), Self.percentile(sorted, 90))
    func decibels(_ a: Double, over b: Double) -> Decibels { 10 * log10((a + 1e-12 * mean) / (b + 1e-12 * mean)) }
    contrast = decibels(high, over: middle)
    signalToNoise = decibels(high, over: low)
    periodicity = Self.periodicity(powers)
    unsteadiness = Self.unsteadiness(band, mean: mean)
    lowShare = Self.lowShare(band)
    hum = Self.hum(full)
    spikeRate = Double(spikes) / (Double(band.count) / 1000)
  }

  /// The mean power of every complete frame.
  private static func powers(_ samples: [Float], length: Int) -> [Double] {
    (0..<(samples.count / length)).map { frame in
      var sum = 0.0
      for i in (frame * length)..<((frame + 1) * length) { sum += Double(samples[i]) * Double(samples[i]) }
      return sum / Double(length)
    }
  }

  /// The percentile of sorted values, with linear interpolation as NumPy's default.
  static func percentile(_ sorted: [Double], _ percent: Double) -> Double {
    let place = percent / 100 * Double(sorted.count - 1)
    let index = min(Int(place), max(0, sorted.count - 2))
    guard index + 1 < sorted.count else { return sorted[index] }
    return sorted[index] + (place - Double(index)) * (sorted[index + 1] - sorted[index])
  }

  private static func periodicity(_ powers: [Double]) -> Double {
    let levels = powers.map { $0.squareRoot() }
    let floor = 1e-3 * (levels.max() ?? 0)
    let logarithms = levels.map { log($0 + floor) }
    let limit = percentile(logarithms.sorted(), 99)
    let last = min(100, logarithms.count * 2 / 3) - 1
    guard last > 18 else { return 0 }
    let correlation = Autocorrelation(logarithms.map { min($0, limit) }, maximumLag: last)
    let count = Double(logarithms.count)
    let best = (17...last).map { lag -> Double in correlation.values[lag] * count / (count - Double(lag)) }.max() ?? 0
    return min(1, max(0, best))
  }

  private static func unsteadiness(_ band: [Float], mean: Double) -> Decibels {
    let levels = powers(band, length: 1000).map { 10 * log10($0 + 1e-10 * mean) }
    guard levels.count > 1 else { return 0 }
    let average = levels.reduce(0, +) / Double(levels.count)
    return (levels.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(levels.count)).squareRoot()
  }

  /// The averaged power spectrum of half-overlapping Hann frames; signals shorter than one are completed with zeros.
  private static func spectrum(_ samples: [Float], size: Int) -> [Double] {
    let completed = samples + [Float](repeating: 0, count: max(0, size - samples.count))
    let layout = FrameLayout(fftSize: size, hop: size / 2, padding: .none)
    let power = ShortTimeFourierTransform(layout: layout).power(of: completed)
    return (0..<power.rows).map { row in
      var sum = 0.0
      for column in 0..<power.columns { sum += Double(power.values[row * power.columns + column]) }
      return sum / Double(power.columns)
    }
  }

  private static func lowShare(_ band: [Float]) -> Double {
    let power = spectrum(band, size: 512)
    func sum(_ from: Hertz, _ to: Hertz) -> Double {
      var sum = 0.0
      for (bin, value) in power.enumerated() where (from...to).contains(Double(bin) * 1000 / 512) { sum += value }
      return sum
    }
    let all = sum(20, 400)
    return all > 0 ? sum(20, 150) / all : 0
  }

  /// The greater of both mains frequencies' prominence: the mean of the two strongest of the first three harmonics.
  ///
  /// A harmonic's prominence is the greatest power within 1 Hz of it over the median of the power 3–8 Hz away.
  private static func hum(_ full: [Float]) -> Decibels {
    let size = 2048
    guard full.count >= size else { return 0 }
    let power = spectrum(full, size: size)
    let width = 1000 / Double(size)
    func bins(_ from: Hertz, _ to: Hertz) -> ArraySlice<Double> {
      power[Int((from / width).rounded(.up))...Int(to / width)]
    }
    func prominence(_ frequency: Hertz) -> Decibels {
      let sides = (bins(frequency - 8, frequency - 3) + bins(frequency + 3, frequency + 8)).sorted()
      let peak = bins(frequency - 1, frequency + 1).max() ?? 0
      let floor = percentile(sides, 50)
      return floor > 0 ? 10 * log10(max(peak, 1e-30) / floor) : 0
    }
    let hums = [50.0, 60].map { mains in
      let strongest = [1.0, 2, 3].map { prominence(mains * $0) }.sorted(by: >)
      return (strongest[0] + strongest[1]) / 2
    }
    return max(0, hums.max() ?? 0)
  }
}
