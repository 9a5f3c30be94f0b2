import NeuralNetwork

extension ModelDesign {
  /// System 1: four 2 × 2 convolutions (16, 32, 64, 128; no padding) with ReLU, max-pooling by 2 and dropout, then the mean
  /// over the map; 43,570 values for 40 × 130 cepstra and two classes. 300 epochs of Adam, the last one kept. Parts of 16 samples
  /// of a batch of 128 are as fast as larger ones, and their activations take half the memory.
  static let cnnMFCC = ModelDesign(
    purpose: "system 1's convolutional network on 40 cepstra; 43,570 values for 3 s at 22,050 Hz and two classes",
    settings: TrainingSettings(
      model: .cnnMFCC, epochs: 300, batchSize: 128, microShards: 8, optimizer: .adam, learningRate: 1e-3,
      schedule: .constant, weightDecay: 0, dropout: 0.2, keeping: .last, clipsPerRecording: 0, randomCrops: false,
      maskedBands: 0,
      classWeighting: .balanced), look: .mfcc, framework: .keras,
    family: .network { _, classes, settings in
      [16, 32, 64, 128].flatMap { channels -> [LayerSpecification] in
        [
          .convolution(channels: channels, kernel: 2, padding: .valid), .relu, .maxPool(size: 2),
          // The last one drops half.
          .dropout(rate: channels == 128 ? min(0.99, 2.5 * settings.dropout) : settings.dropout),
        ]
      } + [.globalAveragePool, .dense(units: classes)]
    })
}
