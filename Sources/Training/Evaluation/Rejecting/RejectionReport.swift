/// Whether "this is no heart sound I know" is said where it should be.
public struct RejectionReport: Sendable, Equatable, Codable {
  /// Sounds that should be declined, against recordings of known classes.
  public struct Strangers: Sendable, Equatable, Codable {
    /// What they are: a class that the model does not know, or synthetic noise.
    public let name: String
    /// How many there are.
    public let recordings: Int
    /// The share that is declined.
    public let declined: Double
    /// How well the outlier score parts them from recordings of known classes.
    public let auroc: Double?
  }

  /// Recordings with a higher outlier score are declined, and those with a quality index below 0.4.
  public let limit: Double
  /// Recordings of known classes that are declined.
  public let declined: Int
  /// The share of recordings of known classes that are declined.
  public let declinedShare: Double
  /// The accuracy on those that are judged; nil where none is.
  public let accuracyOfJudged: Double?
  /// The balanced accuracy on those that are judged.
  public let balancedAccuracyOfJudged: Double?
  /// What should be declined.
  public let strangers: [Strangers]
  /// By confidence, outlier score and quality: how error falls with coverage.
  public let curves: [RiskCoverage]

  enum CodingKeys: String, CodingKey {
    case limit, declined, strangers, curves
    case declinedShare = "declined_share"
    case accuracyOfJudged = "accuracy_of_judged"
    case balancedAccuracyOfJudged = "balanced_accuracy_of_judged"
  }

  /// A recording, or a sound, with what decides whether it is judged.
  struct Sound {
    /// The position of its class; −1 for what is of none.
    var truth: Int
    var probabilities: [Double]
    var outlierScore: Double?
    var quality: Double?
  }

  /// Looks at recordings of known classes beside sounds that should be declined, each with its outlier score.
  init(known: [Sound], strangers: [(name: String, members: [Sound])], limit: Double, classCount: Int) {
    // What has no score is silent or cannot be read.
    func isDeclined(_ item: Sound) -> Bool {
      (item.outlierScore ?? .infinity) > limit || (item.quality ?? 1) < Breakdown.lowQuality
    }
    let judged = known.filter { !isDeclined($0) }
    let matrix = ConfusionMatrix(
      truth: judged.map(\.truth), predicted: judged.map { Calibration.mostProbable($0.probabilities) },
      classCount: classCount)
    self.limit = limit
    declined = known.count - judged.count
    declinedShare = known.isEmpty ? 0 : Double(declined) / Double(known.count)
    accuracyOfJudged = judged.isEmpty ? nil : matrix.accuracy
    balancedAccuracyOfJudged = judged.isEmpty ? nil : matrix.balancedAccuracy
    self.strangers = strangers.map { name, members in
      let all = (known + members).map(\.outlierScore)
      let ranking = ScoreRanking(
        positives: all.indices.map { $0 >= known.count }, scores: all.map { $0 ?? .infinity })
      return Strangers(
        name: name, recordings: members.count,
        declined: members.isEmpty ? 0 : Double(members.count(where: isDeclined)) / Double(members.count),
        auroc: ranking?.auroc())
    }
    let right = known.map { Calibration.mostProbable($0.probabilities) == $0.truth }
    var doubts = [
      ("confidence", known.map { 1 - ($0.probabilities.max() ?? 0) }),
      ("outlier score", known.map { $0.outlierScore ?? .infinity }),
    ]
    let qualities = known.compactMap(\.quality)
    if qualities.count == known.count { doubts.append(("quality index", qualities.map { 1 - $0 })) }
    curves = doubts.compactMap { RiskCoverage(score: $0, doubts: $1, right: right) }
  }
}
