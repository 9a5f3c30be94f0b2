import Core
import SignalProcessing

/// The cepstra of a clip as librosa's `feature.mfcc` makes them at the clip's own rate (system 1: 40 × 130 of 3 s at 22,050 Hz).
public struct CepstralFeatures: Sendable, Codable, Equatable {
  /// The sample rate of the clips in hertz.
  public var sampleRate: Int
  /// The number of samples of a clip.
  public var sampleCount: Int
  /// The number of coefficients.
  public var count: Int

  /// Cepstra of clips of `sampleCount` samples at `sampleRate` hertz.
  public init(sampleRate: Int, sampleCount: Int, count: Int = 40) {
    self.sampleRate = sampleRate
    self.sampleCount = sampleCount
    self.count = count
  }

  /// The number of frames of a clip.
  public var frames: Int { MelConfiguration.librosa.frames.frameCount(sampleCount: sampleCount) }

  /// Whether the values make sense together.
  var isValid: Bool {
    (100...1_000_000).contains(sampleRate) && (1...10_000_000).contains(sampleCount)
      && (1...MelConfiguration.librosa.bank.bandCount).contains(count)
  }

  /// Computes cepstra on one thread.
  final class Extractor {
    private let spectrogram: MelSpectrogram
    private let cepstra: CepstralCoefficients

    init(_ features: CepstralFeatures) {
      spectrogram = MelSpectrogram(.librosa, sampleRate: features.sampleRate)
      cepstra = CepstralCoefficients(count: features.count, bandCount: spectrogram.bank.bandCount)
    }

    /// `count × frames` values, coefficients outermost.
    func callAsFunction(_ clip: [Float]) -> [Float] { cepstra(spectrogram(clip)).values }
  }
}
