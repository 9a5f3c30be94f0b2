public import Core
import Foundation

/// The short-time Fourier transform with a periodic Hann window, w[n] = ½ − ½ cos(2πn/N).
///
/// No scaling, as in librosa: X[k, t] = Σ x[t·hop + n] w[n] e^(−2πikn/N). One instance belongs to one thread at a time.
public final class ShortTimeFourierTransform {
  /// How the signal is cut.
  public let layout: FrameLayout
  /// The number of frequency bins, `fftSize / 2 + 1`; bin k stands for k · sampleRate / fftSize hertz.
  public var binCount: Int { layout.fftSize / 2 + 1 }

  private let transform: RealFFT
  private let window: [Float]

  /// Makes a transform for signals of any length.
  public init(layout: FrameLayout) {
    self.layout = layout
    transform = RealFFT(size: layout.fftSize)
    window = Self.hann(layout.windowLength)
  }

  /// The periodic Hann window of `length` samples.
  public static func hann(_ length: Int) -> [Float] {
    (0..<length).map { Float(0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(length))) }
  }

  /// The power |X|² of every bin (rows, low to high) in every frame (columns), or of some bins only.
  /// - Precondition: the bins lie in 0 ..< ``binCount``.
  public func power(of samples: [Float], bins wanted: Range<Int>? = nil) -> Matrix {
    let wanted = wanted ?? 0..<binCount
    var result = Matrix(rows: wanted.count, columns: layout.frameCount(sampleCount: samples.count))
    let columns = result.columns
    result.values.withUnsafeMutableBufferPointer { values in
      forEachFrame(of: samples) { frame, bins in
        for k in wanted { values[(k - wanted.lowerBound) * columns + frame] = bins[k].power }
      }
    }
    return result
  }

  /// Calls `body` with every frame's spectrum in time order; the pointer is valid inside the call only.
  public func forEachFrame(
    of samples: [Float], _ body: (_ frame: Int, _ spectrum: UnsafeMutableBufferPointer<ComplexFloat>) -> Void
  ) {
    forEachWindow(of: samples) { frame, window in
      transform.forward(fill: { fill($0, with: window) }, read: { body(frame, $0) })
    }
  }

  /// Calls `body` for every frame in time order with what ``writePowers(of:to:)`` takes inside the call.
  func forEachWindow(of samples: [Float], _ body: (_ frame: Int, _ window: Window) -> Void) {
    // Where the window starts inside the transform: the place does not change magnitudes, but phases agree with librosa.
    let lead = layout.padding == .none ? 0 : (layout.fftSize - layout.windowLength) / 2
    let origin = layout.padding == .none ? 0 : lead - layout.fftSize / 2
    samples.withUnsafeBufferPointer { samples in
      for frame in 0..<layout.frameCount(sampleCount: samples.count) {
        body(frame, Window(samples: samples, start: frame * layout.hop + origin, lead: lead))
      }
    }
  }

  /// The samples of one frame, which start at a place that may lie outside the signal, behind `lead` zeros.
  struct Window {
    fileprivate let samples: UnsafeBufferPointer<Float>
    fileprivate let start: Int
    fileprivate let lead: Int
  }

  /// Writes the power |X|² of every bin of a frame.
  /// - Precondition: `powers` has room for ``binCount`` numbers.
  func writePowers(of window: Window, to powers: UnsafeMutableBufferPointer<Float>) {
    transform.writePowers(to: powers) { fill($0, with: window) }
  }

  /// Writes a frame's samples times the window.
  private func fill(_ buffer: UnsafeMutableBufferPointer<Float>, with frame: Window) {
    let (samples, start, lead) = (frame.samples, frame.start, frame.lead)
    let length = layout.windowLength
    if lead > 0 || length < buffer.count { buffer.update(repeating: 0) }
    window.withUnsafeBufferPointer { window in
      if start >= 0 && start + length <= samples.count {
        // Of places without an overflow check, so that several are multiplied at once.
        for n in 0..<length { buffer[lead &+ n] = samples[start &+ n] * window[n] }
      } else {
        for n in 0..<length {
          buffer[lead + n] = window[n] * outside(samples, at: start + n)
        }
      }
    }
  }

  private func outside(_ samples: UnsafeBufferPointer<Float>, at index: Int) -> Float {
    if samples.indices.contains(index) { return samples[index] }
    guard layout.padding == .reflect, samples.count > 1 else { return 0 }
    // Mirror about both ends as often as a short signal needs, as numpy.pad(mode="reflect") does.
    let period = 2 * (samples.count - 1)
    let folded = ((index % period) + period) % period
    return samples[folded < samples.count ? folded : period - folded]
  }
}
