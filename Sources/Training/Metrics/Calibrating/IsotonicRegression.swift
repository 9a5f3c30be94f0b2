/// The rising function nearest to some points, by pooling neighbours that fall (PAVA; Ayer et al., 1955).
///
/// Points with the same abscissa are averaged first; between the knots the function is linear, beyond them constant, as
/// scikit-learn's `IsotonicRegression(out_of_bounds="clip")`.
public struct IsotonicRegression: Sendable, Equatable, Codable {
  /// Where the function is known, rising.
  public let positions: [Double]
  /// Its values there, never falling.
  public let values: [Double]

  /// Fits points of equal weight; nil for none, or for some that are not finite.
  public init?(positions x: [Double], values y: [Double]) {
    precondition(x.count == y.count, "one value a position")
    guard !x.isEmpty, x.allSatisfy(\.isFinite), y.allSatisfy(\.isFinite) else { return nil }
    let order = x.indices.sorted { (x[$0], $0) < (x[$1], $1) }
    var unique: [(x: Double, sum: Double, weight: Double)] = []
    for index in order {
      if let last = unique.last, last.x == x[index] {
        unique[unique.count - 1] = (last.x, last.sum + y[index], last.weight + 1)
      } else {
        unique.append((x[index], y[index], 1))
      }
    }
    var pools: [(sum: Double, weight: Double, members: Int)] = []
    for point in unique {
      var pool = (sum: point.sum, weight: point.weight, members: 1)
      while let last = pools.last, last.sum / last.weight >= pool.sum / pool.weight {
        pools.removeLast()
        pool = (last.sum + pool.sum, last.weight + pool.weight, last.members + pool.members)
      }
      pools.append(pool)
    }
    let fitted = pools.flatMap { [Double](repeating: $0.sum / $0.weight, count: $0.members) }
    // Of a plateau the ends say all.
    let kept = unique.indices.filter { index in
      index == 0 || index + 1 == unique.count || fitted[index - 1] != fitted[index]
        || fitted[index + 1] != fitted[index]
    }
    positions = kept.map { unique[$0].x }
    values = kept.map { fitted[$0] }
  }

  /// The function's value.
  public func callAsFunction(_ x: Double) -> Double {
    guard let above = positions.firstIndex(where: { $0 >= x }) else { return values[values.count - 1] }
    guard above > 0, positions[above] > x else { return values[above] }
    let share = (x - positions[above - 1]) / (positions[above] - positions[above - 1])
    return values[above - 1] + share * (values[above] - values[above - 1])
  }
}
