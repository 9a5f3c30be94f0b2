public import NeuralNetwork

/// The network architectures that `--model` knows, the default first.
public enum ModelArchitecture: String, Sendable, Codable, CaseIterable {
  /// The built-in convolutional network for log-mel pictures.
  case cnn

  /// The network for pictures of `bands × frames` and `classes` classes.
  ///
  /// `cnn`: four blocks of 3×3 convolution, batch normalisation and ReLU with 16, 32, 64 and 64 channels, max-pooling by 2
  /// after the first three; then the mean over bands, mean and maximum over time, dropout, and one dense layer. Pooling over
  /// time makes it indifferent to where in the clip a murmur lies.
  public func network(bands: Int, frames: Int, classes: Int, dropout: Double) -> NetworkSpecification {
    switch self {
    case .cnn:
      var layers: [LayerSpecification] = []
      for (index, channels) in [16, 32, 64, 64].enumerated() {
        // The normalisation's shift takes the place of a bias.
        layers += [.convolution(channels: channels, kernel: 3, bias: false), .batchNormalization(), .relu]
        if index < 3 { layers.append(.maxPool(size: 2)) }
      }
      layers += [.heightMeanWidthMeanMaxPool, .dropout(rate: dropout), .dense(units: classes)]
      return NetworkSpecification(input: .map(channels: 1, height: bands, width: frames), layers: layers)
    }
  }
}
