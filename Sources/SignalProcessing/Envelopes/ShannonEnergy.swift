public import Core
import Foundation

/// The Shannon energy envelope, which favours middling amplitudes over peaks and noise.
///
/// x is divided by its peak; E = −x² ln(x² + ε), ε = 2⁻⁵²; the mean of E over each window; then mean 0 and standard
/// deviation 1 over the recording (Liang et al. 1997: 20 ms windows every 10 ms). Finite samples give finite values:
/// silence and constants give zeros.
public struct ShannonEnergy: Sendable, Hashable {
  /// The window's length in samples.
  public let windowLength: Int
  /// The distance between windows in samples.
  public let hop: Int
  /// Values per second, in hertz.
  public let rate: Double

  /// Makes the envelope for signals at `sampleRate` hertz; lengths are rounded to samples, one at least.
  /// - Throws: `SignalError` `.badRequest` unless rate, window and hop are positive and finite.
  public init(sampleRate: Double, window: Seconds = 0.02, hop: Seconds = 0.01) throws(SignalError) {
    guard sampleRate > 0, window > 0, hop > 0, (sampleRate * max(window, hop, 1)) < 0x1p40 else {
      throw SignalError(.badRequest, "windows of \(window) s every \(hop) s at \(sampleRate) Hz cannot be made.")
    }
    windowLength = max(1, Int((window * sampleRate).rounded()))
    self.hop = max(1, Int((hop * sampleRate).rounded()))
    rate = sampleRate / Double(self.hop)
  }

  /// One value for every window that lies wholly inside the signal: 1 + ⌊(n − window) / hop⌋ of them.
  ///
  /// Value i is centred on sample i·hop + (windowLength − 1)/2.
  public func callAsFunction(_ samples: [Double]) -> [Double] {
    guard samples.count >= windowLength else { return [] }
    let peak = samples.reduce(0) { max($0, abs($1)) }
    let energies = samples.map { sample -> Double in
      let power = peak > 0 ? (sample / peak) * (sample / peak) : 0
      return -power * log(power + Envelope.epsilon)
    }
    let means = (0...((samples.count - windowLength) / hop)).map { i in
      energies[(i * hop)..<(i * hop + windowLength)].reduce(0, +) / Double(windowLength)
    }
    return standardized(means)
  }

  /// The values for single-precision samples.
  public func callAsFunction(_ samples: [Float]) -> [Double] { self(samples.map(Double.init)) }

  private func standardized(_ values: [Double]) -> [Double] {
    let mean = values.reduce(0, +) / Double(values.count)
    let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
    // Below this, all that differs is rounding.
    guard deviation > 1e-12 * abs(mean) else { return values.map { _ in 0 } }
    return values.map { ($0 - mean) / deviation }
  }
}
