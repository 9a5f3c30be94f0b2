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

  /// The length in seconds.
  var duration: Seconds { Seconds(samples.count) / Seconds(Self.sampleRate) }
}

extension AnalysisSignal {
  /// Prepares a recording of any rate.
  init(_ audio: AudioBuffer) throws(SignalError) {
    let repaired = mendingNonFinite(audio.samples).map(Double.init)
    let mean = repaired.isEmpty ? 0 : repaired.reduce(0, +) / Double(repaired.count)
    let ratio = Double(Self.sampleRate) / Double(audio.sampleRate)
    let count = repaired.isEmpty ? 0 : max(1, Int((Double(repaired.count) * ratio).rounded()))
    var signal = SpectralResampling.resampled(repaired.map { $0 - mean }, to: count)
    let rate = Double(Self.sampleRate)
    for band in [FrequencyBand.lowPass(400), .highPass(25)] {
      signal = try ButterworthFilter(band, order: 2, sampleRate: rate)(signal)
    }
    let clean = SpikeRemoval(sampleRate: Self.sampleRate)(signal)
    samples = clean.samples
    spikeCount = clean.spikes.count
  }
}
