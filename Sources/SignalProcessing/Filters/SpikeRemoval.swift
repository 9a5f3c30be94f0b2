import Foundation

/// Removes friction spikes: short peaks that tower above the rest of a recording.
///
/// Schmidt et al. 2010 (Physiol. Meas. 31:513): the signal is cut into windows of half a second; while the largest
/// absolute value of some window exceeds three times the median of these maxima, the largest sample of the worst window
/// goes, with everything between the zero crossings around it (the span is set to 10⁻⁴). What remains after the last
/// whole window is untouched. Samples are taken at full scale ±1.
public struct SpikeRemoval: Sendable, Hashable {
  /// What a run did.
  public struct Result: Sendable, Hashable {
    /// The signal without spikes, as long as the input.
    public var samples: [Double]
    /// The spans replaced, in the order in which they were found.
    public var spikes: [Range<Int>]
  }

  /// The window's length in samples.
  public let windowLength: Int
  /// At most so many spikes are removed: a recording that needs more is not a heart sound with spikes.
  public let spikeLimit: Int

  /// What stands in the place of a spike: not zero, so that logarithms of envelopes stay finite.
  static let filler = 1e-4

  /// Makes a remover for signals at `sampleRate` hertz.
  public init(sampleRate: Int, spikeLimit: Int = 1000) {
    windowLength = max(1, Int((Double(sampleRate) / 2).rounded()))
    self.spikeLimit = spikeLimit
  }

  /// The signal without spikes.
  ///
  /// Unchanged if it is shorter than a window, or silent in half of its windows (the median is then 0, and everything
  /// would be a spike).
  public func callAsFunction(_ samples: [Double]) -> Result {
    var result = Result(samples: samples, spikes: [])
    let windows = (0..<(samples.count / windowLength)).map { $0 * windowLength..<($0 + 1) * windowLength }
    var peaks = windows.map { window in peak(of: result.samples, in: window).value }
    while result.spikes.count < spikeLimit {
      let threshold = 3 * median(peaks)
      guard threshold > 0,
        let worst = peaks.indices.max(by: { peaks[$0] < peaks[$1] || peaks[$0] == peaks[$1] && $0 > $1 }),
        peaks[worst] > threshold
      else { break }
      let window = windows[worst]
      let span = lobe(of: result.samples, around: peak(of: result.samples, in: window).index, in: window)
      for i in span { result.samples[i] = Self.filler }
      result.spikes.append(span)
      peaks[worst] = peak(of: result.samples, in: window).value
    }
    return result
  }

  /// The first of the largest absolute values in a window.
  private func peak(of samples: [Double], in window: Range<Int>) -> (index: Int, value: Double) {
    var best = (index: window.lowerBound, value: abs(samples[window.lowerBound]))
    for i in window.dropFirst() where abs(samples[i]) > best.value { best = (i, abs(samples[i])) }
    return best
  }

  /// From the last change of sign before `peak` to the first after it, within the window; a zero is no change of sign.
  private func lobe(of samples: [Double], around peak: Int, in window: Range<Int>) -> Range<Int> {
    func crosses(_ i: Int) -> Bool { samples[i] > 0 && samples[i + 1] < 0 || samples[i] < 0 && samples[i + 1] > 0 }
    let lastSample = window.upperBound - 1
    // A crossing is named by the sample before it, which belongs to the span on both sides.
    let start = (window.lowerBound...peak).last { $0 < lastSample && crosses($0) } ?? window.lowerBound
    let end = ((peak + 1)..<max(peak + 1, lastSample)).first(where: crosses) ?? lastSample
    return start..<(end + 1)
  }

  private func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
