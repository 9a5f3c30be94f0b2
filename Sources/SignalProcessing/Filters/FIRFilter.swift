public import Core
import Foundation

/// A symmetric finite-impulse-response filter, applied centred, so that nothing is delayed.
///
/// Windowed-sinc design with a Hamming window and unit gain at the band's centre, as SciPy's `firwin(taps, …, fs=…)`. The
/// loss at an edge is about 6 dB; being symmetric, it needs no second pass. Finite samples give finite results.
public struct FIRFilter: Sendable, Hashable {
  /// Which frequencies pass.
  public let band: FrequencyBand
  /// The impulse response, symmetric, of odd length.
  public let taps: [Double]

  /// Designs a filter of `taps` coefficients.
  /// - Throws: `SignalError` `.badRequest` for edges outside 0 Hz … half the rate or not ascending, or an even or
  ///   non-positive number of taps (a centred filter needs a middle).
  public init(_ band: FrequencyBand, taps count: Int, sampleRate: Double) throws(SignalError) {
    try band.validate(sampleRate: sampleRate)
    guard count > 0, count % 2 == 1 else {
      throw SignalError(.badRequest, "a centred filter cannot have \(count) taps. Choose an odd number.")
    }
    self.band = band
    taps = Self.design(band, count: count, sampleRate: sampleRate)
  }

  /// Splits a signal at `edges`: below the first, between each two, above the last.
  ///
  /// The defaults are the four bands of Potes et al. (CinC 2016): up to 45 Hz, 45–80, 80–200, from 200 Hz on; 61 taps.
  /// - Throws: `SignalError` `.badRequest` as for a single filter.
  public static func subBands(edges: [Hertz] = [45, 80, 200], taps: Int = 61, sampleRate: Double) throws(SignalError)
    -> [FIRFilter]
  {
    guard let first = edges.first, let last = edges.last else {
      throw SignalError(.badRequest, "a split into sub-bands needs at least one edge.")
    }
    var bands: [FrequencyBand] = [.lowPass(first)]
    for (low, high) in zip(edges, edges.dropFirst()) { bands.append(.bandPass(low, high)) }
    bands.append(.highPass(last))
    var filters: [FIRFilter] = []
    for band in bands { filters.append(try FIRFilter(band, taps: taps, sampleRate: sampleRate)) }
    return filters
  }

  /// The filtered signal, as long as the input; zeros stand beyond both ends.
  public func callAsFunction(_ samples: [Double]) -> [Double] {
    let reach = taps.count / 2
    return samples.indices.map { i in
      var sum = 0.0
      for j in max(0, i - reach)...min(samples.count - 1, i + reach) { sum += taps[j - i + reach] * samples[j] }
      return sum
    }
  }

  /// The filtered signal, computed in double and rounded to single precision at the end.
  public func callAsFunction(_ samples: [Float]) -> [Float] { self(samples.map(Double.init)).map { Float($0) } }

  private static func design(_ band: FrequencyBand, count: Int, sampleRate: Double) -> [Double] {
    let edges = band.edges.map { 2 * $0 / sampleRate }
    let passes: [(low: Double, high: Double)] =
      switch band {
      case .lowPass: [(0, edges[0])]
      case .highPass: [(edges[0], 1)]
      case .bandPass: [(edges[0], edges[1])]
      case .bandStop: [(0, edges[0]), (edges[1], 1)]
      }
    let reach = count / 2
    var taps = (0..<count).map { n -> Double in
      let window = count == 1 ? 1 : 0.54 - 0.46 * cos(2 * .pi * Double(n) / Double(count - 1))
      let m = Double(n - reach)
      return window * passes.reduce(0) { $0 + $1.high * sinc($1.high * m) - $1.low * sinc($1.low * m) }
    }
    // Unit gain where the first pass band is centred: at its flat end, or in its middle.
    let (low, high) = passes[0]
    let center = low == 0 ? 0 : high == 1 ? 1 : (low + high) / 2
    let gain = taps.enumerated().reduce(0) { $0 + $1.element * cos(.pi * Double($1.offset - reach) * center) }
    for n in taps.indices { taps[n] /= gain }
    return taps
  }

  private static func sinc(_ x: Double) -> Double { x == 0 ? 1 : sin(.pi * x) / (.pi * x) }
}
