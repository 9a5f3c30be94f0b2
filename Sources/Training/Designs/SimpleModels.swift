import BoostedTrees

extension ModelDesign {
  /// How the models that know no epochs are trained.
  private static func settings(_ model: ModelArchitecture, weightDecay: Double = 0) -> TrainingSettings {
    TrainingSettings(
      model: model, epochs: 0, weightDecay: weightDecay, dropout: 0, keeping: .last, clipsPerRecording: 0,
      randomCrops: false, maskedBands: 0, classWeighting: .balanced)
  }

  /// Multinomial logistic regression on z-scored band levels; the weight decay is the penalty (scikit-learn's 1 / C).
  static let linear = ModelDesign(
    purpose: "logistic regression on 48 levels in logarithmic bands", settings: settings(.linear, weightDecay: 1),
    look: .bandStatistics, family: .linear)

  /// The five nearest training recordings by z-scored band levels.
  static let knn = ModelDesign(
    purpose: "the nearest neighbours by 48 levels in logarithmic bands", settings: settings(.knn),
    look: .bandStatistics, family: .neighbours(count: 5))

  /// XGBoost on band levels.
  static let boostedTrees = ModelDesign(
    purpose: "boosted trees (XGBoost) on 48 levels in logarithmic bands", settings: settings(.boostedTrees),
    look: .bandStatistics, family: .boostedTrees(BoostedTreeSettings()))
}
