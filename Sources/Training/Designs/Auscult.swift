import NeuralNetwork

extension ModelDesign {
  /// This suite's own: `cnn-logmel` whose later blocks have a second, residual convolution with squeeze and excitation,
  /// trained on blends of two recordings, with a running mean of the weights: 149,000 values.
  ///
  /// Squeeze and excitation: Hu et al. 2018; mixup: Zhang et al. 2018. Chosen on PASCAL's folds of seed 1; what each part
  /// brought stands in `manifests/RESULTS.md`.
  static let auscult = ModelDesign(
    purpose: "this suite's own network on log-mel maps",
    settings: TrainingSettings(model: .auscult, averageDecay: 0.99, mixup: 0.2), look: .logMel,
    family: .network { _, classes, settings in
      var layers: [LayerSpecification] = []
      for (index, channels) in [16, 32, 64, 64].enumerated() {
        layers += [.convolution(channels: channels, kernel: 3, bias: false), .batchNormalization(), .relu]
        // The first block's maps are the largest: a second convolution there would cost a third more in all.
        if index > 0 {
          layers += [
            .convolution(channels: channels, kernel: 3, bias: false), .batchNormalization(), .squeezeExcite(),
            .residual(over: 3), .relu,
          ]
        }
        if index < 3 { layers.append(.maxPool(size: 2)) }
      }
      return layers + [.heightMeanWidthMeanMaxPool, .dropout(rate: settings.dropout), .dense(units: classes)]
    })
}
