public import Core

/// An array as NumPy's `.npy` files hold it: a shape and numbers in row-major order.
public struct NumPyArray: Sendable, Equatable {
  /// The numbers, of one of the three kinds that this suite writes.
  public enum Elements: Sendable, Equatable {
    /// `<f4`.
    case float32([Float])
    /// `<f8`.
    case float64([Double])
    /// `<i8`.
    case int64([Int64])

    /// How many there are.
    public var count: Int {
      switch self {
      case .float32(let values): values.count
      case .float64(let values): values.count
      case .int64(let values): values.count
      }
    }
  }

  /// The length of every axis; empty for a single number.
  public let shape: [Int]
  /// The numbers, the last axis running fastest.
  public let elements: Elements

  /// Makes an array.
  /// - Precondition: the axes are not negative, and their product is the number of elements.
  public init(shape: [Int], elements: Elements) {
    precondition(shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == elements.count, "elements fill the shape")
    self.shape = shape
    self.elements = elements
  }

  /// Makes a vector of single-precision numbers.
  public init(_ values: [Float]) { self.init(shape: [values.count], elements: .float32(values)) }

  /// Makes a vector of double-precision numbers.
  public init(_ values: [Double]) { self.init(shape: [values.count], elements: .float64(values)) }

  /// Makes a vector of integers.
  public init(_ values: [Int64]) { self.init(shape: [values.count], elements: .int64(values)) }

  /// Makes an array of rows × columns single-precision numbers.
  public init(_ matrix: Matrix) {
    self.init(shape: [matrix.rows, matrix.columns], elements: .float32(matrix.values))
  }

  /// All numbers in double precision.
  public var doubles: [Double] {
    switch elements {
    case .float32(let values): values.map(Double.init)
    case .float64(let values): values
    case .int64(let values): values.map(Double.init)
    }
  }
}
