internal import CGetopt
import Core
import Foundation
import Synchronization

/// Splits words into options and positional words with glibc's `getopt_long`.
struct OptionScanner {
  /// What a scan found, in order of appearance.
  enum Item: Equatable {
    /// An option by its long name, and its value ("" for a flag).
    case option(name: String, value: String)
    /// A positional word.
    case word(String)
  }

  /// Where scanning ends.
  enum Extent {
    /// Options may follow positional words.
    case all
    /// At the first positional word, which is not consumed.
    case leadingOptions
  }

  /// The options that exist.
  let options: [OptionDocumentation]

  /// Scans `words`, which do not hold the program's name.
  /// - Returns: the items, and how many words they took.
  /// - Throws: `CommandLineError` for an unknown or abbreviated option, and a value missing or not wanted.
  func scan(_ words: [String], extent: Extent = .all) throws(CommandLineError) -> (items: [Item], consumed: Int) {
    if let word = words.first(where: { $0.utf8.contains(0) }) {
      throw CommandLineError(.usage, "the argument '\(word.prefix(40))' holds a zero byte. Remove it.")
    }
    // getopt keeps its state in globals.
    return try Self.lock.withLock { _ in Result { () throws(CommandLineError) in try scanLocked(words, extent: extent) }
    }.get()
  }

  private static let lock = Mutex<Void>(())
  /// Above every character, so that letters and long options cannot be confused.
  private static let firstLongOption: Int32 = 0x100

  private func scanLocked(_ words: [String], extent: Extent) throws(CommandLineError) -> (items: [Item], consumed: Int)
  {
    let vector = CStringVector(["program"] + words)
    let names = CStringVector(options.map(\.name))
    var table = options.indices.map { index in
      option(
        name: names[index], has_arg: options[index].takesValue ? required_argument : no_argument, flag: nil,
        val: Self.firstLongOption + Int32(index))
    }
    table.append(option())

    var items: [Item] = []
    hs_getopt_reset()
    while true {
      let position = max(Int(hs_getopt_index()), 1)
      let word = position <= words.count ? words[position - 1] : ""
      let code = getopt_long(vector.count, vector.pointers, letters(extent), table, nil)
      let value = hs_getopt_value().map { String(cString: $0) } ?? ""
      switch code {
      case -1:
        let consumed = Int(hs_getopt_index()) - 1
        return (
          items + (extent == .all ? words[consumed...].map { .word($0) } : []), extent == .all ? words.count : consumed
        )
      case 1: items.append(.word(value))
      case Int32(UInt8(ascii: ":")): throw missingValue(word, culprit: hs_getopt_culprit())
      case Int32(UInt8(ascii: "?")): throw unknown(word, culprit: hs_getopt_culprit())
      default:
        guard let found = documentation(of: code) else { throw unknown(word, culprit: code) }
        let isLong = code >= Self.firstLongOption
        try checkSpelling(of: word, as: found, isLong: isLong)
        let isSeparate = isLong ? !word.contains("=") : word.last == found.short
        if found.takesValue && isSeparate { try checkValue(value, of: found) }
        items.append(.option(name: found.name, value: value))
      }
    }
  }

  /// "-" hands positional words over in order and "+" stops at the first; ":" tells a missing value from an unknown option.
  private func letters(_ extent: Extent) -> String {
    options.reduce(extent == .all ? "-:" : "+:") { text, option in
      guard let letter = option.short else { return text }
      return text + String(letter) + (option.takesValue ? ":" : "")
    }
  }

  private func documentation(of code: Int32) -> OptionDocumentation? {
    if code >= Self.firstLongOption {
      let index = Int(code - Self.firstLongOption)
      return options.indices.contains(index) ? options[index] : nil
    }
    return options.first { $0.short?.asciiValue.map(Int32.init) == code }
  }

  /// Refuses abbreviations, which would change their meaning as options are added, and `-output` read as `-o utput`.
  private func checkSpelling(of word: String, as option: OptionDocumentation, isLong: Bool) throws(CommandLineError) {
    let bare = Self.bareName(word)
    if isLong ? bare != option.name : bare.count > 1 && options.contains(where: { $0.name == bare }) {
      throw unknown(word, culprit: 0)
    }
  }

  /// Refuses an option as the value of another, which a forgotten value leads to.
  private func checkValue(_ value: String, of option: OptionDocumentation) throws(CommandLineError) {
    guard value.hasPrefix("--"), value == "--" || options.contains(where: { $0.name == Self.bareName(value) }) else {
      return
    }
    throw CommandLineError(
      .usage,
      "'--\(option.name)' needs a value (\(option.placeholder ?? "")), but '\(value)' follows. "
        + "If you mean that word, write '--\(option.name)=\(value)'.")
  }

  private func missingValue(_ word: String, culprit: Int32) -> CommandLineError {
    guard let option = documentation(of: culprit) else { return unknown(word, culprit: culprit) }
    return CommandLineError(.usage, "'--\(option.name)' needs a value: --\(option.name) \(option.placeholder ?? "").")
  }

  private func unknown(_ word: String, culprit: Int32) -> CommandLineError {
    if let option = documentation(of: culprit), !option.takesValue, word.contains("=") {
      return CommandLineError(.usage, "'--\(option.name)' takes no value. Write it alone.")
    }
    let bare = Self.bareName(word)
    let isCluster = !word.hasPrefix("--")
    let guess = isCluster && bare.count < 2 ? nil : Spelling.closest(to: bare, among: options.map(\.name))
    var name = Self.shortened((isCluster ? "-" : "--") + bare)
    if isCluster, guess == nil, bare.count > 1, let letter = UInt8(exactly: culprit), letter < 0x80, letter > 0x20 {
      name = "-\(Character(Unicode.Scalar(letter)))"
    }
    return CommandLineError(.usage, "unknown option '\(name)'." + (guess.map { " Did you mean '--\($0)'?" } ?? ""))
  }

  /// The word without its dashes and its value.
  private static func bareName(_ word: String) -> String {
    let name = word.drop(while: { $0 == "-" })
    return String(name.prefix(while: { $0 != "=" }))
  }

  private static func shortened(_ word: String) -> String { word.count > 60 ? "\(word.prefix(60))…" : word }
}

/// C strings and the null-terminated vector of pointers to them, as `argv` is.
private final class CStringVector {
  let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  let count: Int32

  init(_ texts: [String]) {
    pointers = .allocate(capacity: texts.count + 1)
    for (index, text) in texts.enumerated() { (pointers + index).initialize(to: strdup(text)) }
    (pointers + texts.count).initialize(to: nil)
    count = Int32(texts.count)
  }

  subscript(index: Int) -> UnsafePointer<CChar>? { UnsafePointer(pointers[index]) }

  deinit {
    for index in 0..<Int(count) { free(pointers[index]) }
    pointers.deallocate()
  }
}
