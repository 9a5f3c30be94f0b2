import Foundation

/// How far predicted probabilities can be believed.
///
/// All functions take one row of class probabilities a recording and give nil for no recordings or for probabilities
/// that are not finite.
public enum Calibration {
  /// The mean squared error of the probabilities (Brier, 1950), as scikit-learn scales it.
  ///
  /// With two classes it is the error of one class's probability, 0 … 1; with more, the sum over classes, 0 … 2.
  public static func brierScore(truth: [Int], probabilities: [[Double]]) -> Double? {
    mean(truth, probabilities) { label, row in
      let sum = row.enumerated().reduce(0) { sum, item in
        let error = item.element - (item.offset == label ? 1 : 0)
        return sum + error * error
      }
      return row.count == 2 ? sum / 2 : sum
    }
  }

  /// The mean negative logarithm of the true class's probability, which is first kept 2⁻⁵² away from 0 and 1.
  public static func logLoss(truth: [Int], probabilities: [[Double]]) -> Double? {
    mean(truth, probabilities) { label, row in -log(min(max(row[label], .ulpOfOne), 1 - .ulpOfOne)) }
  }

  /// Recordings whose confidence falls into one interval.
  public struct Bin: Sendable, Equatable, Codable {
    /// The interval's lower end, itself excluded (but for 0).
    public let lower: Double
    /// The interval's upper end, itself included.
    public let upper: Double
    /// Recordings in the interval.
    public let count: Int
    /// Their mean confidence; 0 without recordings.
    public let confidence: Double
    /// The share of them that was predicted correctly; 0 without recordings.
    public let accuracy: Double
  }

  /// Confidence (the largest probability) against accuracy in `count` equal intervals of 0 … 1.
  ///
  /// The data of a reliability diagram (Guo et al., 2017).
  public static func reliability(truth: [Int], probabilities: [[Double]], bins count: Int = 15) -> [Bin] {
    guard areUsable(truth, probabilities) else { return [] }
    var sums = [(count: Int, confidence: Double, correct: Int)](repeating: (0, 0, 0), count: count)
    for (label, row) in zip(truth, probabilities) {
      let predicted = mostProbable(row)
      let bin = min(max(Int((row[predicted] * Double(count)).rounded(.up)) - 1, 0), count - 1)
      sums[bin].count += 1
      sums[bin].confidence += row[predicted]
      sums[bin].correct += predicted == label ? 1 : 0
    }
    return sums.enumerated().map { index, sum in
      let divisor = Double(max(sum.count, 1))
      return Bin(
        lower: Double(index) / Double(count), upper: Double(index + 1) / Double(count), count: sum.count,
        confidence: sum.confidence / divisor, accuracy: Double(sum.correct) / divisor)
    }
  }

  /// Expected calibration error: the mean distance of confidence and accuracy over the bins of ``reliability(truth:probabilities:bins:)``.
  public static func expectedError(truth: [Int], probabilities: [[Double]], bins count: Int = 15) -> Double? {
    let bins = reliability(truth: truth, probabilities: probabilities, bins: count)
    guard !bins.isEmpty else { return nil }
    return bins.reduce(0) { $0 + Double($1.count) * abs($1.accuracy - $1.confidence) } / Double(truth.count)
  }

  /// The class with the largest probability: the first of equals, never one that is not a number if another is.
  public static func mostProbable(_ row: [Double]) -> Int {
    var best = 0
    for index in row.indices where row[index] > row[best] || (row[best].isNaN && !row[index].isNaN) { best = index }
    return best
  }

  private static func areUsable(_ truth: [Int], _ probabilities: [[Double]]) -> Bool {
    precondition(truth.count == probabilities.count, "one row of probabilities a recording")
    return !truth.isEmpty && probabilities.allSatisfy { $0.allSatisfy(\.isFinite) }
  }

  private static func mean(_ truth: [Int], _ probabilities: [[Double]], _ score: (Int, [Double]) -> Double) -> Double? {
    guard areUsable(truth, probabilities) else { return nil }
    return zip(truth, probabilities).reduce(0) { $0 + score($1.0, $1.1) } / Double(truth.count)
  }
}
