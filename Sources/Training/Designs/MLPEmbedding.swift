import NeuralNetwork

extension ModelDesign {
  /// System 0's head: dense 256 with ReLU and dropout 0.6, dense 32 with ReLU, on embeddings of 1,024 numbers 270,789 values
  /// for five classes. A patch is a sample, a recording the mean of its patches.
  static let mlpEmbedding = ModelDesign(
    purpose: "system 0's head on embeddings of a pretrained network (--arrays)",
    settings: TrainingSettings(
      model: .mlpEmbedding, epochs: 100, batchSize: 32, optimizer: .adam, learningRate: 1e-4, schedule: .constant,
      weightDecay: 0, dropout: 0.6, patience: 2, clipsPerRecording: 0, randomCrops: false, maskedBands: 0,
      classWeighting: .none), look: .embedding, framework: .keras,
    family: .network { _, classes, settings in
      [.dense(units: 256), .relu, .dropout(rate: settings.dropout), .dense(units: 32), .relu, .dense(units: classes)]
    })
}
