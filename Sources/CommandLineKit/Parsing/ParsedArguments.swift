public import Core

/// What a command line said, read with the command's own options and arguments as keys.
public struct ParsedArguments: Sendable {
  private let options: [String: ResolvedValue]
  private let arguments: [String: ResolvedValue]
  private let given: Set<String>

  /// Parses the words after the subcommand's name.
  /// - Throws: `CommandLineError` saying which word is wrong and what would be right.
  public init(_ words: [String], for specification: CommandSpec) throws(CommandLineError) {
    let items = try OptionScanner(options: specification.allOptions.map(\.documentation)).scan(words).items
    let optionWords = try Self.optionWords(items, specification)
    self.arguments = try Self.argumentValues(items, specification)
    var options: [String: ResolvedValue] = [:]
    for option in specification.allOptions {
      let name = option.documentation.name
      options[name] = try option.resolved(from: optionWords[name] ?? [])
    }
    self.options = options
    self.given = Set(optionWords.keys)
  }

  /// The value of an option.
  /// - Precondition: the option belongs to the command's specification.
  public subscript<Value>(option: Option<Value>) -> Value {
    guard let value = options[option.documentation.name]?.value(as: Value.self) else {
      preconditionFailure("the option '--\(option.documentation.name)' is not in the command's specification")
    }
    return value
  }

  /// The value of a positional argument.
  /// - Precondition: the argument belongs to the command's specification.
  public subscript<Value>(argument: Argument<Value>) -> Value {
    guard let value = arguments[argument.documentation.name]?.value(as: Value.self) else {
      preconditionFailure("the argument \(argument.documentation.name) is not in the command's specification")
    }
    return value
  }

  /// Whether an option stood on the command line, rather than having its default.
  public func isGiven(_ option: any CommandOption) -> Bool { given.contains(option.documentation.name) }

  private static func optionWords(
    _ items: [OptionScanner.Item], _ specification: CommandSpec
  ) throws(CommandLineError) -> [String: [String]] {
    let repeatable = Set(
      specification.allOptions.map(\.documentation).filter { $0.isRepeatable || !$0.takesValue }.map(\.name))
    var words: [String: [String]] = [:]
    for case .option(let name, let value) in items {
      if let before = words[name], !repeatable.contains(name) {
        throw CommandLineError(
          .usage, "'--\(name)' is given twice, with '\(before[0])' and with '\(value)'. Keep one of them.")
      }
      words[name, default: []].append(value)
    }
    return words
  }

  private static func argumentValues(
    _ items: [OptionScanner.Item], _ specification: CommandSpec
  ) throws(CommandLineError) -> [String: ResolvedValue] {
    var words: [String] = []
    for case .word(let word) in items { words.append(word) }
    var rest = words[...]
    var values: [String: ResolvedValue] = [:]
    for argument in specification.arguments {
      let share = argument.documentation.count == .oneOrMore ? rest : rest.prefix(1)
      rest = rest.dropFirst(share.count)
      values[argument.documentation.name] = try argument.resolved(from: Array(share))
    }
    if let excess = rest.first {
      let wanted = specification.arguments.map(\.documentation.synopsis).joined(separator: " ")
      throw CommandLineError(
        .usage,
        "unexpected argument '\(excess.prefix(60))': '\(specification.name)' takes "
          + (wanted.isEmpty ? "no arguments." : "\(wanted) only. Put quotes around a name that holds spaces."))
    }
    return values
  }
}

/// A parsed value whatever its type, including nil for an optional one.
public struct ResolvedValue: Sendable {
  private let box: any Sendable

  private struct Box<Value: Sendable>: Sendable { let value: Value }

  init<Value: Sendable>(_ value: Value) { box = Box(value: value) }

  func value<Value: Sendable>(as type: Value.Type) -> Value? { (box as? Box<Value>)?.value }
}

extension ValueType {
  /// The value of the words an option was given with, or nil when there are none.
  func value(of words: [String], for name: String) throws(CommandLineError) -> Value? {
    guard let first = words.first else { return nil }
    var result = try value(of: first, for: name)
    for word in words.dropFirst() {
      let next = try value(of: word, for: name)
      result = combine?(result, next) ?? next
    }
    return result
  }

  func value(of word: String, for name: String) throws(CommandLineError) -> Value {
    do {
      return try parse(word)
    } catch {
      let guess = error.suggestion.map { " Did you mean '\($0)'?" } ?? ""
      throw CommandLineError(.usage, "'\(name)' takes \(description), not '\(error.word.prefix(60))'.\(guess)")
    }
  }
}
