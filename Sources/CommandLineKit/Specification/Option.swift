public import Core

/// An option of a command and, at the same time, the key its value is read with: `arguments[output]`.
///
/// The kind of initialiser decides what reading gives: with a default or `required`, a `Value`; with neither, an optional;
/// as a flag, a `Bool`. A misspelt or mistyped option is therefore a compile error.
///
/// ```swift
/// static let output = Option(required: "output", short: "o", .folder, help: "where the clips go")   // URL
/// static let length = Option("length", .number(in: 0.1...60), default: 3, help: "seconds a clip")   // Double
/// static let rate = Option("rate", .integer(in: 1...192_000), help: "resample to this many hertz")  // Int?
/// static let force = Option(flag: "force", help: "replace what is there")                           // Bool
/// ```
public struct Option<Value: Sendable>: CommandOption {
  public let documentation: OptionDocumentation
  private let resolve: @Sendable (_ words: [String]) throws(CommandLineError) -> Value

  public func resolved(from words: [String]) throws(CommandLineError) -> ResolvedValue {
    ResolvedValue(try resolve(words))
  }
}

extension Option {
  /// Makes an option that has a value even when it is not given.
  /// - Parameters:
  ///   - name: the long name without dashes.
  ///   - short: one letter for `-x`.
  ///   - placeholder: the value's name in help texts, unless the type's own serves.
  ///   - fallback: the value when the option is absent.
  ///   - defaultText: how help texts name it, unless its plain text serves.
  public init(
    _ name: String, short: Character? = nil, _ type: ValueType<Value>, placeholder: String? = nil,
    default fallback: Value,
    defaultText: String? = nil, help: String
  ) {
    documentation = OptionDocumentation(
      name: name, short: short, help: help, type: type, placeholder: placeholder,
      defaultText: defaultText ?? type.format(fallback))
    resolve = { (words) throws(CommandLineError) in try type.value(of: words, for: "--\(name)") ?? fallback }
  }

  /// Makes an option whose value is nil when it is not given.
  public init<Wrapped>(
    _ name: String, short: Character? = nil, _ type: ValueType<Wrapped>, placeholder: String? = nil, help: String
  ) where Value == Wrapped? {
    documentation = OptionDocumentation(name: name, short: short, help: help, type: type, placeholder: placeholder)
    resolve = { (words) throws(CommandLineError) in try type.value(of: words, for: "--\(name)") }
  }

  /// Makes an option that must be given.
  public init(
    required name: String, short: Character? = nil, _ type: ValueType<Value>, placeholder: String? = nil, help: String
  ) {
    let documentation = OptionDocumentation(
      name: name, short: short, help: help, type: type, placeholder: placeholder, isRequired: true)
    self.documentation = documentation
    resolve = { (words) throws(CommandLineError) in
      guard let value = try type.value(of: words, for: "--\(name)") else {
        throw CommandLineError(.usage, "missing option '--\(name) \(documentation.placeholder ?? "")': \(help).")
      }
      return value
    }
  }
}

extension Option where Value == Bool {
  /// Makes a flag: true when it is given.
  public init(flag name: String, short: Character? = nil, help: String) {
    documentation = OptionDocumentation(name: name, short: short, help: help)
    resolve = { (words) in !words.isEmpty }
  }
}

/// An option whatever its value, for lists of options.
public protocol CommandOption: Sendable {
  /// What help, manual page and completions say about it.
  var documentation: OptionDocumentation { get }
  /// The value that the words given with the option make; a flag is given with the word "".
  /// - Throws: `CommandLineError` when a word does not fit or a required option is missing.
  func resolved(from words: [String]) throws(CommandLineError) -> ResolvedValue
}

/// What help, manual page and completions say about an option.
public struct OptionDocumentation: Sendable {
  /// The long name without dashes.
  public let name: String
  /// The letter of `-x`, if there is one.
  public let short: Character?
  /// What it does, without a full stop.
  public let help: String
  /// The value's name; nil for a flag.
  public let placeholder: String?
  /// Which values fit, in few words.
  public let constraint: String?
  /// The value that holds when the option is absent.
  public let defaultText: String?
  /// Whether it must be given.
  public let isRequired: Bool
  /// Whether giving it twice adds up rather than being a mistake.
  public let isRepeatable: Bool
  /// What a shell offers for its value.
  public let completion: CompletionHint

  /// Whether a value follows.
  public var takesValue: Bool { placeholder != nil }

  init(name: String, short: Character?, help: String) {
    self.name = name
    self.short = short
    self.help = help
    placeholder = nil
    constraint = nil
    defaultText = nil
    isRequired = false
    isRepeatable = false
    completion = .none
  }

  init<Value>(
    name: String, short: Character?, help: String, type: ValueType<Value>, placeholder: String?,
    defaultText: String? = nil,
    isRequired: Bool = false
  ) {
    self.name = name
    self.short = short
    self.help = help
    self.placeholder = placeholder ?? type.placeholder
    constraint = type.constraint
    self.defaultText = defaultText
    self.isRequired = isRequired
    isRepeatable = type.combine != nil
    completion = type.completion
  }
}
