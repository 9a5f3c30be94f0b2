import Foundation

/// A map from a classifier's probabilities to probabilities that can be believed, learnt from recordings it was not trained on.
public enum Calibrator: Sendable, Equatable {
  /// p ∝ p^(1/T) (Guo et al., 2017): never changes which class is the most probable. Fitted to Platt's targets, as he fits his
  /// curve, so that a few recordings that are all right do not make it as good as certain.
  case temperature(Double)
  /// A logistic curve a class over its log odds; of two classes that of the second.
  case platt([PlattScaling])
  /// A rising step function a class; of two classes that of the second.
  case isotonic([IsotonicRegression])

  /// How to calibrate.
  public enum Method: String, Sendable, Codable, CaseIterable {
    /// ``Calibrator/temperature(_:)``.
    case temperature
    /// ``Calibrator/platt(_:)``.
    case platt
    /// ``Calibrator/isotonic(_:)``.
    case isotonic
  }

  /// Fits a map.
  /// - Returns: nil unless every class occurs and all probabilities are finite.
  public init?(_ method: Method, truth: [Int], probabilities: [[Double]]) {
    precondition(truth.count == probabilities.count, "one row a recording")
    guard let width = probabilities.first?.count, width > 1, Set(truth).count == width,
      probabilities.allSatisfy({ $0.allSatisfy(\.isFinite) })
    else { return nil }
    let labels = width == 2 ? [1] : Array(0..<width)
    switch method {
    case .temperature: self = .temperature(Self.temperature(truth: truth, probabilities: probabilities))
    case .platt:
      let curves = labels.compactMap { label in
        PlattScaling(
          logOdds: probabilities.map { Self.logOdds($0[label]) }, positives: truth.map { $0 == label })
      }
      guard curves.count == labels.count else { return nil }
      self = .platt(curves)
    case .isotonic:
      let curves = labels.compactMap { label in
        IsotonicRegression(
          positions: probabilities.map { $0[label] }, values: truth.map { $0 == label ? 1 : 0 })
      }
      guard curves.count == labels.count else { return nil }
      self = .isotonic(curves)
    }
  }

  /// The calibrated probabilities of one recording; they add up to 1.
  public func callAsFunction(_ row: [Double]) -> [Double] {
    switch self {
    case .temperature(let temperature):
      let logits = row.map { Self.logarithm($0) / temperature }
      let top = logits.max() ?? 0
      return Self.normalized(logits.map { exp($0 - top) })
    case .platt(let curves): return Self.spread(row, curves.count) { curves[$0](Self.logOdds($1)) }
    case .isotonic(let curves): return Self.spread(row, curves.count) { curves[$0]($1) }
    }
  }

  /// The temperature of the least cross-entropy with ``targets(_:classCount:)``, within 0.05 … 20; it is convex in the
  /// inverse, so its slope is bisected.
  private static func temperature(truth: [Int], probabilities: [[Double]]) -> Double {
    let logits = probabilities.map { $0.map(logarithm) }
    let targets = targets(truth, classCount: probabilities[0].count)
    func slope(_ inverse: Double) -> Double {
      zip(targets, logits).reduce(0) { sum, item in
        let top = item.1.max() ?? 0
        let weights = item.1.map { exp(inverse * ($0 - top)) }
        let mean = zip(weights, item.1).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
        return sum + mean - zip(item.0, item.1).reduce(0) { $0 + $1.0 * $1.1 }
      }
    }
    var (low, high) = (0.05, 20.0)
    for _ in 0..<60 {
      let middle = (low * high).squareRoot()
      if slope(middle) < 0 { low = middle } else { high = middle }
    }
    return 1 / (low * high).squareRoot()
  }

  /// What the probabilities of each recording should be: of the n recordings of a class, (n + 1)/(n + K) for it and 1/(n + K)
  /// for each of the K − 1 others, which for two classes are the targets of J. Platt (1999).
  private static func targets(_ truth: [Int], classCount: Int) -> [[Double]] {
    let counts = (0..<classCount).map { label in truth.count { $0 == label } }
    return truth.map { label in
      (0..<classCount).map { Double($0 == label ? counts[label] + 1 : 1) / Double(counts[label] + classCount) }
    }
  }

  /// Of two classes the second one's curve says all; of more, each has its own, and they are made to add up to 1.
  private static func spread(_ row: [Double], _ count: Int, _ curve: (Int, Double) -> Double) -> [Double] {
    guard count > 1 else {
      let second = min(max(curve(0, row[1]), 0), 1)
      return [1 - second, second]
    }
    return normalized(row.indices.map { curve($0, row[$0]) })
  }

  private static func normalized(_ values: [Double]) -> [Double] {
    let sum = values.reduce(0, +)
    return sum > 0 ? values.map { $0 / sum } : values.map { _ in 1 / Double(values.count) }
  }

  private static func logarithm(_ p: Double) -> Double { log(max(p, 1e-12)) }

  private static func logOdds(_ p: Double) -> Double {
    let inside = min(max(p, 1e-12), 1 - 1e-12)
    return log(inside) - log1p(-inside)
  }
}

extension Calibrator: Codable {
  private enum CodingKeys: String, CodingKey {
    case method, temperature, curves
  }

  /// How it calibrates.
  public var method: Method {
    switch self {
    case .temperature: .temperature
    case .platt: .platt
    case .isotonic: .isotonic
    }
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    switch try values.decode(Method.self, forKey: .method) {
    case .temperature: self = .temperature(try values.decode(Double.self, forKey: .temperature))
    case .platt: self = .platt(try values.decode([PlattScaling].self, forKey: .curves))
    case .isotonic: self = .isotonic(try values.decode([IsotonicRegression].self, forKey: .curves))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(method, forKey: .method)
    switch self {
    case .temperature(let temperature): try values.encode(temperature, forKey: .temperature)
    case .platt(let curves): try values.encode(curves, forKey: .curves)
    case .isotonic(let curves): try values.encode(curves, forKey: .curves)
    }
  }
}
