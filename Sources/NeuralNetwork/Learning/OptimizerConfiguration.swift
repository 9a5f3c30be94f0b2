/// How weights follow their gradients.
public struct OptimizerConfiguration: Codable, Sendable, Equatable {
  /// Which rule, and where weight decay acts.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// Stochastic gradient descent with momentum (PyTorch's form); weight decay is added to the gradient (L2).
    case sgd
    /// Adam (Kingma and Ba 2015); weight decay is added to the gradient (L2).
    case adam
    /// AdamW (Loshchilov and Hutter 2019); weight decay shrinks the weights directly, times the learning rate.
    case adamW = "adamw"
  }

  /// Which rule.
  public var kind: Kind
  /// The first learning rate; a schedule may set ``NetworkTrainer/learningRate`` before each step.
  public var learningRate: Double
  /// The share of the last step's velocity that stays, for `sgd`.
  public var momentum: Double
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
  /// The decay a step of a running mean of the weights, which then predicts in their place. Nil: no mean.
  ///
  /// The first means are short: step t decays by min(decay, (1 + t) / (10 + t)).
  public var averageDecay: Double?

  /// Makes a configuration; the defaults are PyTorch's for Adam.
  public init(
    kind: Kind = .adam, learningRate: Double = 1e-3, momentum: Double = 0.9, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0, gradientClipNorm: Double? = nil, averageDecay: Double? = nil
  ) {
    self.kind = kind
    self.learningRate = learningRate
    self.momentum = momentum
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.gradientClipNorm = gradientClipNorm
    self.averageDecay = averageDecay
  }
}
