import BoostedTrees
import Foundation

/// Boosted trees behind the common protocol.
struct TreeClassifier: SampleClassifier {
  private let trees: BoostedTrees

  /// Reads the trees of a model.
  /// - Throws: `BoostedTreesError` `.badModel`.
  init(_ json: Data, classes: Int, width: Int) throws(BoostedTreesError) {
    trees = try BoostedTrees(json: json, width: width, classes: classes)
  }

  func probabilities(of inputs: [Float]) throws -> [[Float]] { try trees.probabilities(of: inputs) }
}
