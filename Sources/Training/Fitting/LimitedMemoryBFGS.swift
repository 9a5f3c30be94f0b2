/// The minimum of a smooth convex function by the limited-memory method of Broyden, Fletcher, Goldfarb and Shanno
/// (Nocedal 1980), with backtracking.
enum LimitedMemoryBFGS {
  private struct Pair {
    let step: [Double]
    let change: [Double]
    let curvature: Double
  }

  /// Goes down from `start` until no derivative is above `tolerance` times the first ones' greatest, or no step helps.
  static func minimum(
    from start: [Double], tolerance: Double = 1e-8, steps: Int = 1000,
    of function: (_ point: [Double]) throws -> (value: Double, gradient: [Double])
  ) rethrows -> [Double] {
    var point = start
    var (value, gradient) = try function(point)
    let limit = tolerance * max(1e-12, gradient.reduce(0) { max($0, abs($1)) })
    var pairs: [Pair] = []
    for _ in 0..<steps where gradient.contains(where: { abs($0) > limit }) {
      let direction = direction(gradient, pairs)
      let slope = dot(direction, gradient)
      // Of the first step nothing is known but that it should be short.
      var length = pairs.isEmpty ? min(1, 1 / dot(gradient, gradient).squareRoot()) : 1
      var next = (point: point, value: value, gradient: gradient)
      repeat {
        next.point = zip(point, direction).map { $0 + length * $1 }
        (next.value, next.gradient) = try function(next.point)
        length /= 2
      } while next.value > value + 1e-4 * 2 * length * slope && length > 1e-20
      guard next.value < value else { break }
      let pair = (zip(next.point, point).map(-), zip(next.gradient, gradient).map(-))
      let curvature = dot(pair.0, pair.1)
      if curvature > 0 { pairs.append(Pair(step: pair.0, change: pair.1, curvature: curvature)) }
      if pairs.count > 10 { pairs.removeFirst() }
      (point, value, gradient) = (next.point, next.value, next.gradient)
    }
    return point
  }

  /// The two-loop recursion.
  private static func direction(_ gradient: [Double], _ pairs: [Pair]) -> [Double] {
    var direction = gradient.map { -$0 }
    var factors: [Double] = []
    for pair in pairs.reversed() {
      let factor = dot(pair.step, direction) / pair.curvature
      factors.append(factor)
      direction = zip(direction, pair.change).map { $0 - factor * $1 }
    }
    if let last = pairs.last {
      let scale = last.curvature / dot(last.change, last.change)
      direction = direction.map { $0 * scale }
    }
    for (pair, factor) in zip(pairs, factors.reversed()) {
      let share = factor - dot(pair.change, direction) / pair.curvature
      direction = zip(direction, pair.step).map { $0 + share * $1 }
    }
    return direction
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
}
