import NeuralNetwork
import Testing

@testable import Training

@Suite struct ModelDesignTests {
  private func network(_ model: ModelArchitecture, _ shape: FeatureShape, classes: Int) throws -> NetworkSpecification {
    try #require(model.design.network(shape, classes: classes, settings: model.design.settings))
  }

  /// Keras' `count_params` of the systems' own notebooks, and sums by hand.
  @Test func theSystemsHaveTheirNumbersOfParameters() throws {
    let cepstra = ModelInput.mfcc(CepstralFeatures(sampleRate: 22050, sampleCount: 66150))
    #expect(cepstra.shape == .map(channels: 1, height: 40, width: 130))
    #expect(try network(.cnnMFCC, cepstra.shape, classes: 2).parameterCount() == 43_570)
    #expect(try network(.mlpEmbedding, .vector(count: 1024), classes: 5).parameterCount() == 270_789)
    // 95,266 · 16 + 16 | 2 · 16 | 16 · 8 + 8 | 2 · 8 | 8 · 5 + 5
    #expect(
      try network(.fcnnAligned, .vector(count: 95_266), classes: 5).parameterCount() == 1_524_272 + 32 + 136 + 16 + 45)
    let logMel = ModelInput.logMel(LogMelFeatures(sampleRate: 2000, sampleCount: 6000))
    // 16·9 | 32·16·9 | 64·32·9 | 64·64·9 | 2 · 176 | 128 · 2 + 2
    #expect(
      try network(.cnnLogMel, logMel.shape, classes: 2).parameterCount() == 144 + 4608 + 18432 + 36864 + 352 + 258)
    // 5·5·3·64+64 | 128 | 5·5·64·32+32 | 64 | 32·8·12·100+100 | 200 | 100·50+50 | 100 | 50·8+8 | 16 | 8·2+2
    #expect(
      try network(.cnnImage, .map(channels: 3, height: 32, width: 48), classes: 2).parameterCount()
        == 4864 + 128 + 51_232 + 64 + (32 * 8 * 12 * 100 + 100) + 200 + 5050 + 100 + 408 + 16 + 18)
  }

  /// The shapes that the notebook prints.
  @Test func systemOneHasItsShapes() throws {
    let shapes = try network(.cnnMFCC, .map(channels: 1, height: 40, width: 130), classes: 2).shapes()
    let maps = shapes.compactMap { shape -> [Int]? in
      if case .map(let channels, let height, let width) = shape { [height, width, channels] } else { nil }
    }
    for expected in [[39, 129, 16], [18, 63, 32], [8, 30, 64], [3, 14, 128], [1, 7, 128]] {
      #expect(maps.contains(expected))
    }
    #expect(shapes.contains(.vector(count: 128)))
  }

  @Test(arguments: ModelArchitecture.allCases) func settingsNameTheirOwnModel(model: ModelArchitecture) {
    #expect(model.design.settings.model == model)
    #expect(!model.design.purpose.isEmpty)
  }
}
