public import Core
import Foundation

/// Bands that are raised or lowered, with zero phase: peaking biquads of the Audio EQ Cookbook (Bristow-Johnson).
///
/// Each runs forwards and backwards with half of its gain, so that the whole gain is exact at its middle and nothing moves.
public struct ParametricEqualizer: Sendable, Hashable {
  /// A band.
  public struct Band: Sendable, Hashable {
    /// Its middle in hertz.
    public var frequency: Hertz
    /// By how much it is raised.
    public var gain: Decibels
    /// The middle divided by the width.
    public var quality: Double

    /// Makes a band.
    public init(frequency: Hertz, gain: Decibels, quality: Double) {
      (self.frequency, self.gain, self.quality) = (frequency, gain, quality)
    }
  }

  /// One section a band.
  public let sections: [SecondOrderSection]

  /// Makes an equalizer for signals at `sampleRate` hertz.
  /// - Throws: `SignalError` `.badRequest` if a band lies not between 0 Hz and half the rate, or has no width.
  public init(_ bands: [Band], sampleRate: Double) throws(SignalError) {
    var sections: [SecondOrderSection] = []
    for band in bands {
      try FrequencyBand.lowPass(band.frequency).validate(sampleRate: sampleRate)
      guard band.quality > 0, band.quality.isFinite, band.gain.isFinite else {
        throw SignalError(.badRequest, "a band of quality \(band.quality) cannot be made. Give one above 0.")
      }
      let amplitude = pow(10, band.gain / 2 / 40)
      let angle = 2 * Double.pi * band.frequency / sampleRate
      let alpha = sin(angle) / (2 * band.quality)
      let scale = 1 + alpha / amplitude
      sections.append(
        SecondOrderSection(
          b0: (1 + alpha * amplitude) / scale, b1: -2 * cos(angle) / scale, b2: (1 - alpha * amplitude) / scale,
          a1: -2 * cos(angle) / scale, a2: (1 - alpha / amplitude) / scale))
    }
    self.sections = sections
  }

  /// The equalized signal; both passes begin from rest.
  public func callAsFunction(_ samples: [Float]) -> [Float] {
    var signal = samples.map(Double.init)
    for direction in [SecondOrderSection.Direction.forwards, .backwards] {
      SecondOrderSection.filter(&signal, through: sections, states: sections.map { _ in (0, 0) }, direction)
    }
    return signal.map { Float($0) }
  }
}
