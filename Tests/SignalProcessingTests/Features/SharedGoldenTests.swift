import Core
import Foundation
import SignalProcessing
import TestSupport
import Testing

/// The finer reference vectors that some checkouts have beside them.
@Suite(.enabled(if: SharedData.path("golden") != nil)) struct SharedGoldenTests {
  private func golden(_ name: String) throws -> Golden { try Golden(#require(SharedData.path("golden/\(name).csv"))) }

  private func worst(_ matrix: Matrix, _ golden: Golden, step: Int, above floor: Double = -.infinity) -> Double {
    var worst = 0.0
    for (row, values) in golden.rows.enumerated() {
      for (column, value) in values.enumerated() where value > floor {
        worst = max(worst, abs(Double(matrix[row, column * step]) - value))
      }
    }
    return worst
  }

  /// 1e-5 of the peak for bands, 1e-3 dB above −70 dB, 3e-3 for cepstra of up to 10³.
  @Test(arguments: [(2000, 256, 32, 64), (4000, 512, 64, 128), (16_000, 2048, 512, 128), (22_050, 2048, 512, 128)])
  func librosa(rate: Int, fftSize: Int, hop: Int, bands: Int) throws {
    let configuration = MelConfiguration(
      frames: FrameLayout(fftSize: fftSize, hop: hop), bank: .init(bandCount: bands), compression: .decibels(range: 80))
    let mel = MelSpectrogram(configuration, sampleRate: rate)
    let samples = ReferenceSignal.make(sampleRate: rate).samples
    let reference = try golden("mel_\(rate)")
    #expect(worst(mel.bandSums(samples), reference, step: 8) <= 1e-5 * reference.peak)
    var levels = mel(samples)
    let peak = levels.values.max() ?? 0
    for i in levels.values.indices { levels.values[i] -= peak }
    #expect(worst(levels, try golden("db_max_\(rate)"), step: 8, above: -70) <= 1e-3)
    let cepstra = CepstralCoefficients(count: 40, bandCount: bands)(mel(samples))
    #expect(worst(cepstra, try golden("mfcc40_\(rate)"), step: 8) <= 3e-3)
  }

  /// Rows are frames here: 5e-5, as single-precision filter banks differ by that much.
  @Test(arguments: [("yamnet_logmel", MelConfiguration.yamnet), ("vggish_logmel", MelConfiguration.vggish)])
  func audioSet(name: String, configuration: MelConfiguration) throws {
    let bands = MelSpectrogram(configuration, sampleRate: 16_000)(ReferenceSignal.make(sampleRate: 16_000).samples)
    let reference = try golden(name)
    #expect(reference.rows.count == bands.columns)
    var worst = 0.0
    for (frame, row) in reference.rows.enumerated() {
      for (band, value) in row.enumerated() { worst = max(worst, abs(Double(bands[band, frame]) - value)) }
    }
    #expect(worst <= 5e-5)
  }
}
