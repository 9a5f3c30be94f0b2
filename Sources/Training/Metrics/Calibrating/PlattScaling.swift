import Foundation

/// A logistic curve over log odds: P = 1 / (1 + exp(−(slope · x + offset))).
///
/// J. Platt (1999), with his targets (n₊ + 1)/(n₊ + 2) and 1/(n₋ + 2), which keep a perfect separation finite.
public struct PlattScaling: Sendable, Equatable, Codable {
  /// What one unit of log odds becomes.
  public let slope: Double
  /// The log odds that 0 becomes.
  public let offset: Double

  /// Fits by Newton's method; nil unless both classes occur and all is finite.
  /// - Parameters:
  ///   - logOdds: what a classifier says of each recording.
  ///   - positives: which of them are of the class.
  public init?(logOdds: [Double], positives: [Bool]) {
    precondition(logOdds.count == positives.count, "one answer a recording")
    let count = Double(positives.count { $0 })
    guard count > 0, count < Double(positives.count), logOdds.allSatisfy(\.isFinite) else { return nil }
    let (high, low) = ((count + 1) / (count + 2), 1 / (Double(positives.count) - count + 2))
    let targets = positives.map { $0 ? high : low }
    func loss(_ slope: Double, _ offset: Double) -> Double {
      zip(logOdds, targets).reduce(0) { sum, item in
        let odds = slope * item.0 + offset
        return sum + max(odds, 0) + log1p(exp(-abs(odds))) - item.1 * odds
      }
    }
    var (a, b) = (0.0, log((count + 1) / (Double(positives.count) - count + 1)))
    var best = loss(a, b)
    for _ in 0..<100 {
      var (ga, gb, haa, hab, hbb) = (0.0, 0.0, 1e-12, 0.0, 1e-12)
      for (x, target) in zip(logOdds, targets) {
        let p = 1 / (1 + exp(-(a * x + b)))
        let (error, bend) = (p - target, p * (1 - p))
        (ga, gb) = (ga + error * x, gb + error)
        (haa, hab, hbb) = (haa + bend * x * x, hab + bend * x, hbb + bend)
      }
      let determinant = haa * hbb - hab * hab
      guard determinant > 0 else { break }
      let step = (a: (hbb * ga - hab * gb) / determinant, b: (haa * gb - hab * ga) / determinant)
      // Half a step is still downhill where a whole one goes too far.
      var scale = 1.0
      while scale > 1e-10, loss(a - scale * step.a, b - scale * step.b) > best { scale /= 2 }
      guard scale > 1e-10 else { break }
      (a, b) = (a - scale * step.a, b - scale * step.b)
      best = loss(a, b)
      if abs(scale * step.a) + abs(scale * step.b) < 1e-12 { break }
    }
    (slope, offset) = (a, b)
  }

  /// The probability that log odds stand for.
  public func callAsFunction(_ logOdds: Double) -> Double { 1 / (1 + exp(-(slope * logOdds + offset))) }
}
