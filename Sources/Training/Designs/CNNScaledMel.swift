import NeuralNetwork

extension ModelDesign {
  /// System 4: two 3 × 3 convolutions (32, 64) with ReLU, batch normalisation, max-pooling by 2 and dropout, then dense 128
  /// with ReLU and dropout, on the mel map of a whole recording brought to 128 × 128: 8,408,002 values for two classes.
  static let cnnScaledMel = ModelDesign(
    purpose: "system 4's convolutional network on the mel map of a whole recording, brought to 128 x 128",
    settings: TrainingSettings(
      model: .cnnScaledMel, epochs: 50, batchSize: 32, microShards: 1, optimizer: .adam, learningRate: 1e-3,
      schedule: .constant, weightDecay: 0, dropout: 0.5, patience: 10, clipsPerRecording: 0, randomCrops: false,
      maskedBands: 0, classWeighting: .none), look: .scaledMel, framework: .keras,
    family: .network { _, classes, settings in
      [32, 64].flatMap { channels -> [LayerSpecification] in
        [
          .convolution(channels: channels, kernel: 3), .relu, FrameworkDefaults.keras.batchNormalization,
          .maxPool(size: 2), .dropout(rate: 0.6 * settings.dropout),
        ]
      } + [.flatten, .dense(units: 128), .relu, .dropout(rate: settings.dropout), .dense(units: classes)]
    })
}
