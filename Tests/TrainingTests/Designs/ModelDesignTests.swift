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
    // 32 × 48 becomes 28 × 44, 14 × 22, 10 × 18 and 5 × 9.
    // 5·5·3·64+64 | 128 | 5·5·64·32+32 | 64 | 32·5·9·100+100 | 200 | 100·50+50 | 100 | 50·8+8 | 16 | 8·2+2
    #expect(
      try network(.cnnImage, .map(channels: 3, height: 32, width: 48), classes: 2).parameterCount()
        == 4864 + 128 + 51_232 + 64 + (32 * 5 * 9 * 100 + 100) + 200 + 5050 + 100 + 408 + 16 + 18)
  }

  /// 355,264 is what the system's own pictures become before the first dense layer.
  @Test func systemThreeHasItsShapeAndPenalties() throws {
    let network = try network(.cnnImage, .map(channels: 3, height: 376, width: 503), classes: 2)
    #expect(try network.shapes().contains(.vector(count: 355_264)))
    #expect(network.layers.contains(.dense(units: 100, penalty: 0.1)))
    #expect(network.layers.last == .dense(units: 2, penalty: 0.01))
  }

  /// 3·3·32+32 | 64 | 3·3·32·64+64 | 128 | 65,536·128+128 | 128·2+2
  @Test func systemFourHasItsNumberOfParameters() throws {
    let input = ModelInput.scaledMel(ScaledMelFeatures(sampleRate: 16_000, sampleCount: nil))
    #expect(
      try network(.cnnScaledMel, input.shape, classes: 2).parameterCount() == 320 + 64 + 18_496 + 128 + 8_388_736 + 258)
  }

  /// Four blocks of 3 × 3 convolution and normalisation, with a second one and a gate in all but the first; one dense layer.
  @Test func oursHasItsNumberOfParameters() throws {
    let widths = [(1, 16), (16, 32), (32, 64), (64, 64)]
    let firsts = widths.reduce(0) { $0 + 9 * $1.0 * $1.1 + 2 * $1.1 }
    let seconds = widths.dropFirst().reduce(0) { $0 + 9 * $1.1 * $1.1 + 2 * $1.1 }
    let gates = widths.dropFirst().reduce(0) { $0 + 2 * $1.1 * ($1.1 / 4) + $1.1 / 4 + $1.1 }
    let counted = try network(.auscult, .map(channels: 1, height: 32, width: 119), classes: 2).parameterCount()
    #expect(counted == firsts + seconds + gates + 128 * 2 + 2)
  }

  /// What the systems' notebooks leave to their framework.
  @Test func systemsBeginAsTheirFrameworkDoes() {
    for model in [ModelArchitecture.mlpEmbedding, .cnnMFCC, .cnnImage, .cnnScaledMel] {
      #expect(model.design.framework.initialization == .glorot && model.design.framework.epsilon == 1e-7)
    }
    #expect(ModelArchitecture.fcnnAligned.design.framework.initialization == .torch)
    #expect(ModelArchitecture.auscult.design.framework.initialization == .he)
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
