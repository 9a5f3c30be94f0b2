import Core
import SignalProcessing

/// The mel map of a whole clip, whatever its length, squeezed or stretched to one size (system 4: 128 × 128).
///
/// librosa's `melspectrogram` and `power_to_db(ref=max)` at the clip's own rate, so −80 … 0 dB, then TensorFlow's
/// `image.resize`: between the two nearest frames, without a mean over those that are skipped.
public struct ScaledMelFeatures: Sendable, Codable, Equatable {
  /// The sample rate of the clips in hertz.
  public var sampleRate: Int
  /// The number of samples of a clip; nil where a clip is a whole recording of any length.
  public var sampleCount: Int?
  /// The number of mel bands.
  public var bands: Int
  /// The number of columns, whatever the number of frames.
  public var width: Int

  /// Maps of clips at `sampleRate` hertz.
  public init(sampleRate: Int, sampleCount: Int?, bands: Int = 128, width: Int = 128) {
    self.sampleRate = sampleRate
    self.sampleCount = sampleCount
    self.bands = bands
    self.width = width
  }

  /// Whether the values make sense together.
  var isValid: Bool {
    (100...1_000_000).contains(sampleRate) && (1...1024).contains(bands) && (1...4096).contains(width)
      && sampleCount.map { $0 > 0 } ?? true
  }

  /// Computes maps on one thread.
  final class Extractor {
    private let width: Int
    private let spectrogram: MelSpectrogram

    init(_ features: ScaledMelFeatures) {
      width = features.width
      var configuration = MelConfiguration.librosa
      configuration.bank.bandCount = features.bands
      spectrogram = MelSpectrogram(configuration, sampleRate: features.sampleRate)
    }

    /// `bands × width` values, low bands first.
    func callAsFunction(_ clip: [Float]) -> [Float] {
      var map = spectrogram(clip)
      let peak = map.values.max() ?? 0
      for index in map.values.indices { map.values[index] -= peak }
      return map.stretched(to: width).values
    }
  }
}

extension Matrix {
  /// The matrix with `count` columns, each between the two nearest ones (TensorFlow's `image.resize` of one axis).
  func stretched(to count: Int) -> Matrix {
    let step = Double(columns) / Double(count)
    let last = Double(columns - 1)
    let places = (0..<count).map { column -> Double in
      let place: Double = (Double(column) + 0.5) * step - 0.5
      return min(max(place, 0), last)
    }
    var result = Matrix(rows: rows, columns: count)
    for row in 0..<rows {
      for (column, place) in places.enumerated() {
        let left = Int(place)
        let near = self[row, left]
        result[row, column] = near + Float(place - Double(left)) * (self[row, min(left + 1, columns - 1)] - near)
      }
    }
    return result
  }
}
