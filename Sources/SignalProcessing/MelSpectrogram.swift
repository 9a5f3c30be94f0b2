public import Core
import Foundation

/// How spectral values are compressed to a perceptual range.
public enum Compression: Sendable, Codable, Hashable {
  /// 10 log₁₀(max(10⁻¹⁰, x)), at most `range` decibels below the largest value if given (librosa's `power_to_db`).
  case decibels(range: Double?)
  /// ln(x + offset) (YAMNet: 0.001, VGGish: 0.01).
  case naturalLogarithm(offset: Double)
  /// The values as they are.
  case none

  /// Compresses values in place.
  public func apply(to values: inout [Float]) {
    switch self {
    case .none: break
    case .naturalLogarithm(let offset):
      for i in values.indices { values[i] = log(values[i] + Float(offset)) }
    case .decibels(let range):
      DecibelScale.apply(to: &values)
      if let range { DecibelScale.limit(&values, toRange: Float(range)) }
    }
  }
}

/// A mel spectrogram's definition: frames, bands, exponent and compression.
public struct MelConfiguration: Sendable, Codable, Hashable {
  /// How the signal is cut into frames.
  public var frames: FrameLayout
  /// The bands.
  public var bank: MelFilterBank.Configuration
  /// 2 for power spectra (librosa), 1 for magnitudes (YAMNet, VGGish).
  public var exponent: Int
  /// How band values are compressed.
  public var compression: Compression

  /// Makes a definition.
  public init(frames: FrameLayout, bank: MelFilterBank.Configuration, exponent: Int = 2, compression: Compression) {
    precondition(exponent == 1 || exponent == 2, "spectra are magnitudes or powers")
    self.frames = frames
    self.bank = bank
    self.exponent = exponent
    self.compression = compression
  }

  /// `librosa.power_to_db(librosa.feature.melspectrogram(y, sr))` of librosa 0.11 with its defaults.
  public static let librosa = MelConfiguration(
    frames: FrameLayout(fftSize: 2048, hop: 512), bank: .init(), compression: .decibels(range: 80))

  /// The log-mel input of YAMNet at 16 kHz: 25 ms frames, 10 ms hop, 64 bands of 125–7,500 Hz, ln(magnitude + 0.001).
  public static let yamnet = audioSet(offset: 0.001)

  /// The log-mel input of VGGish at 16 kHz: as YAMNet's, with ln(magnitude + 0.01).
  public static let vggish = audioSet(offset: 0.01)

  private static func audioSet(offset: Double) -> MelConfiguration {
    MelConfiguration(
      frames: FrameLayout(fftSize: 512, windowLength: 400, hop: 160, padding: .none),
      bank: .init(
        bandCount: 64, lowFrequency: 125, highFrequency: 7500, scale: .htk, triangle: .mel, hasUnitArea: false),
      exponent: 1, compression: .naturalLogarithm(offset: offset))
  }
}

/// Computes mel spectrograms of one definition at one sample rate.
///
/// Cost is one FFT a frame. An instance belongs to one thread at a time.
public final class MelSpectrogram {
  /// The definition.
  public let configuration: MelConfiguration
  /// The bands.
  public let bank: MelFilterBank
  private let transform: ShortTimeFourierTransform

  /// Makes an extractor for signals at `sampleRate` hertz.
  public init(_ configuration: MelConfiguration, sampleRate: Int) {
    self.configuration = configuration
    bank = MelFilterBank(configuration.bank, fftSize: configuration.frames.fftSize, sampleRate: sampleRate)
    transform = ShortTimeFourierTransform(layout: configuration.frames)
  }

  /// The compressed band values of `samples`: one row a band, low to high, one column a frame.
  public func callAsFunction(_ samples: [Float]) -> Matrix {
    var result = bandSums(samples)
    configuration.compression.apply(to: &result.values)
    return result
  }

  /// The band values before compression.
  public func bandSums(_ samples: [Float]) -> Matrix {
    var bands = BandSummation(
      bank, binCount: transform.binCount, frameCount: configuration.frames.frameCount(sampleCount: samples.count))
    if configuration.exponent == 2 {
      transform.forEachWindow(of: samples) { _, window in bands.add { transform.writePowers(of: window, to: $0) } }
    } else {
      transform.forEachWindow(of: samples) { _, window in
        bands.add { magnitudes in
          transform.writePowers(of: window, to: magnitudes)
          for bin in magnitudes.indices { magnitudes[bin] = magnitudes[bin].squareRoot() }
        }
      }
    }
    return bands.finish()
  }
}
