/// The size of a picture in pixels.
public struct PixelSize: Sendable, Hashable, CustomStringConvertible {
  /// The longest side that is accepted, as a guard against a slip of the finger that fills the memory.
  public static let longestSide = 16_384

  /// Pixels from left to right, at least 1.
  public let width: Int
  /// Pixels from top to bottom, at least 1.
  public let height: Int

  /// Makes a size; nil when a side is not in 1 … ``longestSide``.
  public init?(width: Int, height: Int) {
    guard 1...Self.longestSide ~= width, 1...Self.longestSide ~= height else { return nil }
    self.width = width
    self.height = height
  }

  /// Reads `224x224`; nil when the text is anything else.
  public init?(_ text: String) {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false)
    guard sides.count == 2, let width = Int(sides[0]), let height = Int(sides[1]) else { return nil }
    self.init(width: width, height: height)
  }

  public var description: String { "\(width)x\(height)" }
}
