/// How weights follow their gradients.
public struct OptimizerConfiguration: Codable, Sendable, Equatable {
  /// Where weight decay acts.
  public enum Kind: String, Codable, Sendable {
    /// Adam (Kingma and Ba 2015); weight decay is added to the gradient (L2).
    case adam
    /// AdamW (Loshchilov and Hutter 2019); weight decay shrinks the weights directly, times the learning rate.
    case adamW
  }

  /// Which rule.
  public var kind: Kind
  /// The first learning rate; a schedule may set ``NetworkTrainer/learningRate`` before each step.
  public var learningRate: Double
  /// The decay of the first moment.
  public var beta1: Double
  /// The decay of the second moment.
  public var beta2: Double
  /// Added to the root of the second moment (PyTorch's default is 1e-8, Keras' 1e-7).
  public var epsilon: Double
  /// The decay of kernels and matrices; biases and normalisations are never decayed.
  public var weightDecay: Double
  /// The greatest Euclidean norm of all gradients together; longer ones are scaled down. Nil: no limit.
  public var gradientClipNorm: Double?

  /// Makes a configuration; the defaults are PyTorch's for Adam.
  public init(
    kind: Kind = .adam, learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    weightDecay: Double = 0, gradientClipNorm: Double? = nil
  ) {
    self.kind = kind
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.gradientClipNorm = gradientClipNorm
  }
}
