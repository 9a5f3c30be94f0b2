import NeuralNetwork

extension ModelDesign {
  /// Four blocks of 3 × 3 convolution, batch normalisation and ReLU with 16, 32, 64 and 64 channels, max-pooling by 2 after
  /// the first three; the mean over bands, mean and maximum over time, dropout, one dense layer: 61,000 values.
  ///
  /// Pooling over time makes it indifferent to where in the clip a murmur lies. Two windows a recording and epoch are cut
  /// anywhere in the recording.
  static let cnnLogMel = ModelDesign(
    purpose: "a convolutional network on windows of the recording's log-mel map",
    settings: TrainingSettings(model: .cnnLogMel), look: .logMel,
    family: .network { _, classes, settings in
      var layers: [LayerSpecification] = []
      for (index, channels) in [16, 32, 64, 64].enumerated() {
        // The normalisation's shift takes the place of a bias.
        layers += [.convolution(channels: channels, kernel: 3, bias: false), .batchNormalization(), .relu]
        if index < 3 { layers.append(.maxPool(size: 2)) }
      }
      return layers + [.heightMeanWidthMeanMaxPool, .dropout(rate: settings.dropout), .dense(units: classes)]
    })
}
