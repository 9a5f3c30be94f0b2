import NeuralNetwork

/// What a framework does where a notebook says nothing, on which the figures of a system that was made in it depend.
struct FrameworkDefaults: Sendable {
  /// How the first weights are drawn.
  var initialization: WeightInitialization
  /// What Adam adds to the root of the second moment.
  var epsilon: Double
  /// Its batch normalisation.
  var batchNormalization: LayerSpecification

  /// This suite's own.
  static let auscult = FrameworkDefaults(
    initialization: .he, epsilon: 1e-8, batchNormalization: .batchNormalization())

  /// Keras 3: Glorot's uniform rule, Adam's epsilon 1e-7, running statistics that keep 99 % a step.
  static let keras = FrameworkDefaults(
    initialization: .glorot, epsilon: 1e-7, batchNormalization: .batchNormalization(momentum: 0.01, epsilon: 1e-3))

  /// PyTorch 2: uniform rules by fan-in for biases as well, Adam's epsilon 1e-8, running statistics that keep 90 % a step.
  static let torch = FrameworkDefaults(
    initialization: .torch, epsilon: 1e-8, batchNormalization: .batchNormalization(momentum: 0.1, epsilon: 1e-5))
}
