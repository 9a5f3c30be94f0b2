import Manifest

/// What part of all recordings each list of a split should have.
struct SplitShares {
  /// `fractions`, `folds`, `leave_one_source_out` or `saved`.
  var division: String
  /// The wanted share of validation, and of test or of what is outside of all folds.
  var validation: Double
  var test: Double
  /// The number of folds, 0 for none.
  var folds: Int

  /// The share of the list `train`, `val`, `test` or that of a fold; nil where none was wanted.
  func share(of list: String) -> Double? {
    if division == "saved" { return nil }
    switch Split(rawValue: list) {
    case .train: return 1 - validation - test
    case .validation: return validation
    case .test: return test
    case .unlabelled, nil: return division == "folds" && folds > 0 ? (1 - test) / Double(folds) : nil
    }
  }
}
