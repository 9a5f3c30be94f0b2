import Foundation

/// What makes a complex transform of half the length one of a real signal, and back.
///
/// The even samples of a real signal are taken for real parts, the odd ones for imaginary parts; of their transform
/// Z[k], k = 0 … h − 1 with h = N/2, the signal's own spectrum is
/// X[k] = E[k] + e^(−2πik/N) O[k], E[k] = (Z[k] + Z*[h − k])/2, O[k] = (Z[k] − Z*[h − k])/2i
/// (Press et al., Numerical Recipes, 12.3). FFTW can do the same itself, but takes milliseconds to plan it and twice as long
/// to run it, as the step above is not vectorised there.
struct RealPacking<Scalar: BinaryFloatingPoint & SIMDScalar & Sendable>: Sendable
where Scalar.SIMDMaskScalar: Sendable {
  /// h, the length of the complex transform.
  private let half: Int
  /// −i e^(−2πik/N) for k = 0 … h/2, and a few more for the last eight: real parts and imaginary parts.
  private let cosines: [Scalar]
  private let sines: [Scalar]

  /// Makes the step for signals of `size` samples.
  /// - Precondition: `size` is even.
  init(size: Int) {
    precondition(size > 0 && size.isMultiple(of: 2), "pairs of samples are packed")
    half = size / 2
    // Of few angles, as sines are dear: e^(a + b) = e^a e^b, to the last but one digit of a double.
    let stride = 64
    func turn(_ k: Int) -> SIMD2<Double> {
      let angle = 2 * Double.pi * Double(k) / Double(size)
      return [-sin(angle), -cos(angle)]
    }
    let fine = (0..<stride).map { k -> SIMD2<Double> in
      let angle = 2 * Double.pi * Double(k) / Double(size)
      return [cos(angle), -sin(angle)]
    }
    var (cosines, sines) = ([Scalar](), [Scalar]())
    let count = half / 2 + 8
    cosines.reserveCapacity(count)
    sines.reserveCapacity(count)
    var coarse = turn(0)
    for k in 0..<count {
      let part = k % stride
      if part == 0 { coarse = turn(k) }
      cosines.append(Scalar(coarse.x * fine[part].x - coarse.y * fine[part].y))
      sines.append(Scalar(coarse.x * fine[part].y + coarse.y * fine[part].x))
    }
    (self.cosines, self.sines) = (cosines, sines)
  }

  /// Replaces Z[0 ..< h] by X[0 ... h], each a real part and an imaginary part.
  func unpack(_ bins: UnsafeMutablePointer<Scalar>) {
    let (real, imaginary) = (bins[0], bins[1])
    (bins[0], bins[1]) = (real + imaginary, 0)
    (bins[2 * half], bins[2 * half + 1]) = (real - imaginary, 0)
    combine(bins, scale: 0.5, direction: 1)
  }

  /// Writes |X[0 ... h]|² of Z[0 ..< h], which stays as it is: the same numbers as by ``unpack(_:)``, in fewer steps.
  func writePowers(of bins: UnsafePointer<Scalar>, to powers: UnsafeMutablePointer<Scalar>) {
    let (first, last) = (bins[0] + bins[1], bins[0] - bins[1])
    (powers[0], powers[half]) = (first * first, last * last)
    func store(_ values: SIMD8<Scalar>, _ k: Int) {
      UnsafeMutableRawPointer(powers + k).storeBytes(of: values, as: SIMD8<Scalar>.self)
    }
    forEachPair(of: bins, scale: 0.5, direction: 1) { k, mirror, near, far in
      store(near.power, k)
      store(far.reversed.power, mirror)
    } single: { k, near, far in
      // The middle one is its own image, and the nearer one of the two is right.
      powers[half - k] = far.power[0]
      powers[k] = near.power[0]
    }
  }

  /// Replaces X[0 ... h] by 2 Z[0 ..< h], whose unscaled inverse transform is N times the signal.
  ///
  /// Imaginary parts of X[0] and X[h] count as 0, as they do for FFTW.
  func pack(_ bins: UnsafeMutablePointer<Scalar>) {
    let (first, last) = (bins[0], bins[2 * half])
    (bins[0], bins[1]) = (first + last, first - last)
    combine(bins, scale: 1, direction: -1)
  }

  /// Puts what the bins k and h − k become in their place, for all k from 1 to h/2.
  private func combine(_ bins: UnsafeMutablePointer<Scalar>, scale: Scalar, direction: Scalar) {
    forEachPair(of: bins, scale: scale, direction: direction) { k, mirror, near, far in
      near.store(bins + 2 * k)
      far.reversed.store(bins + 2 * mirror)
    } single: { k, near, far in
      near.storeFirst(bins, at: k)
      // The middle one is its own image: what it becomes stands in both.
      if 2 * k < half { far.storeFirst(bins, at: half - k) }
    }
  }

  /// Combines the bins k and h − k, for all k from 1 to h/2, eight at a time where there are as many.
  ///
  /// With A = Z[k] and B = Z*[h − k]: s (A + B) ± s (A − B) t, the second of them conjugated; t is the turn of bin k, or its
  /// conjugate in the other direction.
  /// - Parameters:
  ///   - eight: is handed the bins from k on and, in falling order, their images, of which the last is bin `mirror`.
  ///   - single: is handed one bin and its image, each eight times.
  @inline(__always)
  private func forEachPair(
    of bins: UnsafePointer<Scalar>, scale: Scalar, direction: Scalar,
    eight: (_ k: Int, _ mirror: Int, _ near: Eight<Scalar>, _ far: Eight<Scalar>) -> Void,
    single: (_ k: Int, _ near: Eight<Scalar>, _ far: Eight<Scalar>) -> Void
  ) {
    cosines.withUnsafeBufferPointer { cosines in
      sines.withUnsafeBufferPointer { sines in
        var k = 1
        // The last eight may hold mirror images of one another, which become the same twice; no image has been stored before.
        while 2 * k + 7 <= half {
          let mirror = half &- k &- 7
          let turn = Eight<Scalar>(
            real: UnsafeRawPointer(cosines.baseAddress! + k).loadUnaligned(as: SIMD8<Scalar>.self),
            imaginary: direction * UnsafeRawPointer(sines.baseAddress! + k).loadUnaligned(as: SIMD8<Scalar>.self))
          let (near, far) = Eight<Scalar>.load(bins + 2 * k).combined(
            Eight<Scalar>.load(bins + 2 * mirror).reversed, turn, scale)
          eight(k, mirror, near, far)
          k &+= 8
        }
        while 2 * k <= half {
          let turn = Eight<Scalar>(
            real: .init(repeating: cosines[k]), imaginary: .init(repeating: direction * sines[k]))
          let (near, far) = Eight<Scalar>(bins, at: k).combined(Eight<Scalar>(bins, at: half - k), turn, scale)
          single(k, near, far)
          k &+= 1
        }
      }
    }
  }
}

/// Eight complex numbers.
private struct Eight<Scalar: BinaryFloatingPoint & SIMDScalar> {
  var real: SIMD8<Scalar>
  var imaginary: SIMD8<Scalar>

  @inline(__always)
  init(real: SIMD8<Scalar>, imaginary: SIMD8<Scalar>) {
    self.real = real
    self.imaginary = imaginary
  }

  /// One number eight times.
  @inline(__always)
  init(_ bins: UnsafePointer<Scalar>, at index: Int) {
    self.init(real: .init(repeating: bins[2 * index]), imaginary: .init(repeating: bins[2 * index + 1]))
  }

  @inline(__always)
  static func load(_ address: UnsafePointer<Scalar>) -> Self {
    let both = UnsafeRawPointer(address).loadUnaligned(as: SIMD16<Scalar>.self)
    return Self(real: both.evenHalf, imaginary: both.oddHalf)
  }

  @inline(__always)
  func store(_ address: UnsafeMutablePointer<Scalar>) {
    var both = SIMD16<Scalar>()
    both.evenHalf = real
    both.oddHalf = imaginary
    UnsafeMutableRawPointer(address).storeBytes(of: both, as: SIMD16<Scalar>.self)
  }

  @inline(__always)
  func storeFirst(_ bins: UnsafeMutablePointer<Scalar>, at index: Int) {
    (bins[2 * index], bins[2 * index + 1]) = (real[0], imaginary[0])
  }

  /// The squared magnitudes.
  @inline(__always)
  var power: SIMD8<Scalar> { real * real + imaginary * imaginary }

  @inline(__always)
  var reversed: Self { Self(real: Self.reversed(real), imaginary: Self.reversed(imaginary)) }

  /// What bins and their mirror images become.
  @inline(__always)
  func combined(_ image: Self, _ turn: Self, _ scale: Scalar) -> (Self, Self) {
    let sum = Self(real: scale * (real + image.real), imaginary: scale * (imaginary - image.imaginary))
    let difference = Self(real: scale * (real - image.real), imaginary: scale * (imaginary + image.imaginary))
    let turned = Self(
      real: difference.real * turn.real - difference.imaginary * turn.imaginary,
      imaginary: difference.real * turn.imaginary + difference.imaginary * turn.real)
    return (
      Self(real: sum.real + turned.real, imaginary: sum.imaginary + turned.imaginary),
      Self(real: sum.real - turned.real, imaginary: turned.imaginary - sum.imaginary)
    )
  }

  @inline(__always)
  private static func reversed(_ v: SIMD8<Scalar>) -> SIMD8<Scalar> {
    SIMD8(v[7], v[6], v[5], v[4], v[3], v[2], v[1], v[0])
  }
}
