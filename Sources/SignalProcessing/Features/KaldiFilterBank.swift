public import Core
import Foundation

/// Log-mel energies as Kaldi's `compute-fbank-feats` makes them, without dither.
///
/// Frames of 25 ms every 10 ms, complete ones only (`snip_edges`); each loses its mean, is pre-emphasised
/// (x[n] − 0.97 x[n−1], the first sample by itself), weighted by the Povey window (½ − ½ cos(2πn/(N−1)))^0.85 and padded
/// with zeros to a power of two; |X|² is summed by triangles that are straight over mel, m = 1127 ln(1 + f/700), from 20 Hz
/// to half the rate; ln(max(2⁻²³, ·)). The same as `torchaudio.compliance.kaldi.fbank(num_mel_bins=…, dither=0)`. Kaldi
/// itself reads samples as 16-bit integers: multiply by 32,768 for its scale.
public final class KaldiFilterBank {
  /// The number of samples a frame.
  public let frameLength: Int
  /// The distance between frames in samples.
  public let hop: Int

  private let window: [Double]
  private let transform: DoubleFFT
  private let bank: MelFilterBank

  /// Makes an extractor for signals at `sampleRate` hertz; 23 bands are Kaldi's default.
  /// - Throws: `SignalError` `.badRequest` below 200 Hz, where frames have no samples, or for fewer than 4 bands.
  public init(sampleRate: Int, bandCount: Int = 23) throws(SignalError) {
    guard sampleRate >= 200, bandCount > 3 else {
      throw SignalError(
        .badRequest, "\(bandCount) Kaldi bands at \(sampleRate) Hz cannot be made: at least 4, at 200 Hz.")
    }
    // In the order in which Kaldi multiplies, which decides how the product is rounded down.
    let frameLength = Int(Double(sampleRate) * 25 * 0.001)
    self.frameLength = frameLength
    hop = Int(Double(sampleRate) * 10 * 0.001)
    window = (0..<frameLength).map { pow(0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(frameLength - 1)), 0.85) }
    let size = 1 << (Int.bitWidth - (frameLength - 1).leadingZeroBitCount)
    transform = DoubleFFT(size: size)
    let bands = MelFilterBank.Configuration(
      bandCount: bandCount, lowFrequency: 20, scale: .htk, triangle: .mel, hasUnitArea: false)
    bank = MelFilterBank(bands, fftSize: size, sampleRate: sampleRate)
  }

  /// The log energies of `samples`: one row a band, low to high, one column a frame; no column if shorter than a frame.
  public func callAsFunction(_ samples: [Float]) -> Matrix {
    let frames = samples.count < frameLength ? 0 : 1 + (samples.count - frameLength) / hop
    var bands = BandSummation(bank, binCount: transform.binCount, frameCount: frames)
    for frame in 0..<frames {
      transform.forward(
        fill: { fill($0, with: samples[(frame * hop)..<(frame * hop + frameLength)]) },
        read: { bins in bands.add { powers in for bin in powers.indices { powers[bin] = Float(bins[bin].power) } } })
    }
    var result = bands.finish()
    for i in result.values.indices { result.values[i] = log(max(0x1p-23, result.values[i])) }
    return result
  }

  private func fill(_ buffer: UnsafeMutableBufferPointer<Double>, with frame: ArraySlice<Float>) {
    let mean = frame.reduce(0) { $0 + Double($1) } / Double(frameLength)
    var previous = Double(frame[frame.startIndex]) - mean
    for (n, sample) in frame.enumerated() {
      let centered = Double(sample) - mean
      buffer[n] = (centered - 0.97 * previous) * window[n]
      previous = centered
    }
    buffer[frameLength...].update(repeating: 0)
  }
}
