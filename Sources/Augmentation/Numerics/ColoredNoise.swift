import Core
import Foundation
import SignalProcessing

/// Noise whose power falls with frequency.
enum NoiseColor: String, CaseIterable {
  /// The same power at all frequencies.
  case white
  /// 3 dB less an octave, as rooms and bodies have it.
  case pink
  /// 6 dB less an octave, as friction and handling have it.
  case brown

  /// `count` samples, of any level.
  ///
  /// Coloured noise is white noise whose spectrum is divided by √f or f; below 10 Hz it stays level, as no stethoscope
  /// passes more.
  func samples(_ count: Int, sampleRate: Int, generator: SeededGenerator) -> [Float] {
    var source = GaussianSource(generator)
    guard self != .white, count > 0 else { return source.samples(count) }
    var size = 16
    while size < count { size *= 2 }
    let transform = RealFFT(size: size)
    var bins = transform.forward(source.samples(size))
    let exponent: Double = self == .pink ? 0.5 : 1
    for k in bins.indices {
      let frequency = max(10, Double(k) * Double(sampleRate) / Double(size))
      let gain = Float(pow(frequency / 10, -exponent))
      bins[k] = k == 0 ? ComplexFloat(0, 0) : ComplexFloat(bins[k].real * gain, bins[k].imaginary * gain)
    }
    return Array(transform.inverse(bins).prefix(count))
  }
}

/// Mixing at a level.
enum Mixing {
  /// `samples` with `noise` added at `snr` decibels below them, by the mean power of both over their whole length.
  static func add(_ noise: [Float], to samples: [Float], snr: Double) -> [Float] {
    let (signal, disturbance) = (samples.meanSquare, noise.meanSquare)
    guard signal > 0, disturbance > 0 else { return samples }
    let gain = Float((signal / disturbance / pow(10, snr / 10)).squareRoot())
    var result = samples
    for index in 0..<min(samples.count, noise.count) { result[index] += gain * noise[index] }
    return result
  }

  /// A share of `samples`, and the rest of `other` at the same level.
  static func blend(_ samples: [Float], with other: [Float], share: Double) -> [Float] {
    let gain = Float(levelGain(of: other, as: samples) * (1 - share))
    let own = Float(share)
    var result = samples
    for index in result.indices {
      result[index] = own * result[index] + (index < other.count ? gain * other[index] : 0)
    }
    return result
  }

  /// The factor that brings `other` to the level of `samples`; 1 where one of them is silent.
  static func levelGain(of other: [Float], as samples: [Float]) -> Double {
    let (own, others) = (samples.meanSquare, other.meanSquare)
    return own > 0 && others > 0 ? (own / others).squareRoot() : 1
  }
}
