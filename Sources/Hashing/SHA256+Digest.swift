extension SHA256 {
  /// A digest as its 32 bytes, of which a text takes four times as much: there may be millions.
  public struct Digest: Sendable, Hashable, Comparable {
    private let first, second, third, fourth: UInt64

    /// Reads 64 lower-case hexadecimal digits; nil for anything else.
    public init?(hexadecimal text: String) {
      guard text.utf8.count == 64 else { return nil }
      var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
      for digit in text.utf8 {
        guard let value = Self.value(of: digit) else { return nil }
        words = (
          words.0 << 4 | words.1 >> 60, words.1 << 4 | words.2 >> 60, words.2 << 4 | words.3 >> 60,
          words.3 << 4 | value
        )
      }
      (first, second, third, fourth) = words
    }

    /// Whether the digits of one come before those of the other.
    public static func < (a: Digest, b: Digest) -> Bool {
      (a.first, a.second, a.third, a.fourth) < (b.first, b.second, b.third, b.fourth)
    }

    private static func value(of digit: UInt8) -> UInt64? {
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(digit - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(digit - UInt8(ascii: "a") + 10)
      default: nil
      }
    }

    /// The digest as 64 lower-case hexadecimal digits.
    public var hexadecimal: String {
      SHA256.hexadecimal(
        [first, second, third, fourth].flatMap { word in
          (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) }
        })
    }
  }
}
