/// What training makes small.
///
/// Class weights w, sample weights s, targets t (one-hot, or shares of the classes), K classes, probabilities p. Losses of
/// single samples are means with the weights s Σ_c t_c w_c, as PyTorch's weighted cross-entropy; those of pairs look at a
/// whole batch, take no weights, and are exactly 0 for a batch of one class.
public enum LossConfiguration: Sendable, Codable, Equatable {
  /// −Σ_c t_c w_c ln p_c, with a share `labelSmoothing` of every target spread evenly over the classes.
  case crossEntropy(labelSmoothing: Double = 0)
  /// The mean over classes of the binary cross-entropy of each logit's sigmoid: every class against the others.
  case binary
  /// −Σ_c t_c w_c (1 − p_c)^γ ln p_c (Lin et al. 2017): samples that are right already count less.
  case focal(gamma: Double = 2)
  /// Kullback and Leibler's divergence Σ_c t_c w_c (ln t_c − ln p_c): the cross-entropy less what no model can avoid.
  case divergence
  /// System 3's: the mean of sigmoid(p_n − p_p) over all pairs of a false and a true entry of the one-hot matrix.
  case pairwise
  /// Yan et al. 2003: Σ (margin − (p_p − p_n))^power over pairs of a positive and a negative sample closer than the margin.
  ///
  /// Of two classes the second is the positive one; of more, each is in turn.
  case wilcoxonMannWhitney(margin: Double = 0.2, power: Double = 3)

  /// Whether a sample's loss depends on the others of its batch.
  public var comparesSamples: Bool {
    switch self {
    case .crossEntropy, .binary, .focal, .divergence: false
    case .pairwise, .wilcoxonMannWhitney: true
    }
  }

  /// How the logits that this loss trains become probabilities.
  public var probabilityRule: ProbabilityRule { self == .binary ? .sigmoid : .softmax }

  /// Whether its numbers make sense.
  var isValid: Bool {
    switch self {
    case .crossEntropy(let smoothing): (0..<1).contains(smoothing)
    case .focal(let gamma): (0...100).contains(gamma)
    case .wilcoxonMannWhitney(let margin, let power): (0...1).contains(margin) && (1...10).contains(power)
    case .binary, .divergence, .pairwise: true
    }
  }
}
