/// How much a class weighs in the loss by its number n_c of training clips, of n in all and k classes.
public enum ClassWeighting: String, Sendable, Codable, CaseIterable {
  /// n / (k · n_c), scikit-learn's "balanced": every class counts the same, so balanced accuracy is what is learnt.
  case balanced
  /// The square root of that: between balanced accuracy and accuracy.
  case mild
  /// 1: every clip counts the same, so accuracy is what is learnt.
  case none
  /// Balanced over pairs of class and source: every class counts the same within every source, and every source the same,
  /// so that a source whose classes are unevenly mixed is no hint.
  case sources

  /// One weight a class; 1 for a class without clips.
  func weights(counts: [Int]) -> [Double] {
    let total = Double(counts.reduce(0, +))
    return counts.map { count in
      guard count > 0 else { return 1 }
      let balanced = total / (Double(counts.count) * Double(count))
      switch self {
      case .balanced: return balanced
      case .mild: return balanced.squareRoot()
      case .none, .sources: return 1
      }
    }
  }

  /// One weight a row: its pair's n / (pairs · n_pair) where sources are balanced, else 1.
  func rowWeights(labels: [Int], sources: [String]) -> [Float] {
    guard self == .sources else { return labels.map { _ in 1 } }
    let keys = zip(labels, sources).map { "\($0)\u{0}\($1)" }
    let counts = Dictionary(keys.map { ($0, 1) }, uniquingKeysWith: +)
    return keys.map { Float(Double(labels.count) / (Double(counts.count) * Double(counts[$0] ?? 1))) }
  }
}
