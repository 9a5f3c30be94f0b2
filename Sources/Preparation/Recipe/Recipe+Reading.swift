import Core
public import Foundation

extension Recipe {
  /// The recipe of that name, or the one in that file.
  /// - Throws: `PreparationError` `.recipe` that says what is wrong and what is known.
  public static func named(_ nameOrPath: String) throws(PreparationError) -> Recipe {
    if let preset = presets.first(where: { $0.name == nameOrPath }) { return preset }
    guard nameOrPath.contains(".") || nameOrPath.contains("/") else {
      throw PreparationError(
        .recipe, "there is no recipe of this name; there are \(presets.map(\.name).joined(separator: ", ")). For a file, give its path with .json.",
        subject: nameOrPath)
    }
    let data: Data
    do { data = try Data(contentsOf: URL(fileURLWithPath: nameOrPath)) } catch {
      throw PreparationError(.recipe, "cannot be read. Give a recipe's name or a JSON file.", subject: nameOrPath, cause: error)
    }
    return try Recipe(json: data, subject: nameOrPath)
  }

  /// Reads a recipe of JSON or JSON5 that extends a preset: `{"extends": "default", "resample": {"rate": 4000}}`.
  /// - Throws: `PreparationError` `.recipe`, naming the key.
  public init(json data: Data, subject: String) throws(PreparationError) {
    func failure(_ message: String, cause: (any Error)? = nil) -> PreparationError {
      PreparationError(.recipe, message, subject: subject, cause: cause)
    }
    let changes: [String: Any]
    do {
      guard let object = try JSONSerialization.jsonObject(with: data, options: [.json5Allowed]) as? [String: Any] else {
        throw failure("holds no JSON object: a recipe begins with {.")
      }
      changes = object
    } catch let error as PreparationError {
      throw error
    } catch {
      throw failure("is not valid JSON.", cause: error)
    }
    let baseName = changes["extends"] as? String ?? Recipe.standard.name
    guard let base = Recipe.presets.first(where: { $0.name == baseName }) else {
      throw failure("extends '\(baseName)', which is no known recipe (\(Recipe.presets.map(\.name).joined(separator: ", "))).")
    }
    var merged: [String: Any]
    do {
      merged = try JSONSerialization.jsonObject(with: JSONEncoder().encode(base)) as? [String: Any] ?? [:]
    } catch {
      throw failure("cannot be merged with '\(baseName)'.", cause: error)
    }
    for (key, value) in changes where key != "extends" { try Self.merge(value, at: [key], into: &merged, failure) }
    do {
      self = try JSONDecoder().decode(Recipe.self, from: JSONSerialization.data(withJSONObject: merged))
    } catch let error as DecodingError {
      throw failure(Self.describe(error))
    } catch {
      throw failure("cannot be understood.", cause: error)
    }
    try validate(subject: subject)
  }

  /// Sets one value of a recipe's JSON; the key must exist, but label maps take any key.
  private static func merge(
    _ value: Any, at path: [String], into object: inout [String: Any], _ failure: (String, (any Error)?) -> PreparationError
  ) throws(PreparationError) {
    guard let key = path.last else { return }
    let isFree = path.dropLast() == ["labels", "map"]
    let known = Set(object.keys).union(path.count == 1 ? ["spectrogram"] : [])
    guard isFree || known.contains(key) else {
      let suggestion = Spelling.closest(to: key, among: known.sorted()).map { " Did you mean '\($0)'?" } ?? ""
      throw failure("has an unknown key '\(path.joined(separator: "."))'.\(suggestion)", nil)
    }
    guard let changes = value as? [String: Any], var inner = object[key] as? [String: Any] else {
      object[key] = value
      return
    }
    for (innerKey, innerValue) in changes { try merge(innerValue, at: path + [innerKey], into: &inner, failure) }
    object[key] = inner
  }

  private static func describe(_ error: DecodingError) -> String {
    func path(_ context: DecodingError.Context, _ key: (any CodingKey)? = nil) -> String {
      (context.codingPath + (key.map { [$0] } ?? [])).map(\.stringValue).joined(separator: ".")
    }
    switch error {
    case .typeMismatch(let type, let context): return "'\(path(context))' must be of another type (\(type))."
    case .valueNotFound(_, let context): return "'\(path(context))' must not be null."
    case .keyNotFound(let key, let context): return "'\(path(context, key))' is missing."
    case .dataCorrupted(let context): return "'\(path(context))': \(context.debugDescription)"
    @unknown default: return "\(error)"
    }
  }
}
