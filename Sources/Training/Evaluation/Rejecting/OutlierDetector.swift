import Foundation

/// How unlike everything in the training data a sound is, whatever its class.
///
/// The score is the root mean square of a profile's values, each standardised by the training clips: about 1 for what is
/// usual. Values are taken for independent, which suits some hundreds of recordings better than a full covariance.
public struct OutlierDetector: Sendable, Equatable, Codable {
  /// The mean of each value of the profile.
  public let mean: [Double]
  /// Its standard deviation.
  public let deviation: [Double]
  /// Recordings with a higher score are declined.
  public let limit: Double

  /// Learns what is usual.
  /// - Parameters:
  ///   - profiles: of the training clips; empty ones are left out.
  ///   - heldOut: of recordings that were not trained on, the profiles of their clips: 2 % of them may be declined.
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
    let scores = heldOut.compactMap { Self.score($0, mean, deviation) }.sorted()
    guard !scores.isEmpty else { return nil }
    self.mean = mean
    self.deviation = deviation
    limit = GroupBootstrap.quantile(0.98, ofSorted: scores)
  }

  /// The score of a recording: the mean of its clips'; nil if none has a profile.
  func score(_ profiles: [[Double]]) -> Double? { Self.score(profiles, mean, deviation) }

  /// Whether the stored values fit together.
  var isValid: Bool {
    mean.count == SoundProfile.width && deviation.count == SoundProfile.width
      && (mean + deviation + [limit]).allSatisfy(\.isFinite) && deviation.allSatisfy { $0 > 0 }
  }

  private static func score(_ profiles: [[Double]], _ mean: [Double], _ deviation: [Double]) -> Double? {
    let scores = profiles.filter { $0.count == mean.count }.map { profile in
      let squares = mean.indices.reduce(0) { sum, index in
        let z = (profile[index] - mean[index]) / deviation[index]
        return sum + z * z
      }
      return (squares / Double(mean.count)).squareRoot()
    }
    return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
  }
}
