import Core
import SignalProcessing

/// A recording as the segmentation sees it: 1,000 samples a second, 25–400 Hz, without friction spikes.
///
/// The steps of Schmidt 2010 and Springer 2016: resampling, here exact in the frequency domain; zero-phase Butterworth
/// filters of order 2 at 400 Hz and 25 Hz; spike removal. NaN and infinities are bridged first.
struct AnalysisSignal: Sendable {
  /// Samples a second.
  static let sampleRate = 1000

  /// The samples; finite, and none if the recording has none.
  let samples: [Double]
  /// The number of spikes that were removed.
  let spikeCount: Int

  /// Prepares a recording of any rate.
  init(_ audio: AudioBuffer) throws(SignalError) {
    let repaired = mendingNonFinite(audio.samples).map(Double.init)
    let mean = repaired.isEmpty ? 0 : repaired.reduce(0, +) / Double(repaired.count)
    var signal = Self.resampled(repaired.map { $0 - mean }, from: audio.sampleRate)
    let rate = Double(Self.sampleRate)
    for band in [FrequencyBand.lowPass(400), .highPass(25)] {
      signal = try ButterworthFilter(band, order: 2, sampleRate: rate)(signal)
    }
    let clean = SpikeRemoval(sampleRate: Self.sampleRate)(signal)
    samples = clean.samples
    spikeCount = clean.spikes.count
  }

  /// The length in seconds.
  var duration: Seconds { Seconds(samples.count) / Seconds(Self.sampleRate) }

  /// The signal at ``sampleRate``, by cutting off its spectrum or filling it up with zeros.
  private static func resampled(_ samples: [Double], from rate: Int) -> [Double] {
    guard rate != sampleRate, !samples.isEmpty else { return samples }
    let count = max(1, Int((Double(samples.count) * Double(sampleRate) / Double(rate)).rounded()))
    let spectrum = DoubleFFT(size: samples.count).forward(samples)
    let transform = DoubleFFT(size: count)
    var bins = Array(spectrum.prefix(transform.binCount))
    bins += [ComplexDouble](repeating: ComplexDouble(0), count: transform.binCount - bins.count)
    let scale = 1 / Double(samples.count)
    return transform.inverse(bins).map { $0 * scale }
  }
}
