/// What is known of encoders' delay where a container does not mark it.
enum EncoderDelay {
  /// The frames that FFmpeg's decoder of WMA leaves out unasked: the two blocks that Windows encoders put in front.
  ///
  /// Blocks have 512 frames up to 16 kHz, and twice as many for every step to 22.05, 48 and 96 kHz (WMA 1 counts 32 kHz
  /// to the second step).
  static func removedByDecoder(codec: String, sampleRate: Int) -> Int? {
    guard codec == "wmav1" || codec == "wmav2" else { return nil }
    switch sampleRate {
    case ...16_000: return 1024
    case ...22_050: return 2048
    case ...32_000 where codec == "wmav1": return 2048
    case ...48_000: return 4096
    default: return codec == "wmav1" ? 4096 : 8192
    }
  }

  /// Whether encoders of this codec put an unknown delay in front that its container should have marked.
  static func isExpected(codec: String, container: String) -> Bool {
    switch codec {
    case "mp3", "mp2", "ac3", "eac3": true
    // Files of the MPEG-4 family have an edit list, whose absence means that there is nothing to remove.
    case "aac": !["m4a", "mp4", "mov", "3gp"].contains(container)
    default: false
    }
  }
}
