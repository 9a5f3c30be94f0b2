extension ClassificationReport {
  enum CodingKeys: String, CodingKey {
    case classes, recordings, groups, accuracy, auroc, auprc, detection
    case accuracyInterval = "accuracy_interval"
    case balancedAccuracy = "balanced_accuracy"
    case balancedAccuracyInterval = "balanced_accuracy_interval"
    case macroF1 = "macro_f1"
    case macroF1Interval = "macro_f1_interval"
    case matthewsCorrelation = "matthews_correlation"
    case matthewsCorrelationInterval = "matthews_correlation_interval"
    case aurocInterval = "auroc_interval"
    case auprcInterval = "auprc_interval"
    case brierScore = "brier_score"
    case logLoss = "log_loss"
    case expectedCalibrationError = "expected_calibration_error"
    case majorityAccuracy = "majority_accuracy"
    case confusionMatrix = "confusion_matrix"
    case perClass = "per_class"
  }

  /// Writes undefined scores as `null`, so that a reader finds every key in every file.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(classes, forKey: .classes)
    try container.encode(recordings, forKey: .recordings)
    try container.encode(groups, forKey: .groups)
    try container.encode(accuracy, forKey: .accuracy)
    try container.encode(accuracyInterval, forKey: .accuracyInterval)
    try container.encode(balancedAccuracy, forKey: .balancedAccuracy)
    try container.encode(balancedAccuracyInterval, forKey: .balancedAccuracyInterval)
    try container.encode(macroF1, forKey: .macroF1)
    try container.encode(macroF1Interval, forKey: .macroF1Interval)
    try container.encode(matthewsCorrelation, forKey: .matthewsCorrelation)
    try container.encode(matthewsCorrelationInterval, forKey: .matthewsCorrelationInterval)
    try container.encode(auroc, forKey: .auroc)
    try container.encode(aurocInterval, forKey: .aurocInterval)
    try container.encode(auprc, forKey: .auprc)
    try container.encode(auprcInterval, forKey: .auprcInterval)
    try container.encode(brierScore, forKey: .brierScore)
    try container.encode(logLoss, forKey: .logLoss)
    try container.encode(expectedCalibrationError, forKey: .expectedCalibrationError)
    try container.encode(majorityAccuracy, forKey: .majorityAccuracy)
    try container.encode(confusionMatrix, forKey: .confusionMatrix)
    try container.encode(perClass, forKey: .perClass)
    try container.encode(detection, forKey: .detection)
  }
}

extension ClassificationReport.ClassEntry {
  enum CodingKeys: String, CodingKey {
    case name = "class"
    case support, precision, recall, f1, auroc
    case recallInterval = "recall_interval"
    case averagePrecision = "average_precision"
  }

  /// Writes undefined scores as `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(support, forKey: .support)
    try container.encode(precision, forKey: .precision)
    try container.encode(recall, forKey: .recall)
    try container.encode(recallInterval, forKey: .recallInterval)
    try container.encode(f1, forKey: .f1)
    try container.encode(auroc, forKey: .auroc)
    try container.encode(averagePrecision, forKey: .averagePrecision)
  }
}
