/// Recordings ordered by a score for one class, and how well that order parts the class from the rest.
///
/// The order is found once; scores for many bootstrap resamples then cost one pass each.
public struct ScoreRanking: Sendable {
  /// A point of the receiver operating characteristic.
  public struct ROCPoint: Sendable, Equatable {
    /// The share of negatives at or above the threshold.
    public let falsePositiveRate: Double
    /// The share of positives at or above the threshold.
    public let truePositiveRate: Double
    /// The lowest score counted as positive; +∞ at the origin.
    public let threshold: Double
  }

  /// A point of the precision–recall curve.
  public struct PrecisionRecallPoint: Sendable, Equatable {
    /// The share of positives at or above the threshold.
    public let recall: Double
    /// The share of positives among what is at or above the threshold.
    public let precision: Double
  }

  /// Indices by falling score.
  private let order: [Int]
  /// Where in `order` each run of equal scores ends.
  private let tieEnds: [Int]
  private let positives: [Bool]
  private let scores: [Double]

  /// Orders recordings by score.
  /// - Returns: nil if a score is not a number.
  /// - Precondition: as many scores as recordings.
  public init?(positives: [Bool], scores: [Double]) {
    precondition(positives.count == scores.count, "one score a recording")
    guard !scores.contains(where: \.isNaN) else { return nil }
    let order = scores.indices.sorted { (scores[$0], $1) > (scores[$1], $0) }
    self.tieEnds = order.indices.filter { $0 + 1 == order.count || scores[order[$0]] != scores[order[$0 + 1]] }.map {
      $0 + 1
    }
    self.order = order
    self.positives = positives
    self.scores = scores
  }

  /// The area under the ROC curve: the chance that a positive outranks a negative, ties counting half.
  /// - Parameter weights: how often each recording counts; once each if nil.
  /// - Returns: nil unless there are positives and negatives.
  public func auroc(weights: [Int]? = nil) -> Double? {
    var area = 0.0
    var last = (hits: 0, misses: 0)
    for (hits, misses) in cumulativeCounts(weights) {
      area += Double(misses - last.misses) * Double(hits + last.hits) / 2
      last = (hits, misses)
    }
    guard last.hits > 0, last.misses > 0 else { return nil }
    return area / (Double(last.hits) * Double(last.misses))
  }

  /// Average precision: the area under the precision–recall curve as a sum of steps, without interpolation.
  /// - Parameter weights: how often each recording counts; once each if nil.
  /// - Returns: nil if there are no positives.
  public func averagePrecision(weights: [Int]? = nil) -> Double? {
    var sum = 0.0
    var lastHits = 0
    for (hits, misses) in cumulativeCounts(weights) where hits > lastHits {
      sum += Double(hits - lastHits) * Double(hits) / Double(hits + misses)
      lastHits = hits
    }
    return lastHits > 0 ? sum / Double(lastHits) : nil
  }

  /// The ROC curve from (0, 0) to (1, 1), one point a distinct score; empty unless there are positives and negatives.
  public var rocCurve: [ROCPoint] {
    let counts = cumulativeCounts(nil)
    guard let last = counts.last, last.hits > 0, last.misses > 0 else { return [] }
    let points = zip(counts, tieEnds).map { count, end in
      ROCPoint(
        falsePositiveRate: Double(count.misses) / Double(last.misses),
        truePositiveRate: Double(count.hits) / Double(last.hits), threshold: scores[order[end - 1]])
    }
    return [ROCPoint(falsePositiveRate: 0, truePositiveRate: 0, threshold: .infinity)] + points
  }

  /// The precision–recall curve from recall 0 (where precision is 1 by convention); empty if there are no positives.
  public var precisionRecallCurve: [PrecisionRecallPoint] {
    let counts = cumulativeCounts(nil)
    guard let all = counts.last?.hits, all > 0 else { return [] }
    let points = counts.map { count in
      PrecisionRecallPoint(
        recall: Double(count.hits) / Double(all), precision: Double(count.hits) / Double(count.hits + count.misses))
    }
    return [PrecisionRecallPoint(recall: 0, precision: 1)] + points
  }

  /// Positives and negatives down to the end of each run of equal scores.
  private func cumulativeCounts(_ weights: [Int]?) -> [(hits: Int, misses: Int)] {
    var result: [(hits: Int, misses: Int)] = []
    result.reserveCapacity(tieEnds.count)
    var hits = 0
    var misses = 0
    var start = 0
    for end in tieEnds {
      for index in order[start..<end] {
        let weight = weights?[index] ?? 1
        if positives[index] { hits += weight } else { misses += weight }
      }
      start = end
      result.append((hits, misses))
    }
    return result
  }
}
