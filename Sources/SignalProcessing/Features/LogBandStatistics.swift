public import Core
import Foundation

/// A short description of a recording: the mean and deviation of its level in logarithmic frequency bands.
///
/// Power spectra of periodic-Hann frames, half overlapping, complete ones only; a band's power is the part of the spectrum
/// between its edges, every bin counting as a rectangle one bin wide (so that narrow bands are never empty); levels are
/// 10 log₁₀(max(10⁻¹⁰, power)). The defaults, for signals at 1 kHz, are the 24 bands of 20–480 Hz that the leak
/// measurements of the reference systems use. Finite samples give finite values; recordings shorter than a frame are
/// completed with zeros.
public struct LogBandStatistics: Sendable {
  /// The edges of the bands in hertz, one more than bands, in a geometric series.
  public let edges: [Hertz]
  /// The number of samples a frame.
  public let frameLength: Int
  private let sampleRate: Int

  /// Makes an extractor for signals at `sampleRate` hertz.
  /// - Throws: `SignalError` `.badRequest` unless 0 < low < high ≤ half the rate, with bands and an even frame.
  public init(
    sampleRate: Int = 1000, bandCount: Int = 24, lowFrequency: Hertz = 20, highFrequency: Hertz = 480,
    frameLength: Int = 128
  ) throws(SignalError) {
    guard lowFrequency > 0, highFrequency > lowFrequency, highFrequency <= Double(sampleRate) / 2 else {
      throw SignalError(
        .badRequest, "bands from \(lowFrequency) to \(highFrequency) Hz do not fit a rate of \(sampleRate) Hz.")
    }
    guard (1...10_000).contains(bandCount), (2...0x10_0000).contains(frameLength), frameLength % 2 == 0 else {
      throw SignalError(.badRequest, "\(bandCount) bands of frames of \(frameLength) samples cannot be made.")
    }
    self.sampleRate = sampleRate
    self.frameLength = frameLength
    edges = (0...bandCount).map { lowFrequency * pow(highFrequency / lowFrequency, Double($0) / Double(bandCount)) }
  }

  /// The level of every band (rows, low to high) in every frame (columns), in decibels.
  public func levels(of samples: [Float]) -> Matrix {
    let completed = samples + [Float](repeating: 0, count: max(0, frameLength - samples.count))
    let layout = FrameLayout(fftSize: frameLength, hop: frameLength / 2, padding: .none)
    let power = ShortTimeFourierTransform(layout: layout).power(of: completed)
    let width = Double(sampleRate) / Double(frameLength)
    var result = Matrix(rows: edges.count - 1, columns: power.columns)
    for band in 0..<result.rows {
      var sums = [Double](repeating: 0, count: power.columns)
      for bin in 0..<power.rows {
        let (left, right) = ((Double(bin) - 0.5) * width, (Double(bin) + 0.5) * width)
        let share = (min(right, edges[band + 1]) - max(left, edges[band])) / width
        guard share > 0 else { continue }
        for frame in sums.indices { sums[frame] += share * Double(power[bin, frame]) }
      }
      for frame in sums.indices { result[band, frame] = Float(10 * log10(max(1e-10, sums[frame]))) }
    }
    return result
  }

  /// The mean level of every band, then the standard deviation (divisor n) of every band: `2 × bands` values.
  public func callAsFunction(_ samples: [Float]) -> [Float] {
    let levels = levels(of: samples)
    let count = Double(levels.columns)
    let rows = (0..<levels.rows).map { levels.values[($0 * levels.columns)..<(($0 + 1) * levels.columns)] }
    let means = rows.map { $0.reduce(0) { $0 + Double($1) } / count }
    let deviations = zip(rows, means).map { row, mean in
      (row.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count).squareRoot()
    }
    return (means + deviations).map { Float($0) }
  }
}
