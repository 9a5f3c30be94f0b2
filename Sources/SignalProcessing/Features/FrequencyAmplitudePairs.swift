public import Core
import Foundation

/// Reduces every short frame of a signal to one frequency and one amplitude (reference system 2, "DHD").
///
/// Frames hold ⌊Δt · rate⌋ samples, rounded **down** to a power of two, a quarter of that apart; they are centred with
/// zeros beyond the ends and weighted by a periodic Hann window, 1 + ⌊n / hop⌋ of them. A = |STFT|, unscaled, in single
/// precision as librosa stores it. Finite samples give finite pairs; silent frames give (0, 0).
public struct FrequencyAmplitudePairs: Sendable, Hashable {
  /// How a frame's spectrum becomes one pair.
  public enum Method: String, Sendable, Codable, CaseIterable {
    /// The bin of largest amplitude, the lowest of equals: (f[k], A[k]).
    case dominant
    /// f = Σ f·A / Σ A, a = mean of A.
    case average
    /// The frequency of the bin at place ⌊n/2⌋ when bins are sorted by ascending amplitude, lower bins first among
    /// equals, and the median amplitude.
    case median
  }

  /// How spectra become pairs.
  public let method: Method
  /// The number of samples a frame, a power of two.
  public let frameLength: Int
  /// The distance between frames in samples, a quarter of the frame.
  public let hop: Int
  /// Samples per second, in hertz.
  public let sampleRate: Int
  /// Whether 0 Hz takes part, as in the original; then an offset of the signal is often "dominant".
  ///
  /// Leaving it out does not remove all of an offset: the window leaks half of it into the next bin. High-pass first.
  public let includesDC: Bool

  /// Makes an extractor of frames of `deltaTime` seconds; `includesDC: true` is faithful to the original.
  /// - Throws: `SignalError` `.badRequest` unless the frame holds 4 … 2²⁴ samples.
  public init(method: Method = .dominant, deltaTime: Seconds, sampleRate: Int, includesDC: Bool = true)
    throws(SignalError)
  {
    let samples = deltaTime * Double(sampleRate)
    guard samples >= 4, samples <= 0x1p24 else {
      throw SignalError(
        .badRequest, "frames of \(deltaTime) s hold \(samples) samples at \(sampleRate) Hz. Choose 4 samples or more.")
    }
    self.method = method
    self.sampleRate = sampleRate
    self.includesDC = includesDC
    frameLength = 1 << (Int.bitWidth - 1 - Int(samples).leadingZeroBitCount)
    hop = frameLength / 4
  }

  /// The number of pairs of a signal of `sampleCount` samples.
  public func frameCount(sampleCount: Int) -> Int { sampleCount == 0 ? 0 : 1 + sampleCount / hop }

  /// The pairs of `samples`.
  public func callAsFunction(_ samples: [Float]) -> PairSequence {
    let transform = DoubleFFT(size: frameLength)
    let window = (0..<frameLength).map { 0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(frameLength)) }
    let firstBin = includesDC ? 0 : 1
    var amplitudes = [Float](repeating: 0, count: transform.binCount - firstBin)
    var values: [Double] = []
    values.reserveCapacity(2 * frameCount(sampleCount: samples.count))
    for frame in 0..<frameCount(sampleCount: samples.count) {
      let start = frame * hop - frameLength / 2
      transform.forward(
        fill: { buffer in
          for n in buffer.indices {
            buffer[n] = samples.indices.contains(start + n) ? Double(samples[start + n]) * window[n] : 0
          }
        },
        read: { bins in
          // Rounded before the magnitude, so that equal amplitudes are equal for librosa too.
          for k in amplitudes.indices {
            amplitudes[k] = hypot(Float(bins[firstBin + k].real), Float(bins[firstBin + k].imaginary))
          }
        })
      let (bin, amplitude) = pair(of: amplitudes)
      values.append((Double(firstBin) + bin) * Double(sampleRate) / Double(frameLength))
      values.append(amplitude)
      if values[values.count - 1] == 0 { values[values.count - 2] = 0 }
    }
    return PairSequence(values: values)
  }

  /// The (fractional) place and the amplitude that stand for a frame.
  private func pair(of amplitudes: [Float]) -> (bin: Double, amplitude: Double) {
    switch method {
    case .dominant:
      var best = 0
      for k in amplitudes.indices where amplitudes[k] > amplitudes[best] { best = k }
      return (Double(best), Double(amplitudes[best]))
    case .average:
      let total = amplitudes.reduce(0) { $0 + Double($1) }
      guard total > 0 else { return (0, 0) }
      let weighted = amplitudes.enumerated().reduce(0) { $0 + Double($1.offset) * Double($1.element) }
      return (weighted / total, total / Double(amplitudes.count))
    case .median:
      let order = amplitudes.indices.sorted { (amplitudes[$0], $0) < (amplitudes[$1], $1) }
      let middle = order.count / 2
      let upper = Double(amplitudes[order[middle]])
      let median = order.count % 2 == 1 ? upper : (Double(amplitudes[order[middle - 1]]) + upper) / 2
      return (Double(order[middle]), median)
    }
  }
}
