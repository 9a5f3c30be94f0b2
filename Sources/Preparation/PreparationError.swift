public import Core

/// What can go wrong in `Preparation`.
public enum PreparationErrorCode: FailureCode {
  /// There is no recipe of this name.
  case unknownRecipe
  /// The recipe, or the policy of an augmentation, is not valid.
  case recipe
  /// What was asked for cannot be, or contradicts itself.
  case settings
  /// What an earlier run left for use on new recordings cannot be used.
  case reference
  /// The output folder cannot be used.
  case output
  /// There is no input, or nothing in it.
  case noInput
  /// What a prepared folder says of itself cannot be understood.
  case description
  /// Nothing could be prepared.
  case nothingPrepared
  /// Shards of the run are missing.
  case unfinished
  /// The user asked the program to end.
  case interrupted
  /// A recording cannot be used; `stage` and `reason` are what `rejected.csv` says.
  case unusable(stage: String, reason: String)

  public var exitStatus: ExitStatus {
    switch self {
    case .unknownRecipe: .usage
    case .recipe: .badData
    case .settings: .usage
    case .reference: .badData
    case .output: .cannotCreate
    case .noInput: .noInput
    case .description, .nothingPrepared, .unfinished, .unusable: .badData
    case .interrupted: .interrupted
    }
  }
}

/// An error from `Preparation`.
public typealias PreparationError = Failure<PreparationErrorCode>

extension PreparationError {
  /// The end of a run that the user asked for.
  static var interrupted: PreparationError {
    PreparationError(.interrupted, "stopped as asked. What is finished is kept: run the same command again to go on.")
  }
}
