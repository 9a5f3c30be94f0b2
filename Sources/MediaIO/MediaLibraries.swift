internal import CFFmpeg
internal import CSamplerate
internal import CSndfile

/// The versions of the C libraries that take part in reading and writing sound.
public enum MediaLibraries {
  /// Version by library name, as the libraries that are loaded tell it.
  public static var versions: [String: String] {
    [
      "libavformat": dotted(avformat_version()), "libavcodec": dotted(avcodec_version()),
      "libsndfile": last(String(cString: sf_version_string())),
      "libsamplerate": last(firstWord(String(cString: src_get_version()))), "rubberband": RubberBandStretcher.version,
    ]
  }

  /// FFmpeg packs major, minor and micro into one number.
  private static func dotted(_ version: UInt32) -> String { "\(version >> 16).\(version >> 8 & 255).\(version & 255)" }

  private static func firstWord(_ text: String) -> String { text.split(separator: " ").first.map(String.init) ?? text }

  private static func last(_ text: String) -> String { text.split(separator: "-").last.map(String.init) ?? text }
}
