public import Core
import Foundation

/// A scalogram: the continuous wavelet transform of a signal with the complex Morlet wavelet, seen once a hop.
///
/// W[f, t] = 2/(s√(2π)) Σ x[n] exp(−((n − t)/s)²/2 − iω₀(n − t)/s) with ω₀ = 6 and s = ω₀ · rate / (2πf) samples, at samples
/// t = 0, hop, 2·hop …: a sine of amplitude A at a band's frequency gives |W| = A, and a band's width is a sixth of its
/// frequency. Zeros stand beyond the ends. After Torrence & Compo, A Practical Guide to Wavelet Analysis (1998), 3, with
/// amplitudes kept instead of energies. Computed by overlapping blocks, where the spectrum of a band is folded to one
/// bin a frame before it is transformed back: a band costs little more than its frames. An instance belongs to one
/// thread at a time.
public final class MorletScalogram {
  /// The frequency of every band in hertz, low to high, in a geometric series.
  public let frequencies: [Hertz]
  /// The distance between frames in samples.
  public let hop: Int

  /// ω₀: the number of radians of the wave in one deviation of its envelope.
  private static let center = 6.0
  /// Beyond so many deviations, in time or in frequency, the wavelet is below 2e-8 of its peak.
  private static let reach = 6.0

  /// The wavelet's spectrum around each band, scaled for an unscaled pair of transforms.
  private let bands: [(firstBin: Int, weights: [Double])]
  /// Frames at each end of a block that the widest wavelet spoils.
  private let margin: Int
  private let forward: DoubleFFT
  private let inverse: DoubleFFT

  /// Prepares bands for signals at `sampleRate` hertz.
  /// - Throws: `SignalError` `.badRequest` unless 0 < low < high ≤ half the rate, with 2 … 512 bands and a hop for which
  ///   blocks fit the memory.
  public init(
    sampleRate: Int, bandCount: Int = 64, lowFrequency: Hertz = 20, highFrequency: Hertz = 1000, hop: Int
  ) throws(SignalError) {
    guard lowFrequency > 0, highFrequency > lowFrequency, highFrequency <= Double(sampleRate) / 2 else {
      throw SignalError(
        .badRequest, "wavelets from \(lowFrequency) to \(highFrequency) Hz do not fit a rate of \(sampleRate) Hz.")
    }
    guard (2...512).contains(bandCount), hop > 0 else {
      throw SignalError(.badRequest, "a scalogram of \(bandCount) bands every \(hop) samples cannot be made.")
    }
    let widest = Self.reach * Self.center * Double(sampleRate) / (2 * .pi * lowFrequency)
    let margin = (widest / Double(hop)).rounded(.up)
    guard margin * Double(hop) <= 0x1p22 else {
      throw SignalError(
        .badRequest, "a wavelet of \(lowFrequency) Hz spans too many samples at \(sampleRate) Hz. Raise the frequency.")
    }
    self.hop = hop
    self.margin = Int(margin)
    let frames = DoubleFFT.quickSize(atLeast: 8 * Int(margin))
    forward = DoubleFFT(size: frames * hop)
    inverse = DoubleFFT(size: frames)
    let spacing = Double(sampleRate) / Double(forward.size)
    let scale = 2 / Double(forward.size)
    let lastBin = forward.binCount - 1
    let frequencies = (0..<bandCount).map {
      lowFrequency * pow(highFrequency / lowFrequency, Double($0) / Double(bandCount - 1))
    }
    self.frequencies = frequencies
    bands = frequencies.map { frequency in
      let deviation = frequency / Self.center
      let first = max(0, Int(((frequency - Self.reach * deviation) / spacing).rounded(.up)))
      let last = min(lastBin, Int(((frequency + Self.reach * deviation) / spacing).rounded(.down)))
      let weights = stride(from: first, through: last, by: 1).map { bin in
        let distance = (Double(bin) * spacing - frequency) / deviation
        return scale * exp(-distance * distance / 2)
      }
      return (first, weights)
    }
  }

  /// The number of frames of a signal of `sampleCount` samples, 1 + ⌊n / hop⌋ as of centred frames.
  public func frameCount(sampleCount: Int) -> Int { sampleCount == 0 ? 0 : 1 + sampleCount / hop }

  /// |W|² of every band (rows, low to high) in every frame (columns).
  public func power(of samples: [Float]) -> Matrix {
    var result = Matrix(rows: frequencies.count, columns: frameCount(sampleCount: samples.count))
    let valid = inverse.size - 2 * margin
    for start in stride(from: 0, to: result.columns, by: valid) {
      let frames = start..<min(start + valid, result.columns)
      forward.forward(
        fill: { fill($0, from: samples, at: (start - margin) * hop) },
        read: { spectrum in
          for (band, (firstBin, weights)) in bands.enumerated() {
            let part = (fold(weights, firstBin, UnsafeBufferPointer(spectrum)))
            let (reals, imaginaries) = wave(of: part)
            for frame in frames {
              let index = frame - start + margin
              result[band, frame] = Float(
                reals[index] * reals[index] + imaginaries[index] * imaginaries[index])
            }
          }
        })
    }
    return result
  }

  private func fill(_ buffer: UnsafeMutableBufferPointer<Double>, from samples: [Float], at start: Int) {
    for n in buffer.indices { buffer[n] = samples.indices.contains(start + n) ? Double(samples[start + n]) : 0 }
  }

  /// The spectrum under a wavelet, bins that look alike once a hop added together.
  private func fold(_ weights: [Double], _ firstBin: Int, _ spectrum: UnsafeBufferPointer<ComplexDouble>)
    -> [ComplexDouble]
  {
    var folded = [ComplexDouble](repeating: ComplexDouble(0), count: inverse.size)
    var place = firstBin % folded.count
    for (offset, weight) in weights.enumerated() {
      folded[place].real += weight * spectrum[firstBin + offset].real
      folded[place].imaginary += weight * spectrum[firstBin + offset].imaginary
      place = place + 1 == folded.count ? 0 : place + 1
    }
    return folded
  }

  /// The inverse transform of a spectrum without symmetry, as the two real signals that it consists of.
  private func wave(of spectrum: [ComplexDouble]) -> (reals: [Double], imaginaries: [Double]) {
    let count = spectrum.count
    var (even, odd) = ([ComplexDouble](), [ComplexDouble]())
    for bin in 0..<inverse.binCount {
      let (this, mirrored) = (spectrum[bin], spectrum[(count - bin) % count].conjugate)
      let (sum, difference) = (this + mirrored, this - mirrored)
      even.append(ComplexDouble(sum.real / 2, sum.imaginary / 2))
      odd.append(ComplexDouble(difference.imaginary / 2, -difference.real / 2))
    }
    return (inverse.inverse(even), inverse.inverse(odd))
  }
}
