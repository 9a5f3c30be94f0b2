import Foundation

/// McNemar's exact test: whether two classifiers are right about the same recordings equally often.
///
/// Only recordings that one of them alone has right count; under the null hypothesis they fall either way by the toss of a
/// coin. Q. McNemar, Psychometrika 12 (1947) 153.
public struct McNemarTest: Sendable, Equatable, Codable {
  /// Recordings that only the first has right.
  public let onlyFirst: Int
  /// Recordings that only the second has right.
  public let onlySecond: Int
  /// The two-sided probability of a division at least as uneven.
  public let probability: Double

  enum CodingKeys: String, CodingKey {
    case onlyFirst = "only_first_right"
    case onlySecond = "only_second_right"
    case probability = "p_value"
  }

  /// Tests answers.
  public init(truth: [Int], first: [Int], second: [Int]) {
    let pairs = zip(truth, zip(first, second))
    onlyFirst = pairs.count { $0 == $1.0 && $0 != $1.1 }
    onlySecond = pairs.count { $0 != $1.0 && $0 == $1.1 }
    probability = Self.twoSided(min(onlyFirst, onlySecond), of: onlyFirst + onlySecond)
  }

  /// Twice the probability of at most `successes` heads in `trials` tosses, at most 1.
  static func twoSided(_ successes: Int, of trials: Int) -> Double {
    guard trials > 0 else { return 1 }
    func logFactorial(_ n: Int) -> Double { lgamma(Double(n + 1)) }
    let all: Double = logFactorial(trials) - Double(trials) * log(2.0)
    let sum = (0...successes).reduce(0.0) { sum, k in sum + exp(all - logFactorial(k) - logFactorial(trials - k)) }
    return min(1, 2 * sum)
  }
}

/// DeLong's test of two ROC areas on the same recordings, which it takes for independent of each other.
///
/// E. DeLong, D. DeLong and D. Clarke-Pearson, Biometrics 44 (1988) 837.
public struct DeLongTest: Sendable, Equatable, Codable {
  /// The area of the second less that of the first.
  public let difference: Double
  /// The standard error of the difference.
  public let standardError: Double
  /// The two-sided probability of a difference at least as large; nil where the standard error is 0.
  public let probability: Double?

  enum CodingKeys: String, CodingKey {
    case difference
    case standardError = "standard_error"
    case probability = "p_value"
  }

  /// Tests scores; nil with fewer than two recordings on a side, or scores that are not numbers.
  public init?(positives: [Bool], first: [Double], second: [Double]) {
    precondition(positives.count == first.count && positives.count == second.count, "one score a recording")
    let yes = positives.indices.filter { positives[$0] }
    let no = positives.indices.filter { !positives[$0] }
    guard yes.count > 1, no.count > 1, !(first + second).contains(where: \.isNaN) else { return nil }
    func win(_ a: Double, _ b: Double) -> Double { a > b ? 1 : a == b ? 0.5 : 0 }
    /// The share of the other side that each recording is ordered rightly with.
    func placements(_ scores: [Double]) -> (yes: [Double], no: [Double]) {
      (
        yes.map { i in no.reduce(0) { $0 + win(scores[i], scores[$1]) } / Double(no.count) },
        no.map { j in yes.reduce(0) { $0 + win(scores[$1], scores[j]) } / Double(yes.count) }
      )
    }
    let (a, b) = (placements(first), placements(second))
    func differences(_ b: [Double], _ a: [Double]) -> [Double] { zip(b, a).map { $0 - $1 } }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    func variance(_ values: [Double]) -> Double {
      let mean = mean(values)
      return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    }
    let (ofYes, ofNo) = (differences(b.yes, a.yes), differences(b.no, a.no))
    difference = mean(ofYes)
    standardError = (variance(ofYes) / Double(yes.count) + variance(ofNo) / Double(no.count)).squareRoot()
    probability = standardError > 1e-12 ? erfc(abs(difference) / standardError / 2.0.squareRoot()) : nil
  }
}
