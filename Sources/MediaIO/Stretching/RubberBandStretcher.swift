internal import CRubberband
public import Core
internal import Foundation

/// Stretches and transposes sound with Rubber Band, the library that sound editors use.
///
/// It lives here, beside the other libraries that turn sound into sound, so that the rooms above hold no C. The library works
/// offline: it has seen all of the signal before it begins, and removes its own delay.
public enum RubberBandStretcher {
  /// Rates that its windows are made for; others are announced as the nearest, which scales windows, not sound.
  private static let rates = 8000...192_000

  /// The sound played `rate` times as fast and raised by `semitones`, round(n / rate) samples.
  /// - Precondition: `rate` is positive and finite.
  /// - Throws: `MediaError` `.outOfMemory` if the library cannot be set up.
  public static func stretched(
    _ audio: AudioBuffer, rate: Double = 1, semitones: Double = 0
  ) throws(MediaError) -> AudioBuffer {
    precondition(rate > 0 && rate.isFinite, "a rate is positive")
    let count = Int((Double(audio.samples.count) / rate).rounded())
    guard !audio.samples.isEmpty, count > 0 else {
      return AudioBuffer(samples: [Float](repeating: 0, count: count), sampleRate: audio.sampleRate)
    }
    let handle = try Handle(sampleRate: audio.sampleRate, ratio: 1 / rate, scale: pow(2, semitones / 12))
    var samples = handle.process(audio.samples)
    if samples.count > count { samples.removeLast(samples.count - count) }
    samples += [Float](repeating: 0, count: count - samples.count)
    return AudioBuffer(samples: samples, sampleRate: audio.sampleRate)
  }

  /// The version of the library that this was built with; it tells none at run time.
  static var version: String { RUBBERBAND_VERSION }

  /// Owns a stretcher of the library.
  private final class Handle {
    private let state: RubberBandState

    init(sampleRate: Int, ratio: Double, scale: Double) throws(MediaError) {
      let rate = min(max(sampleRate, rates.lowerBound), rates.upperBound)
      // One thread, so that results do not depend on the machine.
      let options =
        RubberBandOptionProcessOffline.rawValue | RubberBandOptionThreadingNever.rawValue
        | RubberBandOptionEngineFiner.rawValue | RubberBandOptionPitchHighQuality.rawValue
      guard let state = rubberband_new(UInt32(rate), 1, RubberBandOptions(options), ratio, scale) else {
        throw MediaError(.outOfMemory, "there is no memory for a time stretch.")
      }
      self.state = state
    }

    deinit { rubberband_delete(state) }

    /// All that the library makes of a signal.
    func process(_ samples: [Float]) -> [Float] {
      let block = 16_384
      rubberband_set_expected_input_duration(state, UInt32(samples.count))
      rubberband_set_max_process_size(state, UInt32(block))
      return samples.withUnsafeBufferPointer { signal in
        forEachBlock(of: signal, block) { rubberband_study(state, $0, $1, $2) }
        var output: [Float] = []
        forEachBlock(of: signal, block) { channel, count, isLast in
          rubberband_process(state, channel, count, isLast)
          retrieve(into: &output)
        }
        return output
      }
    }

    private func forEachBlock(
      of signal: UnsafeBufferPointer<Float>, _ block: Int,
      _ body: (_ channel: UnsafePointer<UnsafePointer<Float>?>, _ count: UInt32, _ isLast: Int32) -> Void
    ) {
      for start in stride(from: 0, to: signal.count, by: block) {
        let count = min(block, signal.count - start)
        var channel: UnsafePointer<Float>? = signal.baseAddress.map { $0 + start }
        body(&channel, UInt32(count), start + count == signal.count ? 1 : 0)
      }
    }

    private func retrieve(into output: inout [Float]) {
      while case let available = rubberband_available(state), available > 0 {
        let chunk = [Float](unsafeUninitializedCapacity: Int(available)) { buffer, used in
          var channel: UnsafeMutablePointer<Float>? = buffer.baseAddress
          used = Int(rubberband_retrieve(state, &channel, UInt32(available)))
        }
        output += chunk
      }
    }
  }
}
