public import Core

/// Cuts the log-mel input of YAMNet or VGGish into the patches that these networks look at.
///
/// A patch is 96 frames (0.96 s) of 64 bands. YAMNet's overlap by half, and the waveform is padded so that nothing of a
/// recording is lost; VGGish's follow each other, and what does not fill a patch is dropped. Source: `features.py` and
/// `params.py` of tensorflow/models, research/audioset.
public struct AudioSetPatches: Sendable, Hashable {
  /// The number of frames a patch.
  public let frameCount: Int
  /// The number of frames from patch to patch.
  public let hop: Int

  /// 96 frames every 48.
  public static let yamnet = AudioSetPatches(frameCount: 96, hop: 48)
  /// 96 frames every 96.
  public static let vggish = AudioSetPatches(frameCount: 96, hop: 96)

  /// The complete patches of a log-mel spectrogram: each has one row a band and `frameCount` columns.
  public func callAsFunction(_ logMel: Matrix) -> [Matrix] {
    guard logMel.columns >= frameCount else { return [] }
    return stride(from: 0, through: logMel.columns - frameCount, by: hop).map { start in
      let values = (0..<logMel.rows).flatMap { row in
        let first = row * logMel.columns + start
        return logMel.values[first..<(first + frameCount)]
      }
      return Matrix(rows: logMel.rows, columns: frameCount, values: values)
    }
  }

  /// YAMNet's `pad_waveform` at 16 kHz: zeros up to 15,600 samples at least, then to whole hops of 7,680 beyond that.
  public static func paddedForYAMNet(_ samples: [Float]) -> [Float] {
    let (patch, hop) = (15_600, 7_680)
    let hops = max(0, (samples.count - patch + hop - 1) / hop)
    return samples + [Float](repeating: 0, count: max(0, patch + hops * hop - samples.count))
  }
}
