import Foundation

/// The pitch scale on which mel bands are evenly spaced.
public enum MelScale: String, Sendable, Codable, CaseIterable {
  /// Linear below 1 kHz, logarithmic above (Slaney's Auditory Toolbox; librosa's default).
  case slaney
  /// m = 2595 log₁₀(1 + f/700) (HTK; torchaudio's default; YAMNet and VGGish use it with natural logarithms).
  case htk

  /// Hertz to mel.
  public func mel(_ frequency: Double) -> Double {
    switch self {
    case .slaney: frequency < 1000 ? 3 * frequency / 200 : 15 + 27 * log(frequency / 1000) / log(6.4)
    case .htk: 2595 * log10(1 + frequency / 700)
    }
  }

  /// Mel to hertz, the inverse of ``mel(_:)``.
  public func frequency(_ mel: Double) -> Double {
    switch self {
    case .slaney: mel < 15 ? 200 * mel / 3 : 1000 * exp((mel - 15) * log(6.4) / 27)
    case .htk: 700 * (pow(10, mel / 2595) - 1)
    }
  }
}

/// In which unit the flanks of a mel triangle are straight.
public enum MelTriangle: String, Sendable, Codable, CaseIterable {
  /// Straight over hertz (librosa, torchaudio).
  case hertz
  /// Straight over mel, with nothing at 0 Hz (TensorFlow's `linear_to_mel_weight_matrix`; YAMNet, VGGish).
  case mel
}

/// Overlapping triangular bands that turn a spectrum into mel bands.
///
/// Weights are rounded to single precision after being computed in double, as librosa's are. Source: librosa 0.11
/// `filters.mel`, TensorFlow `tf.signal.linear_to_mel_weight_matrix`.
public struct MelFilterBank: Sendable {
  /// What defines a bank, apart from the sample rate and transform size.
  public struct Configuration: Sendable, Codable, Hashable {
    /// The number of bands.
    public var bandCount: Int
    /// The lower edge of the lowest band in hertz.
    public var lowFrequency: Double
    /// The upper edge of the highest band in hertz; half the sample rate if nil.
    public var highFrequency: Double?
    /// The pitch scale.
    public var scale: MelScale
    /// The unit in which flanks are straight.
    public var triangle: MelTriangle
    /// Whether each triangle has unit area, 2/(high − low) (librosa's `norm="slaney"`), rather than unit height.
    public var hasUnitArea: Bool

    /// Makes a configuration; the defaults are librosa's.
    public init(
      bandCount: Int = 128, lowFrequency: Double = 0, highFrequency: Double? = nil, scale: MelScale = .slaney,
      triangle: MelTriangle = .hertz, hasUnitArea: Bool = true
    ) {
      self.bandCount = bandCount
      self.lowFrequency = lowFrequency
      self.highFrequency = highFrequency
      self.scale = scale
      self.triangle = triangle
      self.hasUnitArea = hasUnitArea
    }
  }

  /// The number of bands.
  public var bandCount: Int { bands.count }
  /// The centre of each band in hertz.
  public let centerFrequencies: [Double]

  /// The non-zero stretch of each band: its first bin, and where its weights stand among all.
  private let bands: [(firstBin: Int, weights: Range<Int>)]
  /// The weights of all bands, one band after the other.
  private let weights: [Float]

  /// Builds the bank for spectra of `fftSize / 2 + 1` bins at `sampleRate` hertz.
  public init(_ configuration: Configuration, fftSize: Int, sampleRate: Int) {
    let scale = configuration.scale
    let low = scale.mel(configuration.lowFrequency)
    let high = scale.mel(configuration.highFrequency ?? Double(sampleRate) / 2)
    let count = configuration.bandCount
    let edges = (0..<(count + 2)).map { low + (high - low) * Double($0) / Double(count + 1) }
    let hertz = edges.map(scale.frequency)
    centerFrequencies = Array(hertz[1...count])
    let position: (Double) -> Double
    let corners: [Double]
    switch configuration.triangle {
    case .hertz: (position, corners) = ({ $0 }, hertz)
    case .mel: (position, corners) = (scale.mel, edges)
    }
    let positions = (0...(fftSize / 2)).map { position(Double($0) * Double(sampleRate) / Double(fftSize)) }
    var (bands, weights): ([(firstBin: Int, weights: Range<Int>)], [Float]) = ([], [])
    for band in 0..<count {
      let (left, center, right) = (corners[band], corners[band + 1], corners[band + 2])
      let area = configuration.hasUnitArea ? 2 / (hertz[band + 2] - hertz[band]) : 1
      let begin = weights.count
      var firstBin = 0
      for (bin, x) in positions.enumerated() where x > left && x < right {
        if bin == 0 && configuration.triangle == .mel { continue }
        let weight = Float(min((x - left) / (center - left), (right - x) / (right - center)) * area)
        guard weight > 0 else { continue }
        if weights.count == begin { firstBin = bin }
        weights.append(weight)
      }
      bands.append((firstBin, begin..<weights.count))
    }
    (self.bands, self.weights) = (bands, weights)
  }

  /// The dense weight of `bin` in `band`.
  public func weight(band: Int, bin: Int) -> Float {
    let (first, range) = bands[band]
    let place = range.lowerBound + bin - first
    return range.contains(place) ? weights[place] : 0
  }

  /// Whether a band covers no bin at all: the transform is too short for so many bands.
  public var emptyBands: [Int] { bands.indices.filter { bands[$0].weights.isEmpty } }

  /// Calls `write` with each band's weighted sums over eight spectra of powers or magnitudes side by side.
  func apply(to spectra: UnsafeRawBufferPointer, write: (_ band: Int, _ sums: SIMD8<Float>) -> Void) {
    weights.withUnsafeBufferPointer { weights in
      bands.withUnsafeBufferPointer { bands in
        for band in 0..<bands.count {
          let (firstBin, range) = bands[band]
          var sums = SIMD8<Float>()
          // Places in the two arrays do not overflow.
          var place = 32 &* firstBin
          for n in range {
            sums += weights[n] * spectra.loadUnaligned(fromByteOffset: place, as: SIMD8<Float>.self)
            place &+= 32
          }
          write(band, sums)
        }
      }
    }
  }
}
