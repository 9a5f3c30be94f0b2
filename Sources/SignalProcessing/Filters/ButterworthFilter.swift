public import Core
import Foundation

/// A Butterworth filter as second-order sections, applied forwards and backwards, so that nothing is delayed.
///
/// Designed by the bilinear transform with pre-warped edges, as SciPy's `butter(order, …, output="sos", fs=…)`; band-pass
/// and band-stop filters have twice `order` poles. A single pass is 3.01 dB down at every edge. **Zero phase doubles
/// every loss**: 6.02 dB at the edges, and slopes of twice the order; the −3 dB points of the zero-phase filter lie
/// inside the band. Arithmetic is double throughout. Finite samples give finite results; a NaN spoils the whole
/// recording, so mend those first (see `mendingNonFinite`).
public struct ButterworthFilter: Sendable, Hashable {
  /// Which frequencies pass.
  public let band: FrequencyBand
  /// The order of the low-pass prototype.
  public let order: Int
  /// Samples per second of the signals it is for, in hertz.
  public let sampleRate: Double
  /// The cascade, poles nearest the unit circle last.
  public let sections: [SecondOrderSection]

  /// Designs a filter.
  /// - Throws: `SignalError` `.badRequest` if an edge is not between 0 Hz and half the rate, edges are not ascending,
  ///   or `order` is not in 1 … 20 (beyond, sections lose their precision).
  public init(_ band: FrequencyBand, order: Int, sampleRate: Double) throws(SignalError) {
    try band.validate(sampleRate: sampleRate)
    guard (1...20).contains(order) else {
      throw SignalError(.badRequest, "a Butterworth filter of order \(order) cannot be made. Choose 1 to 20.")
    }
    self.band = band
    self.order = order
    self.sampleRate = sampleRate
    sections = ButterworthDesign(band: band, order: order, sampleRate: sampleRate).sections()
  }

  /// The zero-phase output: odd extension at both ends, forward pass, backward pass (SciPy's `sosfiltfilt`).
  ///
  /// Signals too short for the extension are extended by what they have, where SciPy refuses them; a single sample is
  /// filtered as a constant, and an empty signal stays empty.
  public func callAsFunction(_ samples: [Double]) -> [Double] {
    guard samples.count > 1 else { return samples.map { $0 * steadyGain * steadyGain } }
    let pad = min(extensionLength, samples.count - 1)
    let (first, last) = (samples[0], samples[samples.count - 1])
    var extended: [Double] = []
    extended.reserveCapacity(samples.count + 2 * pad)
    for i in stride(from: pad, to: 0, by: -1) { extended.append(2 * first - samples[i]) }
    extended += samples
    for i in 1...pad { extended.append(2 * last - samples[samples.count - 1 - i]) }
    passFromSteadyState(&extended, .forwards)
    passFromSteadyState(&extended, .backwards)
    return Array(extended[pad..<(pad + samples.count)])
  }

  /// The zero-phase output, computed in double and rounded to single precision at the end.
  public func callAsFunction(_ samples: [Float]) -> [Float] { self(samples.map(Double.init)).map { Float($0) } }

  /// The output of one forward pass from rest: causal, with the filter's delay (SciPy's `sosfilt`).
  public func singlePass(_ samples: [Double]) -> [Double] {
    var result = samples
    for section in sections { section.filter(&result, state: (0, 0), .forwards) }
    return result
  }

  /// The amplitude gain of a single pass at `frequency` hertz; zero phase squares it.
  public func gain(at frequency: Hertz) -> Double {
    sections.reduce(1) { $0 * $1.response(at: 2 * .pi * frequency / sampleRate).magnitude }
  }

  /// The gain of a single pass at 0 Hz.
  private var steadyGain: Double { sections.reduce(1) { $0 * $1.steadyGain } }

  /// As many samples as SciPy extends each end by: three times the number of coefficients.
  private var extensionLength: Int {
    let degenerate = min(sections.count { $0.b2 == 0 }, sections.count { $0.a2 == 0 })
    return 3 * (2 * sections.count + 1 - degenerate)
  }

  /// One pass that starts as if the sample it begins with had lasted for ever.
  private func passFromSteadyState(_ samples: inout [Double], _ direction: SecondOrderSection.Direction) {
    var level = samples[direction == .forwards ? 0 : samples.count - 1]
    var states: [(Double, Double)] = []
    for section in sections {
      let state = section.steadyState
      states.append((state.0 * level, state.1 * level))
      level *= section.steadyGain
    }
    SecondOrderSection.filter(&samples, through: sections, states: states, direction)
  }
}
