import NeuralNetwork

extension ModelDesign {
  /// This suite's own: for now the layers of `cnn-logmel` with a running mean of the weights.
  static let auscult = ModelDesign(
    purpose: "this suite's own network on log-mel maps",
    settings: TrainingSettings(model: .auscult, averageDecay: 0.99), look: .logMel, family: cnnLogMel.family)
}
