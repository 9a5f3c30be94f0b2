public import Core

/// A positional argument of a command and, at the same time, the key its value is read with: `arguments[path]`.
///
/// ```swift
/// static let path = Argument("PATH", .path, help: "a file, folder, archive or manifest")   // URL
/// static let topic = Argument(optional: "COMMAND", .string, help: "the command")           // String?
/// static let files = Argument(repeated: "FILE", .file, help: "the recordings")             // [URL], at least one
/// ```
public struct Argument<Value: Sendable>: CommandArgument {
  public let documentation: ArgumentDocumentation
  private let resolve: @Sendable (_ words: [String]) throws(CommandLineError) -> Value

  public func resolved(from words: [String]) throws(CommandLineError) -> ResolvedValue {
    ResolvedValue(try resolve(words))
  }
}

extension Argument {
  /// Makes an argument that must be given.
  public init(_ name: String, _ type: ValueType<Value>, help: String) {
    documentation = ArgumentDocumentation(name: name, help: help, count: .one, type: type)
    resolve = { (words) throws(CommandLineError) in
      guard let word = words.first else { throw missing(name, help) }
      return try type.value(of: word, for: name)
    }
  }

  /// Makes an argument that may be absent, which gives nil.
  public init<Wrapped>(optional name: String, _ type: ValueType<Wrapped>, help: String) where Value == Wrapped? {
    documentation = ArgumentDocumentation(name: name, help: help, count: .atMostOne, type: type)
    resolve = { (words) throws(CommandLineError) in
      guard let word = words.first else { return nil }
      return try type.value(of: word, for: name)
    }
  }

  /// Makes an argument that takes all words that are left, at least one.
  public init<Element>(repeated name: String, _ type: ValueType<Element>, help: String) where Value == [Element] {
    documentation = ArgumentDocumentation(name: name, help: help, count: .oneOrMore, type: type)
    resolve = { (words) throws(CommandLineError) in
      if words.isEmpty { throw missing(name, help) }
      var values: [Element] = []
      for word in words { values.append(try type.value(of: word, for: name)) }
      return values
    }
  }
}

private func missing(_ name: String, _ help: String) -> CommandLineError {
  CommandLineError(.usage, "missing \(name): \(help).")
}

/// A positional argument whatever its value, for lists of arguments.
public protocol CommandArgument: Sendable {
  /// What help, manual page and completions say about it.
  var documentation: ArgumentDocumentation { get }
  /// The value that the words given make.
  /// - Throws: `CommandLineError` when a word does not fit or is missing.
  func resolved(from words: [String]) throws(CommandLineError) -> ResolvedValue
}

/// What help, manual page and completions say about a positional argument.
public struct ArgumentDocumentation: Sendable {
  /// How many words an argument takes.
  public enum Count: Sendable {
    /// Exactly one.
    case one
    /// None or one.
    case atMostOne
    /// All that are left, at least one.
    case oneOrMore
  }

  /// The name in capitals.
  public let name: String
  /// What it is, without a full stop.
  public let help: String
  /// How many words it takes.
  public let count: Count
  /// Which values fit, in few words.
  public let constraint: String?
  /// What a shell offers for it.
  public let completion: CompletionHint

  /// The name as a synopsis shows it: `NAME`, `[NAME]` or `NAME…`.
  public var synopsis: String {
    switch count {
    case .one: name
    case .atMostOne: "[\(name)]"
    case .oneOrMore: "\(name)…"
    }
  }

  init<Value>(name: String, help: String, count: Count, type: ValueType<Value>) {
    self.name = name
    self.help = help
    self.count = count
    constraint = type.constraint
    completion = type.completion
  }
}
