import Core

/// A group of keys of a recipe: everything that is known of a key stands in one line of ``fields``.
///
/// From it come reading, checking, `recipe show`, `recipe diff` and the published schema; the values that properties are
/// declared with are the defaults.
protocol RecipeStep: Sendable, Equatable {
  /// The step with its defaults.
  init()
  /// The keys, in the order in which people think of them.
  static var fields: [RecipeField<Self>] { get }
  /// What does not fit together although each value is within its limits.
  var conflicts: [RecipeConflict] { get }
}

extension RecipeStep {
  var conflicts: [RecipeConflict] { [] }
}

/// Values that do not fit together.
struct RecipeConflict: Sendable {
  /// The keys concerned, relative to the step, with dots; the first is named in the message.
  var keys: [String]
  /// What must be, as it follows the key's name.
  var message: String
}

extension [RecipeConflict] {
  /// A conflict between `keys`, if `condition` does not hold.
  static func unless(_ condition: Bool, _ keys: String..., message: String) -> Self {
    condition ? [] : [RecipeConflict(keys: keys, message: message)]
  }
}

/// Something wrong with the value or the key at a path.
struct RecipeMistake: Sendable {
  var path: [String]
  /// What is wrong, as it follows the key's name.
  var message: String
  /// Whether the key itself is wrong, rather than its value.
  var concernsKey = false
  /// The other values concerned, where several do not fit together.
  var others: [[String]] = []
  /// The key that was probably meant, where one is unknown.
  var meant: [String]?
}

extension RecipeStep {
  /// Takes over what `json` names; keys that it does not name stay as they are.
  /// - Parameter isComplete: whether every key must be there, but for those that older recipes lack.
  mutating func read(_ json: JSONValue, at path: [String], isComplete: Bool = false) -> [RecipeMistake] {
    guard case .object(let members) = json else {
      return [RecipeMistake(path: path, message: "must be an object, {…}, not \(json.quoted)")]
    }
    var mistakes: [RecipeMistake] = []
    for field in Self.fields {
      if let value = members[field.name] ?? (isComplete ? field.earlier : nil) {
        mistakes += field.read(&self, value, path + [field.name], isComplete)
      } else if isComplete {
        mistakes.append(RecipeMistake(path: path + [field.name], message: "is missing", concernsKey: true))
      }
    }
    let known = Self.fields.map(\.name)
    let unknown = members.keys.filter { !known.contains($0) }.sorted(by: precedesInBytes)
    for key in unknown.prefix(JSONDocument.mostProblems) {
      mistakes.append(Self.unknown(key, at: path))
    }
    return mistakes
  }

  /// The step as JSON with every key.
  var jsonValue: JSONValue { .object(Dictionary(uniqueKeysWithValues: Self.fields.map { ($0.name, $0.write(self)) })) }

  /// What lies outside its limits or does not fit together.
  func mistakes(at path: [String]) -> [RecipeMistake] {
    Self.fields.flatMap { $0.check(self, path + [$0.name]) }
      + conflicts.map { conflict in
        let paths = conflict.keys.map { path + $0.split(separator: ".").map(String.init) }
        return RecipeMistake(path: paths[0], message: conflict.message, others: Array(paths.dropFirst()))
      }
  }

  /// The step in JSON Schema.
  /// - Parameter standard: the step with the values that hold where nothing is said.
  static func schema(_ standard: Self) -> [String: JSONValue] {
    [
      "type": .string("object"), "additionalProperties": .boolean(false),
      "properties": .object(
        Dictionary(
          uniqueKeysWithValues: fields.map { field in
            (field.name, .object(field.schema(standard).merging(["description": .string(field.meaning)]) { $1 }))
          })),
    ]
  }

  /// The paths of all keys, with dots, also of steps within.
  static var keyPaths: [String] {
    fields.flatMap { field in [field.name] + field.inner().map { "\(field.name).\($0)" } }
  }

  private static func unknown(_ key: String, at path: [String]) -> RecipeMistake {
    let names = fields.map(\.name)
    let elsewhere = Recipe.keyPaths.filter { $0.hasSuffix("." + key) }
    let guess = Spelling.closest(to: key, among: names)
    let advice = (guess ?? (elsewhere.count == 1 ? elsewhere[0] : nil)).map { "Did you mean '\($0)'?" }
    return RecipeMistake(
      path: path + [key],
      message: "is no key of a recipe. \(advice ?? "Known here: \(names.joined(separator: ", ")).")", concernsKey: true,
      meant: guess.map { path + [$0] })
  }
}
