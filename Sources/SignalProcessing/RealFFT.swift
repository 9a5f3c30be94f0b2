internal import CFFTW
import Synchronization

/// A complex number in single precision, laid out as FFTW's.
public struct ComplexFloat: Sendable, Equatable {
  /// The real part.
  public var real: Float
  /// The imaginary part.
  public var imaginary: Float

  /// Makes a complex number.
  public init(_ real: Float, _ imaginary: Float) {
    self.real = real
    self.imaginary = imaginary
  }

  /// The squared magnitude.
  public var power: Float { real * real + imaginary * imaginary }

  /// The product of two complex numbers.
  public static func * (a: Self, b: Self) -> Self {
    Self(a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }

  /// The complex conjugate.
  public var conjugate: Self { Self(real, -imaginary) }
}

/// A discrete Fourier transform of real signals of one size, both ways, by FFTW in single precision.
///
/// Forward: X[k] = Σ x[n] e^(−2πikn/N) for k = 0 … N/2. Inverse is unscaled (inverse(forward(x)) = N·x), as in FFTW.
/// An instance owns aligned work space and belongs to one thread at a time; making more of the same size is cheap, as
/// plans are shared.
public final class RealFFT {
  /// The transform's length in samples.
  public let size: Int
  /// The number of frequency bins, `size / 2 + 1`.
  public var binCount: Int { size / 2 + 1 }

  private let workSpace: WorkSpace
  private var signal: UnsafeMutablePointer<Float> { workSpace.signal }
  private var spectrum: UnsafeMutablePointer<ComplexFloat> { workSpace.spectrum }
  // Many only ever go one way, and making a plan costs more than using it.
  private lazy var forwardPlan = PlanCache.plan(.forward, size: size)
  private lazy var inversePlan = PlanCache.plan(.inverse, size: size)
  private let packing: RealPacking<Float>?

  /// Makes a transform of `size` samples.
  /// - Precondition: `size > 0`.
  public init(size: Int) {
    precondition(size > 0, "a transform has a size")
    self.size = size
    workSpace = WorkSpacePool.take(size: size)
    packing = PlanCache.packing(size: size)
  }

  deinit { WorkSpacePool.giveBack(workSpace) }

  /// Lends the signal's buffer, for callers that build up a signal where it is transformed.
  public func withSignal<Result>(_ body: (UnsafeMutableBufferPointer<Float>) throws -> Result) rethrows -> Result {
    try body(UnsafeMutableBufferPointer(start: signal, count: size))
  }

  /// Transforms what `fill` writes and returns what `read` makes of the spectrum.
  ///
  /// The pointers are valid inside their closures only. The signal buffer holds old values when `fill` begins: those of
  /// the last forward transform, which leaves them as they are, or of the last inverse one.
  public func forward<Result>(
    fill: (UnsafeMutableBufferPointer<Float>) throws -> Void,
    read: (UnsafeMutableBufferPointer<ComplexFloat>) throws -> Result
  ) rethrows -> Result {
    try fill(UnsafeMutableBufferPointer(start: signal, count: size))
    withFFTWBuffers { pairs, bins in
      if let packing {
        fftwf_execute_dft(forwardPlan.plan, pairs, bins)
        UnsafeMutableRawPointer(bins).withMemoryRebound(to: Float.self, capacity: 2 * binCount) { packing.unpack($0) }
      } else {
        fftwf_execute_dft_r2c(forwardPlan.plan, signal, bins)
      }
    }
    return try read(UnsafeMutableBufferPointer(start: spectrum, count: binCount))
  }

  /// Transforms what `fill` writes into the power |X|² of every bin.
  ///
  /// As with ``forward(fill:read:)``; the spectrum's buffer holds nothing of use afterwards.
  /// - Precondition: `powers` has room for ``binCount`` numbers.
  func writePowers(
    to powers: UnsafeMutableBufferPointer<Float>, fill: (UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    precondition(powers.count == binCount, "one power a bin")
    guard let packing, let target = powers.baseAddress else {
      return forward(fill: fill, read: { bins in for bin in bins.indices { powers[bin] = bins[bin].power } })
    }
    fill(UnsafeMutableBufferPointer(start: signal, count: size))
    withFFTWBuffers { pairs, bins in
      fftwf_execute_dft(forwardPlan.plan, pairs, bins)
      UnsafeMutableRawPointer(bins).withMemoryRebound(to: Float.self, capacity: 2 * binCount) {
        packing.writePowers(of: $0, to: target)
      }
    }
  }

  /// Transforms the spectrum that `fill` writes back into `size` samples (unscaled); the spectrum is overwritten.
  public func inverse<Result>(
    fill: (UnsafeMutableBufferPointer<ComplexFloat>) throws -> Void,
    read: (UnsafeMutableBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    try fill(UnsafeMutableBufferPointer(start: spectrum, count: binCount))
    withFFTWBuffers { pairs, bins in
      if let packing {
        UnsafeMutableRawPointer(bins).withMemoryRebound(to: Float.self, capacity: 2 * binCount) { packing.pack($0) }
        fftwf_execute_dft(inversePlan.plan, bins, pairs)
      } else {
        fftwf_execute_dft_c2r(inversePlan.plan, bins, signal)
      }
    }
    return try read(UnsafeMutableBufferPointer(start: signal, count: size))
  }

  /// The work space as FFTW's types: the signal as pairs of samples, and the bins.
  private func withFFTWBuffers(
    _ body: (UnsafeMutablePointer<fftwf_complex>, UnsafeMutablePointer<fftwf_complex>) -> Void
  ) {
    UnsafeMutableRawPointer(signal).withMemoryRebound(to: fftwf_complex.self, capacity: max(1, size / 2)) { pairs in
      spectrum.withMemoryRebound(to: fftwf_complex.self, capacity: binCount) { body(pairs, $0) }
    }
  }

  /// The spectrum of `samples`, zero-padded to `size`.
  /// - Precondition: `samples.count <= size`.
  public func forward(_ samples: [Float]) -> [ComplexFloat] {
    precondition(samples.count <= size, "the signal fits the transform")
    return forward(
      fill: { buffer in
        let end = buffer.update(fromContentsOf: samples)
        buffer[end...].update(repeating: 0)
      }, read: { Array($0) })
  }

  /// The unscaled inverse of `bins`, `size` samples.
  /// - Precondition: `bins.count == binCount`.
  public func inverse(_ bins: [ComplexFloat]) -> [Float] {
    precondition(bins.count == binCount, "one value a bin")
    return inverse(fill: { _ = $0.update(fromContentsOf: bins) }, read: { Array($0) })
  }
}

/// A plan; it lives as long as the process.
///
/// `@unchecked Sendable`: FFTW's new-array execute functions only read a plan, and are documented as thread-safe.
private struct Plan: @unchecked Sendable {
  enum Direction { case forward, inverse }

  let plan: fftwf_plan
}

/// All plans ever made. FFTW's planner is not thread-safe, so the lock is held while it works.
private enum PlanCache {
  private struct Key: Hashable {
    let direction: Plan.Direction
    let size: Int
  }

  private static let plans = Mutex<[Key: Plan]>([:])
  private static let packings = Mutex<[Int: RealPacking<Float>]>([:])

  /// The plan of a complex transform of half the size, or, where that is odd, of the real one itself.
  static func plan(_ direction: Plan.Direction, size: Int) -> Plan {
    plans.withLock { plans in
      let key = Key(direction: direction, size: size)
      if let known = plans[key] { return known }
      let signal = fftwf_alloc_complex(size / 2 + 1)
      let spectrum = fftwf_alloc_complex(size / 2 + 1)
      defer {
        fftwf_free(signal)
        fftwf_free(spectrum)
      }
      let samples = UnsafeMutableRawPointer(signal!).assumingMemoryBound(to: Float.self)
      let half = Int32(size / 2)
      let made: fftwf_plan =
        switch (direction, size.isMultiple(of: 2)) {
        case (.forward, true): fftwf_plan_dft_1d(half, signal, spectrum, FFTW_FORWARD, Planning.flags)
        case (.inverse, true): fftwf_plan_dft_1d(half, spectrum, signal, FFTW_BACKWARD, Planning.flags)
        case (.forward, false): fftwf_plan_dft_r2c_1d(Int32(size), samples, spectrum, Planning.flags)
        case (.inverse, false): fftwf_plan_dft_c2r_1d(Int32(size), spectrum, samples, Planning.flags)
        }
      let plan = Plan(plan: made)
      plans[key] = plan
      return plan
    }
  }

  /// The step between the complex transform and the real one; nil for odd sizes.
  static func packing(size: Int) -> RealPacking<Float>? {
    guard size.isMultiple(of: 2) else { return nil }
    return packings.withLock { packings in
      if let known = packings[size] { return known }
      let made = RealPacking<Float>(size: size)
      packings[size] = made
      return made
    }
  }
}

/// Aligned memory for a signal of one size and its spectrum.
///
/// `@unchecked Sendable`: a work space belongs to one transform at a time, or lies in the pool, which no one writes to.
private final class WorkSpace: @unchecked Sendable {
  let size: Int
  let signal: UnsafeMutablePointer<Float>
  let spectrum: UnsafeMutablePointer<ComplexFloat>

  init(size: Int) {
    self.size = size
    signal = fftwf_alloc_real(size)
    spectrum = UnsafeMutableRawPointer(fftwf_alloc_complex(size / 2 + 1)!)
      .bindMemory(to: ComplexFloat.self, capacity: size / 2 + 1)
  }

  deinit {
    fftwf_free(signal)
    fftwf_free(spectrum)
  }
}

/// Work spaces that are free to be used again.
///
/// A batch makes transforms of the same few sizes for every file, and the C library seldom reuses aligned blocks it was
/// given back: without this, memory grows with the number of files.
private enum WorkSpacePool {
  private static let free = Mutex<[WorkSpace]>([])
  /// More than the workers of a machine use at once; the oldest is let go.
  private static let capacity = 64

  static func take(size: Int) -> WorkSpace {
    let known = free.withLock { free in free.lastIndex { $0.size == size }.map { free.remove(at: $0) } }
    return known ?? WorkSpace(size: size)
  }

  static func giveBack(_ workSpace: WorkSpace) {
    free.withLock { free in
      free.append(workSpace)
      if free.count > capacity { free.removeFirst() }
    }
  }
}
