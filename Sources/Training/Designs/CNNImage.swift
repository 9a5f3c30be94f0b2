import NeuralNetwork

extension ModelDesign {
  /// System 3: two 5 × 5 convolutions (64, 32; no padding) with ReLU, batch normalisation and max-pooling by 2, then linear
  /// dense layers of 100, 50 and 8 with dropout and batch normalisation; batches of 4, its own pairwise loss, and a penalty on
  /// the weights of the first and the last dense layer.
  static let cnnImage = ModelDesign(
    purpose: "system 3's convolutional network on the pictures beside the clips",
    settings: TrainingSettings(
      model: .cnnImage, epochs: 300, batchSize: 4, microShards: 1, optimizer: .adam, learningRate: 1e-4,
      schedule: .constant, loss: .pairwise, weightDecay: 0, dropout: 0.5, patience: 20, clipsPerRecording: 1,
      randomCrops: false, maskedBands: 0, classWeighting: .none), look: .picture, framework: .keras,
    family: .network { _, classes, settings in
      let convolutions = [64, 32].flatMap { channels -> [LayerSpecification] in
        [
          .convolution(channels: channels, kernel: 5, padding: .valid), .relu,
          FrameworkDefaults.keras.batchNormalization, .maxPool(size: 2),
        ]
      }
      let dense = [(100, 1.0, 0.1 as Double?), (50, 1, nil), (8, 0.6, nil)].flatMap {
        units, share, penalty -> [LayerSpecification] in
        [
          .dense(units: units, penalty: penalty), .dropout(rate: share * settings.dropout),
          FrameworkDefaults.keras.batchNormalization,
        ]
      }
      return convolutions + [.flatten] + dense + [.dense(units: classes, penalty: 0.01)]
    })
}
