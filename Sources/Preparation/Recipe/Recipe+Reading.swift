public import Core
public import Foundation

extension Recipe {
  /// The recipe of that name, or the one in that file.
  /// - Throws: `PreparationError` `.recipe` that says what is wrong and what is known.
  public static func named(_ nameOrPath: String) throws(PreparationError) -> Recipe {
    if let preset = presets.first(where: { $0.name == nameOrPath }) { return preset }
    let names = presets.map(\.name)
    guard nameOrPath.contains(".") || nameOrPath.contains("/") else {
      let guess = Spelling.closest(to: nameOrPath, among: names).map { " Did you mean '\($0)'?" } ?? ""
      throw PreparationError(
        .unknownRecipe,
        "there is no recipe of this name.\(guess) There are \(names.joined(separator: ", ")); for a file, give its path with .json.",
        subject: nameOrPath)
    }
    let data: Data
    do { data = try Data(contentsOf: URL(fileURLWithPath: nameOrPath)) } catch {
      throw PreparationError(
        .recipe, "cannot be read. Give a recipe's name or a JSON file.", subject: nameOrPath, cause: error)
    }
    return try Recipe(json: data, subject: nameOrPath)
  }

  /// Reads a recipe of JSON or JSON5 that extends a preset: `{"extends": "default", "resample": {"rate": 4000}}`.
  /// - Throws: `PreparationError` `.recipe`, naming the key.
  public init(json data: Data, subject: String) throws(PreparationError) {
    do {
      var changes = try JSONText.decode([String: JSONValue].self, from: data, allowsJSON5: true)
      let baseName: String
      switch changes.removeValue(forKey: "extends") {
      case .string(let name): baseName = name
      case nil: baseName = Recipe.standard.name
      default: throw Self.failure("'extends' must be the name of a recipe.", subject)
      }
      guard let base = Recipe.presets.first(where: { $0.name == baseName }) else {
        throw Self.failure(
          "extends '\(baseName)', which is none of \(Recipe.presets.map(\.name).joined(separator: ", ")).", subject)
      }
      let full = try JSONText.decode(JSONValue.self, from: Data(base.json().utf8))
      let merged = try Self.merge(.object(changes), into: full, at: [], subject: subject)
      self = try JSONText.decode(Recipe.self, from: Data(JSONText.encode(merged).utf8))
    } catch let error as PreparationError {
      throw error
    } catch let error as DecodingError {
      throw Self.failure(Self.describe(error), subject)
    } catch {
      throw Self.failure("cannot be understood.", subject, cause: error)
    }
    try validate(subject: subject)
  }

  /// The recipe as JSON with sorted keys and every value.
  /// - Throws: `EncodingError`.
  public func json() throws -> String { try JSONText.encode(self) }

  private static func failure(_ message: String, _ subject: String, cause: (any Error)? = nil) -> PreparationError {
    PreparationError(.recipe, message, subject: subject, cause: cause)
  }

  /// The recipe's JSON with what `changes` names replaced; keys must exist, but label maps take any.
  private static func merge(
    _ changes: JSONValue, into base: JSONValue, at path: [String], subject: String
  ) throws(PreparationError) -> JSONValue {
    guard case .object(let changed) = changes, case .object(var result) = base else { return changes }
    for (key, value) in changed.sorted(by: { $0.key < $1.key }) {
      guard let old = result[key] else {
        if path == ["labels", "map"] {
          result[key] = value
          continue
        }
        let known = result.keys.sorted()
        let guess = Spelling.closest(to: key, among: known).map { "Did you mean '\($0)'?" }
        throw failure(
          "has an unknown key '\((path + [key]).joined(separator: "."))'. \(guess ?? "Known here: \(known.joined(separator: ", ")).")",
          subject)
      }
      result[key] = try merge(value, into: old, at: path + [key], subject: subject)
    }
    return .object(result)
  }

  private static func describe(_ error: DecodingError) -> String {
    // As the file spells keys, not as Swift does.
    func spelled(_ key: any CodingKey) -> String {
      key.stringValue.reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
    }
    func path(_ context: DecodingError.Context) -> String { context.codingPath.map(spelled).joined(separator: ".") }
    switch error {
    case .typeMismatch(let type, let context):
      return context.codingPath.isEmpty
        ? "a recipe is a JSON object: it begins with {." : "'\(path(context))' must be of another type (\(type))."
    case .valueNotFound(_, let context): return "'\(path(context))' must not be null."
    case .keyNotFound(let key, _): return "'\(spelled(key))' is missing."
    case .dataCorrupted(let context):
      return context.codingPath.isEmpty
        ? "is not valid JSON, or a number does not fit: \(context.debugDescription)"
        : "'\(path(context))': \(context.debugDescription)"
    @unknown default: return "\(error)"
    }
  }
}
