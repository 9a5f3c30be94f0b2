public import Manifest
import Reports

/// One line of `history.csv`: what an epoch did.
public struct EpochRecord: Sendable, Codable, Equatable {
  /// From 1.
  public var epoch: Int
  /// The learning rate at the epoch's first step.
  public var learningRate: Double
  /// The mean training loss, dropout at work.
  public var trainLoss: Double
  /// The share of training samples that were right, dropout at work.
  public var trainAccuracy: Double
  /// Figures of the validation rows, nil where there are none.
  public var validation: ModelDescription.ValidationMetrics?

  /// The history as a table, one row an epoch; validation columns are empty where nothing was validated.
  public static func table(_ history: [EpochRecord]) -> CSVTable {
    CSVTable(
      header: [
        "epoch", "learning_rate", "train_loss", "train_accuracy", "val_loss", "val_accuracy", "val_balanced_accuracy",
      ],
      rows: history.map { record in
        let seen = record.validation
        return [
          "\(record.epoch)", "\(record.learningRate)", "\(record.trainLoss)", "\(record.trainAccuracy)",
          seen.map { "\($0.loss)" } ?? "", seen.map { "\($0.accuracy)" } ?? "",
          seen.map { "\($0.balancedAccuracy)" } ?? "",
        ]
      })
  }

  /// The curve of the loss as an SVG file, with a mark at the epoch that was kept.
  public static func curves(_ history: [EpochRecord], bestEpoch: Int) -> String {
    LineChart.history(
      "Loss", training: history.map(\.trainLoss), validation: history.compactMap { $0.validation?.loss },
      bestEpoch: bestEpoch
    ).svg().document
  }
}
