/// What a word on the command line must be, and the Swift value it becomes.
///
/// The ready-made ones read like the specification: `.integer(in: 1...8)`, `.choice(of: Format.self)`, `.list(of: .size)`.
public struct ValueType<Value: Sendable>: Sendable {
  /// What fits, as it completes the sentence "takes …", for example "a whole number from 1 to 8".
  public let description: String
  /// The name of the value in help texts, for example `N`.
  public let placeholder: String
  /// What fits, in few words, for help texts; nil where the help says it all.
  public let constraint: String?
  /// What a shell offers as completion.
  public let completion: CompletionHint

  let parse: @Sendable (_ word: String) throws(Misfit) -> Value
  let format: @Sendable (Value) -> String
  /// Joins the values of a repeated option; nil where repeating is a mistake.
  let combine: (@Sendable (Value, Value) -> Value)?

  /// Makes a type of one's own.
  /// - Parameters:
  ///   - description: what fits, completing the sentence "takes …".
  ///   - parse: the value of a word, or nil when it does not fit.
  public init(
    _ description: String, placeholder: String, constraint: String? = nil, completion: CompletionHint = .none,
    format: @escaping @Sendable (Value) -> String = { "\($0)" }, parse: @escaping @Sendable (String) -> Value?
  ) {
    self.init(
      description: description, placeholder: placeholder, constraint: constraint, completion: completion,
      parse: { (word) throws(Misfit) in
        guard let value = parse(word) else { throw Misfit(word: word) }
        return value
      }, format: format, combine: nil)
  }

  init(
    description: String, placeholder: String, constraint: String?, completion: CompletionHint,
    parse: @escaping @Sendable (String) throws(Misfit) -> Value, format: @escaping @Sendable (Value) -> String,
    combine: (@Sendable (Value, Value) -> Value)?
  ) {
    self.description = description
    self.placeholder = placeholder
    self.constraint = constraint
    self.completion = completion
    self.parse = parse
    self.format = format
    self.combine = combine
  }
}

/// What a shell offers where a value is expected.
public enum CompletionHint: Sendable, Equatable {
  /// Nothing in particular.
  case none
  /// One of these words.
  case choices([String])
  /// A file or a folder.
  case path
  /// A folder.
  case folder
}

/// A word that is no value of its type, and what may have been meant.
struct Misfit: Error {
  var word: String
  var suggestion: String?
}
