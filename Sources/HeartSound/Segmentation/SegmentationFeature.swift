import Core
import Foundation
import SignalProcessing

/// What the states of the heart are told apart by: one value every 20 ms, each scaled to mean 0 and deviation 1 over the
/// recording.
///
/// The first three are Springer's (2016). The others follow the logarithm of the sound's level, which noise bursts and
/// loud beats move less.
public enum SegmentationFeature: String, Sendable, Codable, CaseIterable {
  /// The homomorphic envelope.
  case homomorphicEnvelope = "homomorphic_envelope"
  /// The Hilbert envelope.
  case hilbertEnvelope = "hilbert_envelope"
  /// The mean power spectral density of 40–60 Hz: 25 ms Hamming windows, every hertz.
  case power40To60 = "power_40_60_hz"
  /// The logarithm of the homomorphic envelope.
  case logHomomorphicEnvelope = "log_homomorphic_envelope"
  /// The logarithmic level of 25–50 Hz, where S1 is strongest.
  case level25To50 = "level_25_50_hz"
  /// The logarithmic level of 50–80 Hz, where S2 is strongest.
  case level50To80 = "level_50_80_hz"
  /// The logarithmic level of 80–160 Hz, where murmurs begin.
  case level80To160 = "level_80_160_hz"

  /// Springer's features without the wavelet.
  public static let springer: [SegmentationFeature] = [.homomorphicEnvelope, .hilbertEnvelope, .power40To60]
  /// The features of the built-in models.
  public static let levels: [SegmentationFeature] = [
    .logHomomorphicEnvelope, .level25To50, .level50To80, .level80To160,
  ]
}

/// Features of a recording: one row a frame of 20 ms.
struct FeatureFrames: Sendable {
  /// Frames a second.
  static let rate = 50
  /// Samples of an ``AnalysisSignal`` a frame.
  static let frameLength = AnalysisSignal.sampleRate / rate

  /// The number of frames: whole ones only.
  let frameCount: Int
  /// The number of features.
  let width: Int
  /// `frameCount × width` values, one row a frame.
  let values: [Double]

  /// Computes the features of a signal.
  init(_ signal: AnalysisSignal, features: [SegmentationFeature]) throws(SignalError) {
    let extractor = FrameExtractor(samples: signal.samples)
    var columns: [[Double]] = []
    for feature in features { columns.append(standardized(try extractor.values(of: feature))) }
    self.init(columns: columns, frameCount: extractor.frameCount)
  }

  /// Puts columns side by side.
  init(columns: [[Double]], frameCount: Int) {
    self.frameCount = frameCount
    width = columns.count
    values = (0..<frameCount).flatMap { frame in columns.map { $0[frame] } }
  }
}

/// A column with mean 0 and deviation 1; zeros where it is constant.
private func standardized(_ column: [Double]) -> [Double] {
  guard !column.isEmpty else { return [] }
  let mean = column.reduce(0, +) / Double(column.count)
  let deviation = (column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(column.count)).squareRoot()
  return column.map { deviation > 1e-12 ? ($0 - mean) / deviation : 0 }
}

/// Computes the columns of ``FeatureFrames``.
private struct FrameExtractor {
  let samples: [Double]
  var frameCount: Int { samples.count / FeatureFrames.frameLength }

  func values(of feature: SegmentationFeature) throws(SignalError) -> [Double] {
    switch feature {
    case .homomorphicEnvelope: try homomorphic()
    case .hilbertEnvelope: means(of: Envelope.hilbert(samples))
    case .power40To60: powers(of: 40...60)
    case .logHomomorphicEnvelope: try homomorphic().map { log($0 + 1e-12) }
    case .level25To50: try levels(from: 25, to: 50)
    case .level50To80: try levels(from: 50, to: 80)
    case .level80To160: try levels(from: 80, to: 160)
    }
  }

  private func homomorphic() throws(SignalError) -> [Double] {
    means(of: try Envelope.homomorphic(samples, sampleRate: Double(AnalysisSignal.sampleRate)))
  }

  private func means(of envelope: [Double]) -> [Double] {
    (0..<frameCount).map { frame in
      let start = frame * FeatureFrames.frameLength
      return envelope[start..<(start + FeatureFrames.frameLength)].reduce(0, +) / Double(FeatureFrames.frameLength)
    }
  }

  /// The logarithm of the root mean square of a band's Hilbert envelope.
  private func levels(from low: Hertz, to high: Hertz) throws(SignalError) -> [Double] {
    let filter = try ButterworthFilter(.bandPass(low, high), order: 2, sampleRate: Double(AnalysisSignal.sampleRate))
    let squares = Envelope.hilbert(filter(samples)).map { $0 * $0 }
    return means(of: squares).map { log($0.squareRoot() + 1e-9) }
  }

  /// The mean power of whole frequencies in windows centred on the frames.
  private func powers(of frequencies: ClosedRange<Int>) -> [Double] {
    let length = 25
    let hamming = (0..<length).map { 0.54 - 0.46 * cos(2 * .pi * Double($0) / Double(length - 1)) }
    let waves = frequencies.map { frequency in
      let angles = (0..<length).map { 2 * Double.pi * Double(frequency * $0) / Double(AnalysisSignal.sampleRate) }
      return (cosine: zip(angles, hamming).map { cos($0) * $1 }, sine: zip(angles, hamming).map { sin($0) * $1 })
    }
    return (0..<frameCount).map { frame in
      let start = frame * FeatureFrames.frameLength + FeatureFrames.frameLength / 2 - length / 2
      let window = (start..<(start + length)).map { samples.indices.contains($0) ? samples[$0] : 0 }
      let powers = waves.map { wave -> Double in
        var (real, imaginary) = (0.0, 0.0)
        for n in window.indices {
          real += window[n] * wave.cosine[n]
          imaginary += window[n] * wave.sine[n]
        }
        return real * real + imaginary * imaginary
      }
      return powers.reduce(0, +) / Double(waves.count)
    }
  }
}
