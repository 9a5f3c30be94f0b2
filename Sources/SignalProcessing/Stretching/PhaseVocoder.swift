/// Stretches sound in time without moving its pitch: a phase vocoder on FFTW.
///
/// Flanagan and Golden 1966: Hann frames; output frame t takes the magnitudes of the input around t · hop · rate, and each
/// bin's phase goes on by what it advances over one hop of the input from there. As that hop is the output's, the advance is
/// the phase of X₁ · conj(X₀), so that no angle is ever computed. With `keepsTransients`, the bins around a spectral peak
/// keep their phase relation to it (identity phase locking, Laroche and Dolson 1999), and phases start anew where a sound
/// begins (after Röbel 2003), so that heart sounds stay short and at their time; without, it is librosa's `phase_vocoder`.
public struct PhaseVocoder: Sendable, Hashable {
  /// The length of a frame in samples.
  public let fftSize: Int
  /// The distance between frames of the output in samples.
  public let hop: Int
  /// Whether bins follow the peak that they belong to, and phases start anew where a sound begins.
  public let keepsTransients: Bool

  /// Makes a vocoder.
  /// - Precondition: `fftSize` is even and a multiple of `hop`, at least two hops long.
  public init(fftSize: Int, hop: Int? = nil, keepsTransients: Bool = true) {
    self.fftSize = fftSize
    self.hop = hop ?? fftSize / 4
    self.keepsTransients = keepsTransients
    precondition(
      fftSize >= 4 && fftSize.isMultiple(of: 2) && self.hop > 0 && fftSize.isMultiple(of: self.hop)
        && fftSize >= 2 * self.hop, "frames overlap evenly")
  }

  /// A vocoder for signals at `sampleRate` hertz: frames of at least `window` seconds, two of them overlapping, as locked
  /// phases allow (Laroche and Dolson 1999).
  ///
  /// 64 ms hold two periods of 30 Hz, where heart sounds begin, and are half as long as S1.
  public init(sampleRate: Int, window: Double = 0.064) {
    var size = 16
    while Double(size) < window * Double(sampleRate) { size *= 2 }
    self.init(fftSize: size, hop: size / 2)
  }

  /// The sound played `rate` times as fast; round(n / rate) samples unless `count` says otherwise.
  ///
  /// An event at sample p comes to p / rate. Empty stays empty. O(n log fftSize).
  /// - Precondition: `rate` is positive and finite.
  public func stretched(_ samples: [Float], rate: Double, count: Int? = nil) -> [Float] {
    precondition(rate > 0 && rate.isFinite, "a rate is positive")
    let count = count ?? Int((Double(samples.count) / rate).rounded())
    guard !samples.isEmpty, count > 0 else { return [Float](repeating: 0, count: max(0, count)) }
    let reader = FrameReader(samples, fftSize: fftSize)
    let synthesis = FrameOverlap(fftSize: fftSize, hop: hop, count: count)
    var phases = PhaseTrack(binCount: fftSize / 2 + 1, keepsTransients: keepsTransients)
    var step = 0
    while true {
      let place = Int((Double(step * hop) * rate).rounded())
      guard step * hop < count + fftSize / 2, place <= samples.count else { break }
      reader.read(at: place, hop: hop)
      synthesis.add(frame: step) { phases.write(to: $0, from: reader.now, reader.next) }
      step += 1
    }
    return synthesis.samples
  }
}

/// The spectra of a signal's frames, zeros beyond its ends.
final class FrameReader {
  /// The spectrum around the place that was read last, and a hop later.
  private(set) var now: [ComplexFloat]
  private(set) var next: [ComplexFloat]

  private let signal: [Float]
  private let transform: RealFFT
  private let window: [Float]
  private var nextPlace = Int.min

  init(_ signal: [Float], fftSize: Int) {
    self.signal = signal
    transform = RealFFT(size: fftSize)
    window = ShortTimeFourierTransform.hann(fftSize)
    now = [ComplexFloat](repeating: ComplexFloat(0, 0), count: transform.binCount)
    next = now
  }

  /// Reads the spectra of the frames that are centred on sample `place` and `hop` samples later.
  func read(at place: Int, hop: Int) {
    if place == nextPlace { swap(&now, &next) } else { read(at: place, into: &now) }
    nextPlace = place + hop
    read(at: nextPlace, into: &next)
  }

  private func read(at place: Int, into spectrum: inout [ComplexFloat]) {
    transform.forward(
      fill: { fill($0, at: place - transform.size / 2) },
      read: { bins in spectrum.withUnsafeMutableBufferPointer { _ = $0.update(fromContentsOf: bins) } })
  }

  private func fill(_ buffer: UnsafeMutableBufferPointer<Float>, at start: Int) {
    signal.withUnsafeBufferPointer { signal in
      window.withUnsafeBufferPointer { window in
        let first = max(0, min(buffer.count, -start))
        let last = max(first, min(buffer.count, signal.count - start))
        buffer[..<first].update(repeating: 0)
        buffer[last...].update(repeating: 0)
        guard first < last else { return }
        // Plain pointers: checked sums of indices would keep the compiler from doing several samples at a time.
        let (source, shape) = (signal.baseAddress! + (start + first), window.baseAddress! + first)
        let target = buffer.baseAddress! + first
        for n in 0..<(last - first) { target[n] = source[n] * shape[n] }
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
          weight.withUnsafeMutableBufferPointer { weight in
            let (sums, weights) = (sum.baseAddress! + (start + first), weight.baseAddress! + (start + first))
            let (frame, shape) = (buffer.baseAddress! + first, window.baseAddress! + first)
            for n in 0..<(last - first) {
              sums[n] += frame[n] * shape[n] * scale
              weights[n] += shape[n] * shape[n]
            }
          }
        }
      }
    }
  }

  /// The signal.
  var samples: [Float] {
    sum.withUnsafeBufferPointer { sum in
      weight.withUnsafeBufferPointer { weight in
        [Float](unsafeUninitializedCapacity: count) { samples, used in
          for n in 0..<count { samples[n] = sum[n] / (weight[n] > Float.leastNormalMagnitude ? weight[n] : 1) }
          used = count
        }
      }
    }
  }
}

/// The phases of the output, from one frame to the next.
private struct PhaseTrack {
  /// The last output frame, and next · conj(now) of the two input frames it came from: how far its phases have gone on since.
  private var output: [ComplexFloat]
  private var advance: [ComplexFloat]
  /// The powers of the bins, with ``margin`` zeros on either side.
  private var powers: [Float]
  /// The bins that are higher than their neighbours; the first ones count.
  private var peaks: [Int32]
  private static let margin = 2
  private let keepsTransients: Bool
  /// The energy of the frame before; nil for the first.
  private var lastEnergy: Float?
  /// A sound begins where the energy grows by more than this.
  private static let rise: Float = 1.2

  init(binCount: Int, keepsTransients: Bool) {
    output = [ComplexFloat](repeating: ComplexFloat(0, 0), count: binCount)
    advance = output
    powers = [Float](repeating: 0, count: binCount + 2 * Self.margin)
    peaks = [Int32](repeating: 0, count: binCount)
    self.keepsTransients = keepsTransients
  }

  /// Writes an output frame of the spectrum `now`, whose phases go on to `next` a hop later.
  mutating func write(
    to target: UnsafeMutableBufferPointer<ComplexFloat>, from now: [ComplexFloat], _ next: [ComplexFloat]
  ) {
    let energy = now.withUnsafeBufferPointer { now in
      powers.withUnsafeMutableBufferPointer { padded in
        let powers = padded.baseAddress! + Self.margin
        for k in 0..<now.count { powers[k] = now[k].power }
        // Eight sums side by side: one alone would wait for each addition.
        var sums = SIMD8<Float>()
        for k in stride(from: 0, to: now.count - 7, by: 8) {
          sums += UnsafeRawPointer(powers + k).loadUnaligned(as: SIMD8<Float>.self)
        }
        return (now.count / 8 * 8..<now.count).reduce(sums.total) { $0 + powers[$1] }
      }
    }
    let begins = lastEnergy.map { keepsTransients && energy > Self.rise * $0 } ?? true
    lastEnergy = energy
    now.withUnsafeBufferPointer { now in
      if begins {
        _ = target.update(fromContentsOf: now)
      } else if keepsTransients {
        lock(target, to: now)
      } else {
        for k in 0..<now.count { target[k] = now[k] * turn(of: k, in: now) }
      }
    }
    // Kept as a product: copies of the two frames would have to be made.
    now.withUnsafeBufferPointer { now in
      next.withUnsafeBufferPointer { next in
        advance.withUnsafeMutableBufferPointer { advance in
          for k in 0..<now.count { advance[k] = next[k] * now[k].conjugate }
        }
      }
    }
    output.withUnsafeMutableBufferPointer { _ = $0.update(fromContentsOf: target) }
  }

  /// By what a bin of the input has to be turned so that its phase goes on from the last output frame.
  private func turn(of k: Int, in frame: UnsafeBufferPointer<ComplexFloat>) -> ComplexFloat {
    Self.unit(output[k]) * Self.unit(advance[k]) * Self.unit(frame[k]).conjugate
  }

  /// Turns every bin as its peak is turned, so that both keep the relation that they have in the input.
  private mutating func lock(
    _ target: UnsafeMutableBufferPointer<ComplexFloat>, to frame: UnsafeBufferPointer<ComplexFloat>
  ) {
    let count = findPeaks()
    guard count > 0 else {
      _ = target.update(fromContentsOf: frame)
      return
    }
    powers.withUnsafeBufferPointer { padded in
      let powers = padded.baseAddress! + Self.margin
      var begin = 0
      for index in 0..<count {
        let peak = Int(peaks[index])
        var end = frame.count
        if index + 1 < count {
          // Regions meet in the valley between two peaks.
          end = peak
          for j in peak..<Int(peaks[index + 1]) { end = powers[j] < powers[end] ? j : end }
        }
        Self.turn(frame[begin..<end], by: turn(of: peak, in: frame), into: target.baseAddress! + begin)
        begin = end
      }
    }
  }

  /// Multiplies every bin by `turn`, two at a time.
  private static func turn(
    _ bins: Slice<UnsafeBufferPointer<ComplexFloat>>, by turn: ComplexFloat,
    into target: UnsafeMutablePointer<ComplexFloat>
  ) {
    let source = UnsafeBufferPointer(rebasing: bins)
    let straight = SIMD4(repeating: turn.real)
    let crossed = SIMD4(-turn.imaginary, turn.imaginary, -turn.imaginary, turn.imaginary)
    for pair in 0..<(source.count / 2) {
      let values = UnsafeRawPointer(source.baseAddress! + 2 * pair).loadUnaligned(as: SIMD4<Float>.self)
      let swapped = SIMD4(values.y, values.x, values.w, values.z)
      UnsafeMutableRawPointer(target + 2 * pair).storeBytes(
        of: values * straight + swapped * crossed, as: SIMD4<Float>.self)
    }
    if !source.count.isMultiple(of: 2) { target[source.count - 1] = source[source.count - 1] * turn }
  }

  /// Finds the bins that are higher than the two on either side; returns how many.
  private mutating func findPeaks() -> Int {
    powers.withUnsafeBufferPointer { padded in
      peaks.withUnsafeMutableBufferPointer { peaks in
        let powers = padded.baseAddress! + Self.margin
        var found = 0
        // Every bin is written and most are written over: a branch would be guessed wrongly at every other bin.
        for k in 0..<peaks.count {
          let value = powers[k]
          let isAboveLower = (value > powers[k - 1] ? 1 : 0) & (value > powers[k - 2] ? 1 : 0)
          let isAboveUpper = (value >= powers[k + 1] ? 1 : 0) & (value >= powers[k + 2] ? 1 : 0)
          peaks[found] = Int32(truncatingIfNeeded: k)
          found &+= isAboveLower & isAboveUpper
        }
        return found
      }
    }
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
