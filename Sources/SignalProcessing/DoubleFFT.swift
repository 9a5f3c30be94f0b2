internal import CFFTW
import Synchronization

/// A discrete Fourier transform of real signals of one size, both ways, by FFTW in double precision.
///
/// Forward: X[k] = Σ x[n] e^(−2πikn/N) for k = 0 … N/2. Inverse is unscaled (inverse(forward(x)) = N·x). Use ``RealFFT``
/// for spectrograms; this one serves whole recordings, where single precision would blur correlations. An instance owns
/// its work space and belongs to one thread at a time.
public final class DoubleFFT {
  /// The transform's length in samples.
  public let size: Int
  /// The number of frequency bins, `size / 2 + 1`.
  public var binCount: Int { size / 2 + 1 }

  private let signal: UnsafeMutablePointer<Double>
  private let spectrum: UnsafeMutablePointer<ComplexDouble>
  private let plans: DoublePlanPair

  /// Makes a transform of `size` samples.
  /// - Precondition: `size > 0`.
  public init(size: Int) {
    precondition(size > 0 && size <= Int32.max, "a transform has a size")
    self.size = size
    signal = fftw_alloc_real(size)
    let bins = size / 2 + 1
    spectrum = UnsafeMutableRawPointer(fftw_alloc_complex(bins)!).bindMemory(to: ComplexDouble.self, capacity: bins)
    plans = DoublePlanCache.pair(size: size)
  }

  deinit {
    fftw_free(signal)
    fftw_free(spectrum)
  }

  /// The smallest size of at least `minimum` without prime factors above 5, for which transforms are quick.
  public static func quickSize(atLeast minimum: Int) -> Int {
    let minimum = max(1, minimum)
    var best = Int.max
    var five = 1
    while five < 2 * minimum {
      var odd = five
      while odd < 2 * minimum {
        var size = odd
        while size < minimum { size *= 2 }
        best = min(best, size)
        odd *= 3
      }
      five *= 5
    }
    return best
  }

  /// A size of at least `minimum` that signals of many lengths share: 4, 5, 6 or 7 times a power of two.
  ///
  /// Making a plan costs more than using it once. At most a quarter more is transformed than with ``quickSize(atLeast:)``.
  public static func sharedSize(atLeast minimum: Int) -> Int {
    var unit = 1
    while 8 * unit < minimum { unit *= 2 }
    return ([4, 5, 6, 7].first { $0 * unit >= minimum } ?? 8) * unit
  }

  /// Transforms what `fill` writes and returns what `read` makes of the spectrum.
  ///
  /// The pointers are valid inside their closures only. The signal buffer holds old values when `fill` begins.
  public func forward<Result>(
    fill: (UnsafeMutableBufferPointer<Double>) throws -> Void,
    read: (UnsafeMutableBufferPointer<ComplexDouble>) throws -> Result
  ) rethrows -> Result {
    try fill(UnsafeMutableBufferPointer(start: signal, count: size))
    withFFTWBuffers { pairs, bins in
      if let packing = plans.packing {
        fftw_execute_dft(plans.forward, pairs, bins)
        UnsafeMutableRawPointer(bins).withMemoryRebound(to: Double.self, capacity: 2 * binCount) { packing.unpack($0) }
      } else {
        fftw_execute_dft_r2c(plans.forward, signal, bins)
      }
    }
    return try read(UnsafeMutableBufferPointer(start: spectrum, count: binCount))
  }

  /// Transforms the spectrum that `fill` writes back into `size` samples (unscaled); the spectrum is overwritten.
  public func inverse<Result>(
    fill: (UnsafeMutableBufferPointer<ComplexDouble>) throws -> Void,
    read: (UnsafeMutableBufferPointer<Double>) throws -> Result
  ) rethrows -> Result {
    try fill(UnsafeMutableBufferPointer(start: spectrum, count: binCount))
    withFFTWBuffers { pairs, bins in
      if let packing = plans.packing {
        UnsafeMutableRawPointer(bins).withMemoryRebound(to: Double.self, capacity: 2 * binCount) { packing.pack($0) }
        fftw_execute_dft(plans.inverse, bins, pairs)
      } else {
        fftw_execute_dft_c2r(plans.inverse, bins, signal)
      }
    }
    return try read(UnsafeMutableBufferPointer(start: signal, count: size))
  }

  /// The work space as FFTW's types: the signal as pairs of samples, and the bins.
  private func withFFTWBuffers(
    _ body: (UnsafeMutablePointer<fftw_complex>, UnsafeMutablePointer<fftw_complex>) -> Void
  ) {
    UnsafeMutableRawPointer(signal).withMemoryRebound(to: fftw_complex.self, capacity: max(1, size / 2)) { pairs in
      spectrum.withMemoryRebound(to: fftw_complex.self, capacity: binCount) { body(pairs, $0) }
    }
  }

  /// The spectrum of `samples`, zero-padded to `size`.
  /// - Precondition: `samples.count <= size`.
  public func forward(_ samples: [Double]) -> [ComplexDouble] {
    precondition(samples.count <= size, "the signal fits the transform")
    return forward(
      fill: { buffer in
        let end = buffer.update(fromContentsOf: samples)
        buffer[end...].update(repeating: 0)
      }, read: { Array($0) })
  }

  /// The unscaled inverse of `bins`, `size` samples.
  /// - Precondition: `bins.count == binCount`.
  public func inverse(_ bins: [ComplexDouble]) -> [Double] {
    precondition(bins.count == binCount, "one value a bin")
    return inverse(fill: { _ = $0.update(fromContentsOf: bins) }, read: { Array($0) })
  }
}

/// The forward and inverse plan of one size, destroyed with the last instance that uses them.
private final class DoublePlanPair: Sendable {
  /// `@unchecked Sendable`: FFTW's new-array execute functions only read a plan, and are documented as thread-safe.
  private struct Plans: @unchecked Sendable {
    let forward: fftw_plan
    let inverse: fftw_plan
  }

  /// FFTW's planner is not thread-safe: whoever makes or destroys a plan holds this.
  private static let planner = Mutex<Void>(())

  private let plans: Plans
  var forward: fftw_plan { plans.forward }
  var inverse: fftw_plan { plans.inverse }
  /// The step between the complex transform of half the size and the real one; nil for odd sizes, which are planned as they are.
  let packing: RealPacking<Double>?

  init(size: Int) {
    packing = size.isMultiple(of: 2) ? RealPacking(size: size) : nil
    plans = Self.planner.withLock { _ in
      let signal = fftw_alloc_complex(size / 2 + 1)
      let spectrum = fftw_alloc_complex(size / 2 + 1)
      defer {
        fftw_free(signal)
        fftw_free(spectrum)
      }
      if size.isMultiple(of: 2) {
        let half = Int32(size / 2)
        return Plans(
          forward: fftw_plan_dft_1d(half, signal, spectrum, FFTW_FORWARD, Planning.flags),
          inverse: fftw_plan_dft_1d(half, spectrum, signal, FFTW_BACKWARD, Planning.flags))
      }
      return UnsafeMutableRawPointer(signal!).withMemoryRebound(to: Double.self, capacity: size) { samples in
        Plans(
          forward: fftw_plan_dft_r2c_1d(Int32(size), samples, spectrum, Planning.flags),
          inverse: fftw_plan_dft_c2r_1d(Int32(size), spectrum, samples, Planning.flags))
      }
    }
  }

  deinit {
    Self.planner.withLock { [plans] _ in
      fftw_destroy_plan(plans.forward)
      fftw_destroy_plan(plans.inverse)
    }
  }
}

/// The plans made last. Whole recordings have as many sizes as there are recordings, so that not all are kept.
private enum DoublePlanCache {
  private static let capacity = 24
  private static let recent = Mutex<[(size: Int, plans: DoublePlanPair)]>([])

  static func pair(size: Int) -> DoublePlanPair {
    if let known = recent.withLock({ $0.first { $0.size == size } }) { return known.plans }
    let made = DoublePlanPair(size: size)
    recent.withLock { recent in
      recent.append((size, made))
      if recent.count > capacity { recent.removeFirst(recent.count - capacity) }
    }
    return made
  }
}
