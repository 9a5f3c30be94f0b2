/// The dictionary at the head of an `.npy` file: `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
struct NumPyHeader {
  var typeCode = ""
  var isFortranOrder = false
  var shape: [Int] = []

  /// Reads the dictionary; nil unless it holds these three keys once each, in any order, and nothing else.
  init?(_ text: String) {
    var scanner = LiteralScanner(text)
    var seen: Set<String> = []
    guard scanner.take("{") else { return nil }
    while !scanner.take("}") {
      guard let key = scanner.takeString(), scanner.take(":"), seen.insert(key).inserted else { return nil }
      switch key {
      case "descr":
        guard let code = scanner.takeString() else { return nil }
        typeCode = code
      case "fortran_order":
        isFortranOrder = scanner.take("True")
        guard isFortranOrder || scanner.take("False") else { return nil }
      case "shape":
        guard let axes = scanner.takeTuple() else { return nil }
        shape = axes
      default: return nil
      }
      guard scanner.take(",") || scanner.isBefore("}") else { return nil }
    }
    guard seen.count == 3, scanner.isAtEnd else { return nil }
  }
}

/// Reads the few kinds of Python literal that such a header consists of.
private struct LiteralScanner {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = text[...].utf8 }

  var isAtEnd: Bool { rest.allSatisfy(Self.isBlank) }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A }

  mutating func skipBlanks() { rest = rest.drop(while: Self.isBlank) }

  mutating func isBefore(_ token: String) -> Bool {
    skipBlanks()
    return rest.starts(with: token.utf8)
  }

  mutating func take(_ token: String) -> Bool {
    guard isBefore(token) else { return false }
    rest = rest.dropFirst(token.utf8.count)
    return true
  }

  /// A string in either kind of quotes, without escapes.
  mutating func takeString() -> String? {
    skipBlanks()
    guard let quote = rest.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return nil }
    let body = rest.dropFirst().prefix { $0 != quote && $0 != UInt8(ascii: "\\") }
    let after = rest.dropFirst(1 + body.count)
    guard after.first == quote else { return nil }
    rest = after.dropFirst()
    return String(body)
  }

  /// A tuple of at most 32 non-negative integers.
  mutating func takeTuple() -> [Int]? {
    guard take("(") else { return nil }
    var axes: [Int] = []
    while !take(")") {
      skipBlanks()
      let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      guard let text = String(digits), let axis = Int(text), axes.count < 32 else { return nil }
      rest = rest.dropFirst(digits.count)
      axes.append(axis)
      guard take(",") || isBefore(")") else { return nil }
    }
    return axes
  }
}
