/// A place in a text, for messages that an editor can jump to.
public struct TextPlace: Sendable, Hashable, Codable, Comparable, CustomStringConvertible {
  /// The line, from 1.
  public var line: Int
  /// The character in that line, from 1.
  public var column: Int

  /// The first character of a text.
  public static let start = TextPlace(line: 1, column: 1)

  /// Makes a place.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  public static func < (a: TextPlace, b: TextPlace) -> Bool { (a.line, a.column) < (b.line, b.column) }

  public var description: String { "\(line):\(column)" }
}

/// A text as characters (Unicode scalars) that knows the place of each; a byte-order mark is left out.
struct PlacedText {
  let characters: [Unicode.Scalar]
  /// Where the bytes stop being UTF-8, if they do; the characters end there.
  let damage: TextPlace?
  /// The index of the first character of each line.
  private let lineStarts: [Int]

  init(_ bytes: some Sequence<UInt8>) {
    var characters: [Unicode.Scalar] = []
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var isDamaged = false
    decoding: while true {
      switch decoder.decode(&iterator) {
      case .scalarValue("\u{FEFF}") where characters.isEmpty: continue
      case .scalarValue(let character): characters.append(character)
      case .emptyInput: break decoding
      case .error:
        isDamaged = true
        break decoding
      }
    }
    var lineStarts = [0]
    for (index, character) in characters.enumerated() {
      // Of CR LF, the second ends the line.
      let isLast = character == "\r" && !(index + 1 < characters.count && characters[index + 1] == "\n")
      if character == "\n" || isLast { lineStarts.append(index + 1) }
    }
    self.characters = characters
    self.lineStarts = lineStarts
    damage = isDamaged ? Self.place(of: characters.count, lineStarts) : nil
  }

  /// The place of the character at `index`, which may be one past the end.
  func place(of index: Int) -> TextPlace { Self.place(of: index, lineStarts) }

  private static func place(of index: Int, _ lineStarts: [Int]) -> TextPlace {
    var (low, high) = (0, lineStarts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= index { low = middle } else { high = middle }
    }
    return TextPlace(line: low + 1, column: index - lineStarts[low] + 1)
  }
}
