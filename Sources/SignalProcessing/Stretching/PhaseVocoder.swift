/// Stretches sound in time without moving its pitch: a phase vocoder on FFTW.
///
/// Flanagan and Golden 1966 in the form of librosa 0.11 (`effects.time_stretch`): Hann frames, centred on multiples of
/// `hop`; output frame t takes the magnitudes between the analysis frames around t · rate, and each bin's phase goes on by
/// what it advances from the one to the other. As both hops are equal, that advance is the phase of X₁ · conj(X₀), so that
/// no angle is ever computed. With `locksPhases`, the bins around a spectral peak keep their phase relation to it
/// (identity phase locking, Laroche and Dolson 1999), which keeps heart sounds short; without, results are librosa's.
public struct PhaseVocoder: Sendable, Hashable {
  /// The length of a frame in samples.
  public let fftSize: Int
  /// The distance between frames in samples.
  public let hop: Int
  /// Whether bins follow the peak that they belong to.
  public let locksPhases: Bool

  /// Makes a vocoder.
  /// - Precondition: `fftSize` is even and a multiple of `hop`, at least two hops long.
  public init(fftSize: Int, hop: Int? = nil, locksPhases: Bool = true) {
    self.fftSize = fftSize
    self.hop = hop ?? fftSize / 4
    self.locksPhases = locksPhases
    precondition(
      fftSize >= 4 && fftSize.isMultiple(of: 2) && self.hop > 0 && fftSize.isMultiple(of: self.hop)
        && fftSize >= 2 * self.hop, "frames overlap evenly")
  }

  /// A vocoder for signals at `sampleRate` hertz: frames of at least `window` seconds, four of them overlapping.
  ///
  /// 128 ms hold two periods of the lowest heart sounds and are about as long as S1.
  public init(sampleRate: Int, window: Double = 0.128) {
    var size = 16
    while Double(size) < window * Double(sampleRate) { size *= 2 }
    self.init(fftSize: size)
  }

  /// The sound played `rate` times as fast; round(n / rate) samples unless `count` says otherwise.
  ///
  /// An event at sample p comes to p / rate. Empty stays empty. O(n log fftSize).
  /// - Precondition: `rate` is positive and finite.
  public func stretched(_ samples: [Float], rate: Double, count: Int? = nil) -> [Float] {
    precondition(rate > 0 && rate.isFinite, "a rate is positive")
    let count = count ?? Int((Double(samples.count) / rate).rounded())
    guard !samples.isEmpty, count > 0 else { return [Float](repeating: 0, count: max(0, count)) }
    let frames = 1 + samples.count / hop
    let analysis = FrameReader(samples, fftSize: fftSize, hop: hop, frameCount: frames)
    let synthesis = FrameOverlap(fftSize: fftSize, hop: hop, count: count)
    var phases = PhaseTrack(binCount: fftSize / 2 + 1, locks: locksPhases)
    var step = 0
    while Double(step) * rate < Double(frames), step * hop < count + fftSize / 2 {
      let position = Double(step) * rate
      let (now, next) = analysis.pair(at: Int(position))
      synthesis.add(frame: step) { phases.write(to: $0, from: now, next, mix: Float(position - position.rounded(.down))) }
      step += 1
    }
    return synthesis.samples
  }
}

/// The spectra of a signal's frames, one after another; a frame outside is zero.
final class FrameReader {
  private let signal: [Float]
  private let transform: RealFFT
  private let window: [Float]
  private let hop: Int
  private let frameCount: Int
  private var held: [(frame: Int, bins: [ComplexFloat])]

  init(_ signal: [Float], fftSize: Int, hop: Int, frameCount: Int) {
    self.signal = signal
    self.hop = hop
    self.frameCount = frameCount
    transform = RealFFT(size: fftSize)
    window = ShortTimeFourierTransform.hann(fftSize)
    held = [(-1, []), (-1, [])]
  }

  /// The spectra of frame `frame` and of the one after it.
  func pair(at frame: Int) -> ([ComplexFloat], [ComplexFloat]) {
    if held[0].frame != frame {
      held = [held[1].frame == frame ? held[1] : (frame, spectrum(frame)), (frame + 1, spectrum(frame + 1))]
    }
    return (held[0].bins, held[1].bins)
  }

  private func spectrum(_ frame: Int) -> [ComplexFloat] {
    guard frame < frameCount else { return [ComplexFloat](repeating: ComplexFloat(0, 0), count: transform.binCount) }
    return transform.forward(
      fill: { Self.fill($0, from: signal, at: frame * hop - transform.size / 2, window) }, read: { Array($0) })
  }

  /// Writes the windowed frame that begins at sample `start`, zeros where there is no signal.
  static func fill(
    _ buffer: UnsafeMutableBufferPointer<Float>, from signal: [Float], at start: Int, _ window: [Float]
  ) {
    signal.withUnsafeBufferPointer { signal in
      window.withUnsafeBufferPointer { window in
        let first = max(0, min(buffer.count, -start))
        let last = max(first, min(buffer.count, signal.count - start))
        for n in 0..<first { buffer[n] = 0 }
        for n in first..<last { buffer[n] = signal[start + n] * window[n] }
        for n in last..<buffer.count { buffer[n] = 0 }
      }
    }
  }
}

/// Adds windowed frames up to a signal and divides by the windows' squares, as librosa's `istft`.
final class FrameOverlap {
  private let transform: RealFFT
  private let window: [Float]
  private let hop: Int
  private let count: Int
  private var sum: [Float]
  private var weight: [Float]

  init(fftSize: Int, hop: Int, count: Int) {
    transform = RealFFT(size: fftSize)
    window = ShortTimeFourierTransform.hann(fftSize)
    self.hop = hop
    self.count = count
    sum = [Float](repeating: 0, count: count)
    weight = sum
  }

  /// Adds frame `frame`, whose spectrum `fill` writes.
  func add(frame: Int, fill: (UnsafeMutableBufferPointer<ComplexFloat>) -> Void) {
    let size = transform.size
    let start = frame * hop - size / 2
    let first = max(0, -start)
    let last = min(size, count - start)
    guard first < last else { return }
    let scale = 1 / Float(size)
    transform.inverse(fill: fill) { buffer in
      window.withUnsafeBufferPointer { window in
        sum.withUnsafeMutableBufferPointer { sum in
          for n in first..<last { sum[start + n] += buffer[n] * window[n] * scale }
        }
        weight.withUnsafeMutableBufferPointer { weight in
          for n in first..<last { weight[start + n] += window[n] * window[n] }
        }
      }
    }
  }

  /// The signal.
  var samples: [Float] {
    zip(sum, weight).map { $1 > Float.leastNormalMagnitude ? $0 / $1 : $0 }
  }
}

/// The phase of every bin as a unit phasor, from one output frame to the next.
private struct PhaseTrack {
  private var phasors: [ComplexFloat]
  private let locks: Bool
  private var magnitudes: [Float]
  private var isFirst = true

  init(binCount: Int, locks: Bool) {
    phasors = [ComplexFloat](repeating: ComplexFloat(1, 0), count: binCount)
    magnitudes = [Float](repeating: 0, count: binCount)
    self.locks = locks
  }

  /// Writes an output frame between two analysis frames and lets the phases go on.
  mutating func write(
    to output: UnsafeMutableBufferPointer<ComplexFloat>, from now: [ComplexFloat], _ next: [ComplexFloat], mix: Float
  ) {
    let locks = locks && !isFirst
    let begins = isFirst
    isFirst = false
    now.withUnsafeBufferPointer { now in
      next.withUnsafeBufferPointer { next in
        magnitudes.withUnsafeMutableBufferPointer { magnitudes in
          phasors.withUnsafeMutableBufferPointer { phasors in
            let count = phasors.count
            for k in 0..<count {
              magnitudes[k] = (1 - mix) * now[k].power.squareRoot() + mix * next[k].power.squareRoot()
            }
            if begins { for k in 0..<count { phasors[k] = Self.unit(now[k]) } }
            if locks { Self.lock(phasors, to: now, magnitudes) }
            for k in 0..<count {
              output[k] = ComplexFloat(phasors[k].real * magnitudes[k], phasors[k].imaginary * magnitudes[k])
              phasors[k] = phasors[k] * Self.unit(next[k] * now[k].conjugate)
            }
          }
        }
      }
    }
  }

  /// Gives every bin the phase relation to its peak that it has in the analysis frame.
  private static func lock(
    _ phasors: UnsafeMutableBufferPointer<ComplexFloat>, to frame: UnsafeBufferPointer<ComplexFloat>,
    _ magnitudes: UnsafeMutableBufferPointer<Float>
  ) {
    let count = magnitudes.count
    var begin = 0
    var peak = -1
    func assign(_ peak: Int, _ bins: Range<Int>) {
      let turn = unit(phasors[peak] * unit(frame[peak]).conjugate)
      for k in bins { phasors[k] = unit(frame[k]) * turn }
    }
    for k in 0..<count {
      let value = magnitudes[k]
      // A peak is higher than the two bins on either side.
      guard value > 0, value > (k > 0 ? magnitudes[k - 1] : 0), value > (k > 1 ? magnitudes[k - 2] : 0),
        value >= (k + 1 < count ? magnitudes[k + 1] : 0), value >= (k + 2 < count ? magnitudes[k + 2] : 0)
      else { continue }
      if peak >= 0 {
        // Regions meet in the valley between two peaks.
        var valley = peak
        for j in peak..<k where magnitudes[j] < magnitudes[valley] { valley = j }
        assign(peak, begin..<valley)
        begin = valley
      }
      peak = k
    }
    if peak >= 0 { assign(peak, begin..<count) }
  }

  /// The number divided by its magnitude; 1 for zero, as `angle` takes it.
  private static func unit(_ value: ComplexFloat) -> ComplexFloat {
    let power = value.power
    // Below this, single precision has lost the direction.
    guard power > 1e-37 else { return ComplexFloat(1, 0) }
    let scale = 1 / power.squareRoot()
    return ComplexFloat(value.real * scale, value.imaginary * scale)
  }
}
