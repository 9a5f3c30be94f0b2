/// How the probabilities of a recording's clips, or of a patient's recordings, become those of the whole.
public enum Aggregation: String, Sendable, Codable, CaseIterable {
  /// Their mean.
  case mean
  /// Those of the part that speaks most for disease, as one murmur makes a patient; without a healthy class the largest of
  /// each class, made to add up to 1.
  case max
  /// The share of parts that each class is the most probable of.
  case vote

  /// Combines the probabilities of some parts.
  /// - Parameter healthy: the position of the healthy class, if there is one.
  /// - Precondition: there is at least one part, and all have as many classes.
  public func callAsFunction(_ rows: [[Double]], healthy: Int?) -> [Double] {
    switch self {
    case .mean: return Self.mean(rows)
    case .max:
      if let healthy {
        return rows.dropFirst().reduce(rows[0]) { $1[healthy] < $0[healthy] ? $1 : $0 }
      }
      let largest = rows.dropFirst().reduce(rows[0]) { zip($0, $1).map { Swift.max($0, $1) } }
      let sum = largest.reduce(0, +)
      return sum > 0 ? largest.map { $0 / sum } : largest
    case .vote:
      return Self.mean(
        rows.map { row in
          let winner = Calibration.mostProbable(row)
          return row.indices.map { $0 == winner ? 1 : 0 }
        })
    }
  }

  private static func mean(_ rows: [[Double]]) -> [Double] {
    let sums = rows.dropFirst().reduce(rows[0]) { zip($0, $1).map(+) }
    return sums.map { $0 / Double(rows.count) }
  }
}
