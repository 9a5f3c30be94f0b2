/// What the first bytes of a file say of it, for files whose names say nothing.
public enum MediaSignature {
  /// How many bytes are looked at.
  public static let length = 16

  /// Whether a file that begins so is sound or video of a kind with a signature of its own.
  public static func isMedia(_ head: [UInt8]) -> Bool {
    func holds(_ text: String, at offset: Int = 0) -> Bool { head.dropFirst(offset).starts(with: text.utf8) }
    if WaveHeader.begins(head) || (holds("FORM") && (holds("AIFF", at: 8) || holds("AIFC", at: 8))) { return true }
    if holds("RIFF") && holds("AVI ", at: 8) { return true }
    let signatures = [
      "fLaC", "OggS", "ID3", "#!AMR", "caff", ".snd", "wvpk", "riff", "TTA1", "MAC ", "FLV\u{1}", "ADIF",
    ]
    if holds("ftyp", at: 4) || signatures.contains(where: { holds($0) }) { return true }
    // Matroska's EBML, and ASF's identifier.
    return head.starts(with: [0x1A, 0x45, 0xDF, 0xA3])
      || head.starts(with: [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11])
  }
}
