import NeuralNetwork

extension ModelDesign {
  /// System 3: two 5 × 5 convolutions (64, 32) with ReLU, batch normalisation and max-pooling by 2, then linear dense layers
  /// of 100, 50 and 8 with dropout and batch normalisation; batches of 4, its own pairwise loss.
  static let cnnImage = ModelDesign(
    purpose: "system 3's convolutional network on the pictures beside the clips",
    settings: TrainingSettings(
      model: .cnnImage, epochs: 300, batchSize: 4, microShards: 1, optimizer: .adam, learningRate: 1e-4,
      schedule: .constant, loss: .pairwise, weightDecay: 0, dropout: 0.5, patience: 20, clipsPerRecording: 1,
      randomCrops: false, maskedBands: 0, classWeighting: .none), look: .picture,
    family: .network { _, classes, settings in
      let convolutions = [64, 32].flatMap { channels -> [LayerSpecification] in
        [.convolution(channels: channels, kernel: 5), .relu, .batchNormalization(), .maxPool(size: 2)]
      }
      let dense = [(100, 1.0), (50, 1.0), (8, 0.6)].flatMap { units, share -> [LayerSpecification] in
        [.dense(units: units), .dropout(rate: share * settings.dropout), .batchNormalization()]
      }
      return convolutions + [.flatten] + dense + [.dense(units: classes)]
    })
}
