/// Percentile intervals from resampling whole groups (patients), so that related recordings are not taken for independent.
///
/// Groups are drawn with replacement, as many as there are; a recording counts as often as its group was drawn. The
/// draws depend on the seed and on the group names alone, not on the order of the recordings.
public struct GroupBootstrap: Sendable {
  /// The number of different groups.
  public let groupCount: Int
  /// How many times the groups are drawn anew.
  public let resamples: Int
  private let groupOfItem: [Int]
  private let seed: UInt64

  /// Prepares to resample.
  /// - Parameters:
  ///   - groups: the group of each recording.
  ///   - resamples: how many times the groups are drawn anew.
  ///   - seed: the seed of the whole run.
  /// - Precondition: `resamples > 0`.
  public init(groups: [String], resamples: Int = 1000, seed: UInt64) {
    precondition(resamples > 0, "at least one resample")
    // By UTF-8 bytes, as Swift's own order of strings may change with the version of Unicode.
    let names = Set(groups).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let numbers = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    self.groupOfItem = groups.compactMap { numbers[$0] }
    self.groupCount = names.count
    self.resamples = resamples
    self.seed = seed
  }

  /// The 95 % percentile interval of each of several metrics.
  ///
  /// - Parameter metrics: gives the values for recordings that count `weights[i]` times each, always the same number of
  ///   them; nil where a metric is undefined for that draw.
  /// - Returns: an interval a metric, or nil with fewer than two groups, where more than half of the draws were undefined,
  ///   or where all of them came to the same, so that drawing says nothing of chance. Undefined draws are left out.
  public func intervals(of metrics: (_ weights: [Int]) -> [Double?]) -> [Interval?] {
    samples(of: metrics).map { values in
      guard let values else { return nil }
      return Interval(lower: Self.quantile(0.025, ofSorted: values), upper: Self.quantile(0.975, ofSorted: values))
    }
  }

  /// What each of several metrics came to in the draws, rising; see ``intervals(of:)``.
  public func samples(of metrics: (_ weights: [Int]) -> [Double?]) -> [[Double]?] {
    var generator = SeededGenerator(seed: seed, id: "\(groupCount)", step: "group bootstrap")
    var values: [[Double]] = metrics([Int](repeating: 1, count: groupOfItem.count)).map { _ in [] }
    guard groupCount > 1 else { return values.map { _ in nil } }
    for _ in 0..<resamples {
      var draws = [Int](repeating: 0, count: groupCount)
      for _ in 0..<groupCount { draws[generator.integer(below: groupCount)] += 1 }
      for (index, value) in metrics(groupOfItem.map { draws[$0] }).enumerated() {
        if let value, value.isFinite { values[index].append(value) }
      }
    }
    return values.map { drawn in
      let sorted = drawn.sorted()
      return 2 * drawn.count >= resamples && sorted.first != sorted.last ? sorted : nil
    }
  }

  /// The 95 % percentile interval of one metric; see ``intervals(of:)``.
  public func interval(of metric: (_ weights: [Int]) -> Double?) -> Interval? { intervals { [metric($0)] }[0] }

  /// The quantile by linear interpolation between order statistics (NumPy's default).
  public static func quantile(_ fraction: Double, ofSorted values: [Double]) -> Double {
    let position = fraction * Double(values.count - 1)
    let below = Int(position)
    let above = min(below + 1, values.count - 1)
    return values[below] + (position - Double(below)) * (values[above] - values[below])
  }
}
