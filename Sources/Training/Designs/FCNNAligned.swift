import NeuralNetwork

extension ModelDesign {
  /// System 2: dense layers of 16 and 8 with ReLU, batch normalisation and dropout on the aligned pairs of a recording
  /// (95,266 numbers for its "small" set), Adam with a rate that falls where validation stands still.
  static let fcnnAligned = ModelDesign(
    purpose: "system 2's small network on the pairs of a recording that 'auscult align' made (--arrays)",
    settings: TrainingSettings(
      model: .fcnnAligned, epochs: 50, batchSize: 64, microShards: 1, optimizer: .adam, learningRate: 1e-3,
      schedule: .plateau(factor: 0.3, patience: 5), weightDecay: 0, dropout: 0.5, keeping: .last, clipsPerRecording: 1,
      randomCrops: false, maskedBands: 0, classWeighting: .none), look: .alignedPairs, framework: .torch,
    family: .network { _, classes, settings in
      [16, 8].flatMap { units -> [LayerSpecification] in
        [.dense(units: units), .relu, .batchNormalization(), .dropout(rate: settings.dropout)]
      } + [.dense(units: classes)]
    })
}
