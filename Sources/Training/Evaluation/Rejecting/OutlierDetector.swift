import Core
import Foundation

/// How unlike everything in the training data a sound is, whatever its class.
///
/// The score is the Mahalanobis distance of a profile from the training clips' mean, over the square root of its length:
/// about 1 for what is usual. The correlations are drawn a tenth of the way towards none, so that few clips will do.
public struct OutlierDetector: Sendable, Equatable, Codable {
  /// The mean of each value of the profile.
  public let mean: [Double]
  /// Its standard deviation.
  public let deviation: [Double]
  /// What makes standardised profiles uncorrelated: the inverse of the correlations' lower Cholesky factor, row by row, each
  /// up to its diagonal.
  public let whitening: [Double]
  /// Recordings with a higher score are declined.
  public let limit: Double

  private static let shrinkage = 0.1

  /// Learns what is usual.
  /// - Parameters:
  ///   - profiles: of the training clips; empty ones are left out.
  ///   - heldOut: of recordings that were not trained on, the profiles of their clips: about 2 % of such may be declined.
  /// - Returns: nil unless there are at least two profiles, and recordings to set the limit on.
  init?(profiles: [[Double]], heldOut: [[[Double]]]) {
    let known = profiles.filter { $0.count == SoundProfile.width }
    guard known.count > 1 else { return nil }
    let count = Double(known.count)
    let mean = (0..<SoundProfile.width).map { column in known.reduce(0) { $0 + $1[column] } / count }
    let deviation = mean.indices.map { column in
      let squares = known.reduce(0) { $0 + ($1[column] - mean[column]) * ($1[column] - mean[column]) }
      return max((squares / count).squareRoot(), 1e-3)
    }
    let rows = known.map { row in row.indices.map { (row[$0] - mean[$0]) / deviation[$0] } }
    let whitening = Self.whitening(rows)
    let scores = heldOut.compactMap { Self.score($0, mean, deviation, whitening) }.sorted()
    guard !scores.isEmpty else { return nil }
    self.mean = mean
    self.deviation = deviation
    self.whitening = whitening
    // Of a few recordings the quantile is the greatest, which many others would exceed.
    let middle = scores.reduce(0, +) / Double(scores.count)
    let spread = (scores.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } / Double(scores.count)).squareRoot()
    limit = max(GroupBootstrap.quantile(0.98, ofSorted: scores), middle + 2.5 * spread, 1e-9)
  }

  /// The score of a recording: the mean of its clips'; nil if none has a profile.
  func score(_ profiles: [[Double]]) -> Double? { Self.score(profiles, mean, deviation, whitening) }

  /// Whether the stored values fit together.
  var isValid: Bool {
    mean.count == SoundProfile.width && deviation.count == SoundProfile.width
      && whitening.count == SoundProfile.width * (SoundProfile.width + 1) / 2 && limit > 0
      && (mean + deviation + whitening + [limit]).allSatisfy(\.isFinite) && deviation.allSatisfy { $0 > 0 }
  }

  /// The inverse of the lower Cholesky factor of the rows' shrunken correlations.
  private static func whitening(_ rows: [[Double]]) -> [Double] {
    let width = SoundProfile.width
    var lower = [[Double]](repeating: [Double](repeating: 0, count: width), count: width)
    for i in 0..<width {
      for j in 0...i {
        let correlation = rows.reduce(0) { $0 + $1[i] * $1[j] } / Double(rows.count)
        let shrunken = i == j ? (1 - shrinkage) * correlation + shrinkage : (1 - shrinkage) * correlation
        let rest = (0..<j).reduce(shrunken) { $0 - lower[i][$1] * lower[j][$1] }
        lower[i][j] = i == j ? max(rest, 1e-9).squareRoot() : rest / lower[j][j]
      }
    }
    var inverse = [[Double]](repeating: [Double](repeating: 0, count: width), count: width)
    for column in 0..<width {
      for row in column..<width {
        let sum = (column..<max(column, row)).reduce(row == column ? 1.0 : 0) {
          $0 - lower[row][$1] * inverse[$1][column]
        }
        inverse[row][column] = sum / lower[row][row]
      }
    }
    return inverse.enumerated().flatMap { $1.prefix($0 + 1) }
  }

  private static func score(
    _ profiles: [[Double]], _ mean: [Double], _ deviation: [Double], _ whitening: [Double]
  ) -> Double? {
    let scores = profiles.filter { $0.count == mean.count }.map { profile in
      let z = mean.indices.map { (profile[$0] - mean[$0]) / deviation[$0] }
      var (squares, place) = (0.0, 0)
      for row in z.indices {
        var sum = 0.0
        for column in 0...row { sum += whitening[place + column] * z[column] }
        place += row + 1
        squares += sum * sum
      }
      return (squares / Double(z.count)).squareRoot()
    }
    return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
  }
}
