/// Numbers, words and escapes of JSON.
enum JSONScalars {
  /// Why a word is no value.
  struct Misfit: Error, Equatable { var message: String }

  /// What a backslash and a letter stand for.
  static let escapes: [Unicode.Scalar: Unicode.Scalar] = [
    "\"": "\"", "'": "'", "\\": "\\", "/": "/", "b": "\u{8}", "f": "\u{C}", "n": "\n", "r": "\r", "t": "\t",
  ]

  /// Words of other languages for what JSON writes otherwise.
  private static let foreign = [
    "True": "true", "False": "false", "yes": "true", "no": "false", "None": "null", "nil": "null", "undefined": "null",
  ]

  /// Whether a key without quotes or a word such as `true` may hold this.
  static func isWord(_ character: Unicode.Scalar) -> Bool {
    character.properties.isAlphabetic || continuesWord(character)
  }

  private static func continuesWord(_ character: Unicode.Scalar) -> Bool {
    "0"..."9" ~= character || character == "_" || character == "$"
  }

  /// Whether a number may begin with this.
  static func beginsNumber(_ character: Unicode.Scalar) -> Bool { "0"..."9" ~= character || continuesNumber(character) }

  /// Whether this may stand inside a number besides digits and letters.
  static func continuesNumber(_ character: Unicode.Scalar) -> Bool { ["+", "-", "."].contains(character) }

  /// The value that a word without quotes stands for.
  static func value(of word: String) -> Result<JSONValue, Misfit> {
    switch word {
    case "true": return .success(.boolean(true))
    case "false": return .success(.boolean(false))
    case "null": return .success(.null)
    default: break
    }
    guard let first = word.unicodeScalars.first, beginsNumber(first) else {
      let guess = foreign[word].map { "Write \($0)." } ?? "Write it in quotes if it is a text."
      return .failure(Misfit(message: "'\(word.prefix(40))' is no value of JSON. \(guess)"))
    }
    return number(word)
  }

  private static func number(_ word: String) -> Result<JSONValue, Misfit> {
    let digits = word.drop { $0 == "+" || $0 == "-" }
    let isPlain = word.count - digits.count <= 1 && digits.allSatisfy { "0123456789.eE+-".contains($0) }
    let hasLeadingZero = digits.count > 1 && digits.first == "0" && digits.dropFirst().first?.isNumber == true
    guard isPlain, !hasLeadingZero, digits.contains(where: \.isNumber), let value = Double(word) else {
      return .failure(Misfit(message: "'\(word.prefix(40))' is no number. Write it as 2000, 0.5 or 1e-3."))
    }
    guard value.isFinite else { return .failure(Misfit(message: "'\(word.prefix(40))' is too large a number.")) }
    let plain = word.hasPrefix("+") ? String(word.dropFirst()) : word
    if let integer = Int64(plain) { return .success(.integer(integer)) }
    if let integer = UInt64(plain) { return .success(.large(integer)) }
    return .success(.number(value))
  }
}
