/// The models that `--model` knows, the default first.
public enum ModelArchitecture: String, Sendable, Codable, CaseIterable {
  /// A convolutional network on log-mel maps.
  case cnnLogMel = "cnn-logmel"
  /// This suite's own.
  case auscult
  /// System 1's convolutional network on cepstra.
  case cnnMFCC = "cnn-mfcc"
  /// System 2's small network on aligned pairs.
  case fcnnAligned = "fcnn-aligned"
  /// System 4's convolutional network on mel maps of whole recordings.
  case cnnScaledMel = "cnn-scaled-mel"
  /// System 3's convolutional network on pictures.
  case cnnImage = "cnn-image"
  /// System 0's head on embeddings.
  case mlpEmbedding = "mlp-embedding"
  /// Logistic regression on band levels.
  case linear
  /// Nearest neighbours on band levels.
  case knn
  /// Boosted trees on band levels.
  case boostedTrees = "boosted-trees"

  /// How it is built and trained.
  public var design: ModelDesign {
    switch self {
    case .cnnLogMel: .cnnLogMel
    case .auscult: .auscult
    case .cnnMFCC: .cnnMFCC
    case .fcnnAligned: .fcnnAligned
    case .cnnScaledMel: .cnnScaledMel
    case .cnnImage: .cnnImage
    case .mlpEmbedding: .mlpEmbedding
    case .linear: .linear
    case .knn: .knn
    case .boostedTrees: .boostedTrees
    }
  }
}
