public import Manifest

/// One line of `history.csv`: what an epoch did.
public struct EpochRecord: Sendable, Equatable {
  /// From 1.
  public var epoch: Int
  /// The learning rate at the epoch's first step.
  public var learningRate: Double
  /// The mean training loss, dropout at work.
  public var trainLoss: Double
  /// The share of training clips that were right, dropout at work.
  public var trainAccuracy: Double
  /// The class-weighted cross-entropy on validation clips.
  public var validationLoss: Double
  /// The share of validation recordings that are right.
  public var validationAccuracy: Double
  /// The mean recall over classes of validation recordings.
  public var validationBalancedAccuracy: Double

  /// The history as a table, one row an epoch.
  public static func table(_ history: [EpochRecord]) -> CSVTable {
    CSVTable(
      header: [
        "epoch", "learning_rate", "train_loss", "train_accuracy", "val_loss", "val_accuracy", "val_balanced_accuracy",
      ],
      rows: history.map { record in
        [
          "\(record.epoch)", "\(record.learningRate)", "\(record.trainLoss)", "\(record.trainAccuracy)",
          "\(record.validationLoss)", "\(record.validationAccuracy)", "\(record.validationBalancedAccuracy)",
        ]
      })
  }
}
