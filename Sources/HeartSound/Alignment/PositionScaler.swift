import Foundation
import SignalProcessing

/// Brings every position of aligned sequences to mean 0 and variance 1 over the recordings it was fitted to.
///
/// The same as one scikit-learn `StandardScaler` on a recordings × positions table: variance with divisor n, and positions
/// that do not vary (beyond rounding) are divided by 1. Fit on training recordings only.
public struct PositionScaler: Sendable, Equatable {
  /// The mean of every position.
  public let means: [Double]
  /// What every position is divided by, positive.
  public let scales: [Double]

  /// Makes a scaler from what was fitted before.
  /// - Precondition: as many means as scales; scales are positive.
  public init(means: [Double], scales: [Double]) {
    precondition(means.count == scales.count && scales.allSatisfy { $0 > 0 }, "one positive scale a mean")
    self.means = means
    self.scales = scales
  }

  /// Fits one column (0 frequencies, 1 amplitudes) of `sequences`, padding included, in O(frames) of memory.
  /// - Precondition: there are sequences, all of one length.
  init(fitting sequences: [AlignedSequence], column: Int) {
    let (length, count) = (sequences.first?.length ?? 0, Double(sequences.count))
    precondition(count > 0 && sequences.allSatisfy { $0.length == length }, "sequences of one length")
    var sums = [Double](repeating: 0, count: length)
    var covered = [Double](repeating: 0, count: length)
    for sequence in sequences {
      for (place, frame) in sequence.frames.enumerated() {
        sums[frame] += sequence.sequence.values[2 * place + column]
        covered[frame] += 1
      }
    }
    let means = sums.map { $0 / count }
    // Padding is zero, and so `mean` away from the mean; its share comes in closed form.
    var squares = zip(means, covered).map { ($0 * $0) * (count - $1) }
    var deviations = zip(means, covered).map { -$0 * (count - $1) }
    for sequence in sequences {
      for (place, frame) in sequence.frames.enumerated() {
        let deviation = sequence.sequence.values[2 * place + column] - means[frame]
        squares[frame] += deviation * deviation
        deviations[frame] += deviation
      }
    }
    let scales = means.indices.map { frame -> Double in
      let variance = (squares[frame] - deviations[frame] * deviations[frame] / count) / count
      // Within this, scikit-learn takes a position for constant.
      let rounding = count * means[frame] * Double.ulpOfOne
      let isConstant = variance <= count * Double.ulpOfOne * variance + rounding * rounding
      return isConstant ? 1 : variance.squareRoot()
    }
    self.init(means: means, scales: scales)
  }

  /// A value at `position`, scaled.
  func scaled(_ value: Double, at position: Int) -> Double { (value - means[position]) / scales[position] }
}
