/// Reads a JSON text once from front to back; where it can tell what was meant, it notes the problem and goes on.
struct JSONParser {
  private(set) var problems: [JSONDocument.Problem] = []
  private(set) var keys: [JSONDocument.Path: TextPlace] = [:]
  private(set) var values: [JSONDocument.Path: TextPlace] = [:]
  private(set) var unreadable: Set<JSONDocument.Path> = []

  let text: PlacedText
  var index = 0

  /// Thrown where nothing sensible can follow; the problem is noted already.
  struct Stop: Error {}

  /// The deepest nesting that is followed; files of settings need a few.
  private static let deepest = 64

  init(_ text: PlacedText) { self.text = text }

  /// The value of the whole text.
  mutating func document() -> JSONValue? {
    do {
      try skipBlanks()
      guard current != nil else {
        note("is empty. A JSON object was expected: it begins with {.")
        return nil
      }
      let value = try value(at: [])
      try skipBlanks()
      if current != nil { note("the JSON ends before this. Remove what follows the last }.") }
      return value
    } catch {
      return nil
    }
  }

  // MARK: Values

  /// The value that begins here, or nil when it is noted as unreadable.
  private mutating func value(at path: JSONDocument.Path) throws(Stop) -> JSONValue? {
    try skipBlanks()
    values[path] = text.place(of: index)
    let value: JSONValue?
    switch current {
    case "{": value = .object(try object(at: path))
    case "[": value = .array(try array(at: path))
    case let quote? where Self.closingQuotes[quote] != nil: value = string().map { .string($0) }
    case let first? where JSONScalars.beginsNumber(first) || JSONScalars.isWord(first): value = scalar()
    case .some(let other): throw stop("a value was expected here, not '\(other)'.")
    case nil: throw stop("the text ends where a value was expected.")
    }
    if value == nil { unreadable.insert(path) }
    return value
  }

  private mutating func object(at path: JSONDocument.Path) throws(Stop) -> [String: JSONValue] {
    let opening = try enter(path)
    var members: [String: JSONValue] = [:]
    while try !closes(with: "}", opening) {
      let place = text.place(of: index)
      let key = try key()
      let path = path + [key]
      if let first = keys[path] {
        note("'\(key)' stands here a second time; the first is in line \(first.line). Keep one of them.", at: place)
      } else {
        keys[path] = place
      }
      try colon(after: key)
      // Without its value the key counts as unreadable, so that what the base says is not blamed on the file.
      if let value = try value(at: path) { members[key] = value }
      try separator(before: "}")
    }
    return members
  }

  private mutating func array(at path: JSONDocument.Path) throws(Stop) -> [JSONValue] {
    let opening = try enter(path)
    var elements: [JSONValue] = []
    var position = 0
    while try !closes(with: "]", opening) {
      if let value = try value(at: path + ["\(position)"]) { elements.append(value) } else { unreadable.insert(path) }
      position += 1
      try separator(before: "]")
    }
    return elements
  }

  /// Steps over the bracket that opens an object or an array.
  private mutating func enter(_ path: JSONDocument.Path) throws(Stop) -> Int {
    if path.count >= Self.deepest { throw stop("is nested more than \(Self.deepest) levels deep. A few are enough.") }
    defer { index += 1 }
    return index
  }

  /// Whether the bracket that closes follows; steps over it.
  private mutating func closes(with bracket: Unicode.Scalar, _ opening: Int) throws(Stop) -> Bool {
    try skipBlanks()
    if problems.count >= JSONDocument.mostProblems {
      throw stop("there are too many mistakes to go on. Is this the right file?")
    }
    guard let current else {
      throw stop(
        "the text ends before the '\(text.characters[opening])' of line \(text.place(of: opening).line) is closed.")
    }
    if current == bracket { index += 1 }
    return current == bracket
  }

  private mutating func key() throws(Stop) -> String {
    guard let current else { throw stop("the text ends where a key was expected.") }
    if Self.closingQuotes[current] != nil { return string() ?? "" }
    guard JSONScalars.isWord(current) else {
      throw stop("a key in quotes was expected here, not '\(current)'.")
    }
    return word()
  }

  private mutating func colon(after key: String) throws(Stop) {
    try skipBlanks()
    if current == ":" {
      index += 1
    } else if current == "=" {
      note("write ':' between a key and its value, not '='.")
      index += 1
    } else {
      note("a ':' is missing after the key '\(key)'.")
    }
  }

  /// Steps over the comma after an item; one that is missing is noted.
  private mutating func separator(before bracket: Unicode.Scalar) throws(Stop) {
    let end = index
    try skipBlanks()
    if current == "," {
      index += 1
    } else if let current, current != bracket {
      guard current == "}" || current == "]" else { return note("a ',' is missing after this.", at: end) }
      throw stop("'\(bracket)' was expected here, not '\(current)'.")
    }
  }

  // MARK: Strings and words

  /// Quotes that open a text, and what closes it; word processors make the curved ones.
  private static let closingQuotes: [Unicode.Scalar: Set<Unicode.Scalar>] = [
    "\"": ["\""], "'": ["'"], "\u{201C}": ["\u{201D}", "\u{201C}"], "\u{201D}": ["\u{201D}"],
    "\u{2018}": ["\u{2019}", "\u{2018}"], "\u{2019}": ["\u{2019}"],
  ]

  private mutating func string() -> String? {
    let opening = index
    guard let quote = current, let closing = Self.closingQuotes[quote] else { return nil }
    if !quote.isASCII { note("is a curved quotation mark. Write a straight one: \".") }
    index += 1
    var result = String.UnicodeScalarView()
    while let character = current, character != "\n", character != "\r" {
      index += 1
      if closing.contains(character) { return String(result) }
      if character == "\\" {
        if let escaped = escape() { result.append(escaped) }
      } else {
        if character.value < 0x20 && character != "\t" {
          note("holds a control character. Write it as \\u\(hexadecimal(character)).", at: index - 1)
        }
        result.append(character)
      }
    }
    note("a text begins here and is not closed in this line. Add \(quote) at its end.", at: opening)
    return nil
  }

  /// What stands after a backslash.
  private mutating func escape() -> Unicode.Scalar? {
    guard let letter = current else { return nil }
    let start = index - 1
    index += 1
    if let plain = JSONScalars.escapes[letter] { return plain }
    guard letter == "u" else {
      note("'\\\(letter)' is no escape of JSON. Write a backslash twice to have one.", at: start)
      return nil
    }
    guard let first = fourDigits() else {
      note("'\\u' is followed by four hexadecimal digits.", at: start)
      return nil
    }
    if let scalar = Unicode.Scalar(first) { return scalar }
    if 0xD800..<0xDC00 ~= first, current == "\\", index + 1 < text.characters.count, text.characters[index + 1] == "u" {
      index += 2
      if let second = fourDigits(), 0xDC00..<0xE000 ~= second {
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
      }
    }
    note("is half of a surrogate pair. Write the character itself.", at: start)
    return nil
  }

  private mutating func fourDigits() -> UInt32? {
    let digits = text.characters[index...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ $0.isASCII && $0.properties.isASCIIHexDigit }) else { return nil }
    index += 4
    return UInt32(String(String.UnicodeScalarView(digits)), radix: 16)
  }

  /// A number, `true`, `false` or `null`.
  private mutating func scalar() -> JSONValue? {
    let start = index
    while let current, JSONScalars.isWord(current) || JSONScalars.continuesNumber(current) { index += 1 }
    let word = String(String.UnicodeScalarView(text.characters[start..<index]))
    switch JSONScalars.value(of: word) {
    case .success(let value): return value
    case .failure(let misfit):
      note(misfit.message, at: start)
      return nil
    }
  }

  private mutating func word() -> String {
    let start = index
    while let current, JSONScalars.isWord(current) { index += 1 }
    return String(String.UnicodeScalarView(text.characters[start..<index]))
  }

  // MARK: Blanks and notes

  private var current: Unicode.Scalar? { index < text.characters.count ? text.characters[index] : nil }

  private func starts(with mark: String) -> Bool { text.characters[index...].starts(with: mark.unicodeScalars) }

  /// Steps over blanks and comments.
  private mutating func skipBlanks() throws(Stop) {
    while let character = current {
      if character.properties.isWhitespace || character == "\u{FEFF}" {
        index += 1
      } else if starts(with: "//") {
        while let current, current != "\n", current != "\r" { index += 1 }
      } else if starts(with: "/*") {
        let opening = index
        index += 2
        while current != nil, !starts(with: "*/") { index += 1 }
        if current == nil { throw stop("a comment begins here and is never closed. Add */.", at: opening) }
        index += 2
      } else {
        return
      }
    }
  }

  private mutating func note(_ message: String, at place: TextPlace) {
    problems.append(.init(place: place, message: message))
  }

  private mutating func note(_ message: String, at position: Int? = nil) {
    note(message, at: text.place(of: position ?? index))
  }

  private mutating func stop(_ message: String, at position: Int? = nil) -> Stop {
    note(message, at: position)
    return Stop()
  }

  private func hexadecimal(_ character: Unicode.Scalar) -> String {
    let digits = String(character.value, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
}
