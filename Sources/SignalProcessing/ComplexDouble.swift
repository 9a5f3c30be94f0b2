import Foundation

/// A complex number in double precision, laid out as FFTW's.
public struct ComplexDouble: Sendable, Equatable {
  /// The real part.
  public var real: Double
  /// The imaginary part.
  public var imaginary: Double

  /// Makes a complex number.
  public init(_ real: Double, _ imaginary: Double = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  /// The number of unit magnitude at `angle` radians.
  public init(angle: Double) { self.init(cos(angle), sin(angle)) }

  /// The squared magnitude.
  public var power: Double { real * real + imaginary * imaginary }

  /// The magnitude, free of overflow.
  public var magnitude: Double { hypot(real, imaginary) }

  /// The complex conjugate.
  public var conjugate: Self { Self(real, -imaginary) }

  /// The square root with a non-negative real part.
  public var squareRoot: Self {
    let magnitude = magnitude
    guard magnitude > 0 else { return Self(0) }
    // The larger part first: it involves no cancellation, and the other follows from the product of the two.
    let larger = ((magnitude + abs(real)) / 2).squareRoot()
    let smaller = abs(imaginary) / (2 * larger)
    let sign: Double = imaginary < 0 ? -1 : 1
    return real >= 0 ? Self(larger, sign * smaller) : Self(smaller, sign * larger)
  }

  /// The sum of two complex numbers.
  public static func + (a: Self, b: Self) -> Self { Self(a.real + b.real, a.imaginary + b.imaginary) }

  /// The difference of two complex numbers.
  public static func - (a: Self, b: Self) -> Self { Self(a.real - b.real, a.imaginary - b.imaginary) }

  /// The product of two complex numbers.
  public static func * (a: Self, b: Self) -> Self {
    Self(a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }

  /// The quotient of two complex numbers; infinite or NaN when `b` is zero.
  public static func / (a: Self, b: Self) -> Self {
    let product = a * b.conjugate
    return Self(product.real / b.power, product.imaginary / b.power)
  }

  /// The number turned by a half circle.
  public static prefix func - (a: Self) -> Self { Self(-a.real, -a.imaginary) }
}
