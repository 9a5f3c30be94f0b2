import Foundation

extension String {
  /// The text without blanks and line ends around it.
  public var trimmed: String {
    // Most texts have none, and there are very many of them: nothing below is then asked of Foundation.
    func isPlain(_ byte: UInt8?) -> Bool { byte.map { $0 > 0x20 && $0 < 0x7F } ?? true }
    return isPlain(utf8.first) && isPlain(utf8.last) ? self : trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
