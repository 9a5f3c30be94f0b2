import Core
import Foundation

/// What one fold has come to, as it is kept in the output folder: enough to compute all figures without training again.
public struct FoldResult: Sendable, Codable, Equatable {
  /// What a row was judged to be.
  struct Answer: Sendable, Codable, Equatable {
    /// The row's id.
    var id: String
    /// One probability a class of the whole data set.
    var probabilities: [Double]
  }

  /// A digest of everything that decides the result.
  var key: String
  /// The fold's name.
  var name: String
  /// The epoch whose weights were kept.
  var bestEpoch: Int
  /// The epochs that were trained.
  var epochs: Int
  /// The answers for the rows that were held out, in their order.
  var answers: [Answer]
  /// What was learnt from the validation rows; nil without any.
  var rule: DecisionRule?

  /// Reads a result.
  /// - Returns: nil if there is none, or none that can be read: it is made anew then.
  init?(_ url: URL) {
    guard let data = try? Data(contentsOf: url), let result = try? JSONText.decode(FoldResult.self, from: data),
      result.answers.allSatisfy({ $0.probabilities.allSatisfy(\.isFinite) })
    else { return nil }
    self = result
  }

  /// Writes the result in one step, so that it is there as a whole or not at all.
  /// - Throws: `CoreError` or `EncodingError`.
  func write(to url: URL) throws { try AtomicFile.write(try JSONText.encode(self, isPretty: false), to: url) }

  init(
    key: String, name: String, bestEpoch: Int, epochs: Int, answers: [Answer], rule: DecisionRule?
  ) {
    self.key = key
    self.name = name
    self.bestEpoch = bestEpoch
    self.epochs = epochs
    self.answers = answers
    self.rule = rule
  }
}
