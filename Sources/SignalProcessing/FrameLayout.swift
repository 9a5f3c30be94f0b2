/// What stands beyond the ends of a signal when frames are centred on their time.
public enum FramePadding: String, Sendable, Codable, CaseIterable {
  /// Zeros, half a frame on each side (librosa from 0.10 on, `pad_mode="constant"`).
  case zeros
  /// The signal mirrored about its first and last sample (torchaudio, librosa before 0.10).
  case reflect
  /// Nothing: frames lie wholly inside the signal (YAMNet, VGGish).
  case none
}

/// How a signal is cut into overlapping, windowed frames.
///
/// Frame t covers samples t·hop − fftSize/2 … when centred (`zeros`, `reflect`), or t·hop … when not.
public struct FrameLayout: Sendable, Codable, Hashable {
  /// The transform's length in samples; a shorter window is centred in it.
  public var fftSize: Int
  /// The length of the Hann window in samples, at most `fftSize`.
  public var windowLength: Int
  /// The distance between frames in samples.
  public var hop: Int
  /// What stands beyond the ends.
  public var padding: FramePadding

  /// Makes a layout; the window fills the transform unless a length is given.
  /// - Precondition: `0 < windowLength <= fftSize` and `hop > 0`.
  public init(fftSize: Int, windowLength: Int? = nil, hop: Int, padding: FramePadding = .zeros) {
    self.fftSize = fftSize
    self.windowLength = windowLength ?? fftSize
    self.hop = hop
    self.padding = padding
    precondition(self.windowLength > 0 && self.windowLength <= fftSize && hop > 0, "frames have a size and a hop")
  }

  /// The number of frames of a signal of `sampleCount` samples: 1 + ⌊n / hop⌋ when centred, complete ones otherwise.
  public func frameCount(sampleCount: Int) -> Int {
    switch padding {
    case .zeros, .reflect: sampleCount == 0 ? 0 : 1 + sampleCount / hop
    case .none: sampleCount < windowLength ? 0 : 1 + (sampleCount - windowLength) / hop
    }
  }
}
