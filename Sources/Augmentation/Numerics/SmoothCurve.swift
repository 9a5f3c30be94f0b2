import Core
import Foundation

/// A cubic spline through values at even distances, as SciPy's `CubicSpline` with its usual ends (not-a-knot).
struct SmoothCurve {
  /// The values at 0, 1, 2, ….
  private let values: [Double]
  /// The second derivatives there.
  private let curvatures: [Double]

  /// Makes the spline.
  /// - Precondition: at least four values.
  init(_ values: [Double]) {
    precondition(values.count >= 4, "a not-a-knot spline has four knots")
    self.values = values
    curvatures = Self.curvatures(values)
  }

  /// A spline through `count` knots drawn around 1.
  init(around1 deviation: Double, knots count: Int, generator: SeededGenerator) {
    var generator = generator
    self.init((0..<max(4, count)).map { _ in 1 + deviation * generator.normal() })
  }

  /// The value at `place`, 0 to the number of knots less one.
  func callAsFunction(_ place: Double) -> Double {
    let index = min(values.count - 2, max(0, Int(place)))
    let (right, left) = (place - Double(index), 1 - (place - Double(index)))
    let line = left * values[index] + right * values[index + 1]
    let before = (left * left * left - left) * curvatures[index]
    let after = (right * right * right - right) * curvatures[index + 1]
    return line + (before + after) / 6
  }

  /// `count` values from the first knot to the last, evenly.
  func sampled(_ count: Int) -> [Double] {
    let step = count > 1 ? Double(values.count - 1) / Double(count - 1) : 0
    return (0..<count).map { self(Double($0) * step) }
  }

  /// m[i−1] + 4 m[i] + m[i+1] = 6 (y[i−1] − 2 y[i] + y[i+1]) inside; the third derivative is continuous at the second knot
  /// and the last but one.
  private static func curvatures(_ y: [Double]) -> [Double] {
    let n = y.count
    // Eliminating the ends, m0 = 2 m1 − m2 makes the first row 6 m1 = …, and so the last.
    var solution = (1..<(n - 1)).map { i -> Double in
      let bend: Double = y[i - 1] - 2 * y[i] + y[i + 1]
      return 6 * bend
    }
    var diagonal = [Double](repeating: 4, count: n - 2)
    var upper = [Double](repeating: 1, count: n - 2)
    var lower = upper
    (diagonal[0], upper[0]) = (6, 0)
    (diagonal[n - 3], lower[n - 3]) = (6, 0)
    for i in 1..<(n - 2) {
      let factor = lower[i] / diagonal[i - 1]
      diagonal[i] -= factor * upper[i - 1]
      solution[i] -= factor * solution[i - 1]
    }
    for i in stride(from: n - 3, through: 0, by: -1) {
      if i < n - 3 { solution[i] -= upper[i] * solution[i + 1] }
      solution[i] /= diagonal[i]
    }
    let last = solution.count - 1
    let start: Double = 2 * solution[0] - solution[1]
    let end: Double = 2 * solution[last] - solution[last - 1]
    return [start] + solution + [end]
  }
}

/// A sine wave by turning a unit vector, which costs a few multiplications a sample.
struct SineWave {
  private var vector: (x: Double, y: Double)
  private let turn: (x: Double, y: Double)

  /// A wave of `frequency` hertz that begins at `phase`, in turns.
  init(frequency: Double, phase: Double, sampleRate: Int) {
    vector = (cos(2 * .pi * phase), sin(2 * .pi * phase))
    let angle = 2 * Double.pi * frequency / Double(sampleRate)
    turn = (cos(angle), sin(angle))
  }

  /// The value now; the wave goes on by a sample.
  mutating func next() -> Double {
    let value = vector.y
    vector = (vector.x * turn.x - vector.y * turn.y, vector.x * turn.y + vector.y * turn.x)
    return value
  }
}
