/// How far probabilities can be believed, as they are and after a map that other recordings have taught.
public struct CalibrationReport: Sendable, Equatable, Codable {
  /// One way to calibrate, or none.
  public struct Row: Sendable, Equatable, Codable {
    /// `none`, `temperature`, `platt` or `isotonic`.
    public let method: String
    /// The mean squared error of the probabilities.
    public let brierScore: Double?
    /// The mean negative logarithm of the true class's probability.
    public let logLoss: Double?
    /// The mean distance of confidence and accuracy in 15 bins.
    public let expectedCalibrationError: Double?
    /// The confidence and accuracy of each bin.
    public let reliability: [Calibration.Bin]

    enum CodingKeys: String, CodingKey {
      case method, reliability
      case brierScore = "brier_score"
      case logLoss = "log_loss"
      case expectedCalibrationError = "expected_calibration_error"
    }

    init(method: String, truth: [Int], probabilities: [[Double]]) {
      self.method = method
      brierScore = Calibration.brierScore(truth: truth, probabilities: probabilities)
      logLoss = Calibration.logLoss(truth: truth, probabilities: probabilities)
      expectedCalibrationError = Calibration.expectedError(truth: truth, probabilities: probabilities)
      reliability = Calibration.reliability(truth: truth, probabilities: probabilities)
    }
  }

  /// Which recordings the maps were learnt from; nil where none could be.
  public let learntFrom: String?
  /// The probabilities as they are, then after each map.
  public let rows: [Row]

  enum CodingKeys: String, CodingKey {
    case rows
    case learntFrom = "learnt_from"
  }

  /// Scores recordings.
  /// - Parameter rules: the rule of each recording, which its fold may decide; nil where there is none.
  init(truth: [Int], probabilities: [[Double]], rules: [DecisionRule?]) {
    var rows = [Row(method: "none", truth: truth, probabilities: probabilities)]
    for method in Calibrator.Method.allCases {
      let maps = rules.map { rule in rule?.calibrators.first { $0.method == method } }
      // A map for some folds only would compare different recordings.
      guard !maps.isEmpty, maps.allSatisfy({ $0 != nil }) else { continue }
      let calibrated = zip(probabilities, maps).map { row, map in map.map { $0(row) } ?? row }
      rows.append(Row(method: method.rawValue, truth: truth, probabilities: calibrated))
    }
    self.rows = rows
    learntFrom = rows.count > 1 ? rules.first??.chosenOn : nil
  }
}
