import Foundation

/// A binary logistic regression: P = 1 / (1 + exp(−(intercept + weights · x))).
public struct LogisticRegression: Sendable, Hashable, Codable {
  /// The log odds where all features are zero.
  public let intercept: Double
  /// What each feature adds to the log odds.
  public let weights: [Double]

  /// Makes a regression of known weights.
  public init(intercept: Double, weights: [Double]) {
    self.intercept = intercept
    self.weights = weights
  }

  /// Fits the weights by Newton's method: ½|weights|² + Σ cᵢ·(logistic loss) is least.
  ///
  /// Both classes count alike, cᵢ = n / (2 n_class), as scikit-learn's `class_weight="balanced"` with C = 1.
  /// - Parameters:
  ///   - rows: `isPositive.count` rows of `width` features.
  ///   - width: the number of features.
  ///   - isPositive: the class of every row.
  /// - Precondition: both classes occur, and rows are complete and finite.
  public init(fitting rows: [Double], width: Int, isPositive: [Bool]) {
    let positives = isPositive.count { $0 }
    precondition(0 < positives && positives < isPositive.count && rows.count == width * isPositive.count)
    let shares = (
      yes: Double(isPositive.count) / Double(2 * positives),
      no: Double(isPositive.count) / Double(2 * (isPositive.count - positives))
    )
    var solution = [Double](repeating: 0, count: width + 1)
    // The loss is convex and smooth; Newton from zero settles in a few steps. The limit guards against rounding at the end.
    for _ in 0..<50 {
      var system = NewtonSystem(width: width, at: solution)
      for (index, isPositive) in isPositive.enumerated() {
        system.add(
          rows[(index * width)..<((index + 1) * width)], isPositive: isPositive,
          weight: isPositive ? shares.yes : shares.no)
      }
      let step = system.step()
      for index in solution.indices { solution[index] -= step[index] }
      if step.allSatisfy({ abs($0) < 1e-12 }) { break }
    }
    self.init(intercept: solution[0], weights: Array(solution.dropFirst()))
  }

  /// The log odds of one row.
  func logOdds(_ row: ArraySlice<Double>) -> Double {
    zip(row, weights).reduce(intercept) { $0 + $1.0 * $1.1 }
  }

  /// The logarithm of the probability of one row.
  func logProbability(_ row: ArraySlice<Double>) -> Double {
    let odds = logOdds(row)
    return min(odds, 0) - log1p(exp(-abs(odds)))
  }
}

/// The gradient and the curvature of the penalised loss at one point.
private struct NewtonSystem {
  private let solution: [Double]
  private var gradient: [Double]
  private var curvature: [[Double]]

  init(width: Int, at solution: [Double]) {
    self.solution = solution
    gradient = [0] + solution.dropFirst()
    curvature = (0...width).map { row in (0...width).map { $0 == row && row > 0 ? 1 : 0 } }
  }

  mutating func add(_ row: ArraySlice<Double>, isPositive: Bool, weight: Double) {
    let inputs = [1] + row
    let odds = zip(inputs, solution).reduce(0) { $0 + $1.0 * $1.1 }
    let probability = 1 / (1 + exp(-odds))
    let slope = weight * (probability - (isPositive ? 1 : 0))
    let bend = weight * probability * (1 - probability)
    for i in inputs.indices {
      gradient[i] += slope * inputs[i]
      for j in 0...i { curvature[i][j] += bend * inputs[i] * inputs[j] }
    }
  }

  /// The solution of curvature · step = gradient, by Cholesky's decomposition.
  func step() -> [Double] {
    var lower = curvature
    for i in lower.indices {
      for j in 0...i {
        let sum = (0..<j).reduce(lower[i][j]) { $0 - lower[i][$1] * lower[j][$1] }
        // The curvature is positive definite, but for an intercept that nothing pulls any more.
        lower[i][j] = i == j ? max(sum, 1e-12).squareRoot() : sum / lower[j][j]
      }
    }
    var step = gradient
    for i in step.indices { step[i] = (0..<i).reduce(step[i]) { $0 - lower[i][$1] * step[$1] } / lower[i][i] }
    for i in step.indices.reversed() {
      step[i] = ((i + 1)..<step.count).reduce(step[i]) { $0 - lower[$1][i] * step[$1] } / lower[i][i]
    }
    return step
  }
}
