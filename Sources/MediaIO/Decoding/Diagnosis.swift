internal import CFFmpeg
internal import Core
internal import Foundation

/// Turns libav's bare status codes into errors that say what the file is and what to do about it.
enum Diagnosis {
  /// Keeps libav from writing to the standard error; done once, before anything else is asked of it.
  static let silence: Void = av_log_set_level(AV_LOG_QUIET)

  /// Why a container could not be opened.
  static func unopenable(_ source: MediaSource, head: [UInt8], status: Int32) -> MediaError {
    switch status {
    case hs_error_no_memory: return MediaError(.outOfMemory, "there is no memory to open it.", subject: source.subject)
    case hs_error_no_file, hs_error_no_access:
      return MediaError(.unreadable, "cannot be opened: \(text(of: status)).", subject: source.subject)
    default: break
    }
    if let family = family(of: head) {
      let why =
        family == "MPEG-4"
        ? "its index (moov) is missing, as when a recording or a download was cut short"
        : "its header is damaged or cut short"
      return MediaError(.damaged, "begins like \(family), but \(why). Fetch it again.", subject: source.subject)
    }
    if head.prefix(512).allSatisfy({ $0 >= 0x20 && $0 < 0x7F || (9...13).contains($0) || $0 >= 0x80 }) {
      return MediaError(.notAudio, "holds text, not sound, whatever its name says.", subject: source.subject)
    }
    return MediaError(
      .notAudio, "is no sound file that FFmpeg knows. Check that it plays elsewhere.", subject: source.subject)
  }

  /// Why an opened container is of no use.
  static func soundless(_ source: MediaSource, streamCount: Int) -> MediaError {
    let message =
      streamCount > 0
      ? "holds no sound: only pictures or data." : "holds no stream at all: its data are missing or damaged."
    return MediaError(streamCount > 0 ? .notAudio : .damaged, message, subject: source.subject)
  }

  /// libav's words for a status code.
  static func text(of status: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(AV_ERROR_MAX_STRING_SIZE)) { buffer in
      guard let base = buffer.baseAddress else { return "error \(status)" }
      base.initialize(repeating: 0, count: buffer.count)
      av_strerror(status, base, buffer.count)
      return String(cString: base)
    }
  }

  /// The family of sound files that begin with these bytes.
  private static func family(of head: [UInt8]) -> String? {
    func has(_ text: String, at offset: Int = 0) -> Bool { head.dropFirst(offset).starts(with: text.utf8) }
    if has("RIFF") || has("RF64") || has("RIFX") { return "WAV" }
    if has("ftyp", at: 4) || has("moov", at: 4) || has("mdat", at: 4) { return "MPEG-4" }
    if has("OggS") { return "Ogg" }
    if has("fLaC") { return "FLAC" }
    if has("FORM") { return "AIFF" }
    if has("caff") { return "CAF" }
    if has("ID3") { return "MP3" }
    if has("#!AMR") { return "AMR" }
    if head.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) { return "WebM" }
    if head.starts(with: [0x30, 0x26, 0xB2, 0x75]) { return "WMA" }
    if head.count > 1, head[0] == 0xFF, head[1] & 0xE0 == 0xE0 { return "MP3 or AAC" }
    return nil
  }
}
