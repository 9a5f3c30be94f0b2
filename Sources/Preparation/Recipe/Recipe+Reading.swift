public import Core
public import Foundation

extension Recipe {
  /// The recipe of that name, the one in that file, or the one that the data set in that folder was prepared by.
  /// - Throws: `PreparationError` `.recipe` that says what is wrong and what is known.
  public static func named(_ nameOrPath: String) throws(PreparationError) -> Recipe {
    let (recipe, problems) = try check(named: nameOrPath)
    guard let recipe else { throw .recipe(problems, in: nameOrPath) }
    return recipe
  }

  /// Reads a recipe as ``named(_:)`` does, and tells all its problems instead of throwing them.
  /// - Returns: the recipe, or nil and everything that is wrong with it in order of the text.
  /// - Throws: `PreparationError` if there is nothing to read.
  public static func check(
    named nameOrPath: String
  ) throws(PreparationError) -> (recipe: Recipe?, problems: [RecipeProblem]) {
    if let preset = presets.first(where: { $0.name == nameOrPath }) { return (preset, []) }
    let url = URL(fileURLWithPath: nameOrPath)
    let kind = try? FileManager.default.attributesOfItem(atPath: url.resolvingSymlinksInPath().path)[.type]
    guard let kind = kind as? FileAttributeType else { throw nothing(named: nameOrPath) }
    if kind == .typeDirectory { return (try DatasetDescription(folder: url).recipe, []) }
    let data: Data
    do {
      let file = try FileHandle(forReadingFrom: url)
      defer { try? file.close() }
      data = try file.read(upToCount: JSONDocument.mostBytes + 1) ?? Data()
    } catch {
      throw PreparationError(.noInput, "cannot be read. Check that you may read it.", subject: nameOrPath, cause: error)
    }
    return check(data)
  }

  private static func nothing(named nameOrPath: String) -> PreparationError {
    if nameOrPath.contains("/") || nameOrPath.contains(".") {
      return PreparationError(
        .noInput, "there is no such file. Give a recipe's name or a JSON file.", subject: nameOrPath)
    }
    let names = presets.map(\.name)
    let guess = Spelling.closest(to: nameOrPath, among: names).map { " Did you mean '\($0)'?" } ?? ""
    return PreparationError(
      .unknownRecipe,
      "there is no recipe of this name.\(guess) There are \(names.joined(separator: ", ")); for a file, give its path with .json.",
      subject: nameOrPath)
  }

  /// Reads a recipe that extends a preset: `{"extends": "default", "resample": {"rate": 4000}}`.
  /// - Throws: `PreparationError` `.recipe` with all problems and their places.
  public init(json data: Data, subject: String) throws(PreparationError) {
    let (recipe, problems) = Self.check(data)
    guard let recipe else { throw .recipe(problems, in: subject) }
    self = recipe
  }

  /// Reads a recipe of JSON, or of JSON5 as ``JSONDocument`` takes it.
  /// - Returns: the recipe, or nil and everything that is wrong with it in order of the text.
  static func check(_ data: Data) -> (recipe: Recipe?, problems: [RecipeProblem]) {
    let document = JSONDocument(data)
    var problems = document.problems.map { RecipeProblem($0.place, key: "", message: $0.message) }
    guard let json = document.value else { return (nil, problems) }
    var (recipe, mistakes) = Self.extending(json)
    // What was blamed once is not blamed again for what follows from it.
    var blamed = document.unreadable.union(mistakes.flatMap { [$0.path] + ($0.meant.map { [$0] } ?? []) })
    func isBlamed(_ path: [String]) -> Bool { path.indices.contains { blamed.contains(Array(path[...$0])) } }
    for mistake in recipe.mistakes(at: []).sorted(by: { $0.others.count < $1.others.count })
    where !([mistake.path] + mistake.others).contains(where: isBlamed) {
      mistakes.append(mistake)
      if mistake.others.isEmpty { blamed.insert(mistake.path) }
    }
    problems += mistakes.map { mistake in
      // A conflict is shown where the file has part in it: what it extends is right by itself.
      let path = ([mistake.path] + mistake.others).first { document.holds($0) } ?? mistake.path
      let place = mistake.concernsKey ? document.place(ofKey: path) : document.place(ofValue: path)
      return RecipeProblem(place, key: mistake.path.joined(separator: "."), message: mistake.sentence)
    }
    problems.sort { TextPlace(line: $0.line, column: $0.column) < TextPlace(line: $1.line, column: $1.column) }
    return (problems.isEmpty ? recipe : nil, problems)
  }

  /// Checks that every value makes sense.
  /// - Throws: `PreparationError` `.recipe`, naming the key and what it must be.
  public func validate(subject: String? = nil) throws(PreparationError) {
    let mistakes = mistakes(at: [])
    if mistakes.isEmpty { return }
    throw PreparationError(.recipe, mistakes.map(\.sentence).joined(separator: " "), subject: subject ?? name)
  }

  /// Keys of a file that are no part of a recipe: the preset that it extends, and the schema that editors look for.
  static let baseKey = "extends"
  static let schemaKey = "$schema"

  /// What `json` changes in the preset that it extends.
  private static func extending(_ json: JSONValue) -> (recipe: Recipe, mistakes: [RecipeMistake]) {
    var (recipe, mistakes) = (standard, [RecipeMistake]())
    guard case .object(var members) = json else { return (recipe, recipe.read(json, at: [])) }
    members[schemaKey] = nil
    if let base = members.removeValue(forKey: baseKey) {
      let names = presets.map(\.name)
      if case .string(let name) = base, let preset = presets.first(where: { $0.name == name }) {
        recipe = preset
      } else {
        var message = "must be one of \(names.joined(separator: ", ")), not \(base.quoted)"
        if case .string(let name) = base, let guess = Spelling.closest(to: name, among: names) {
          message += ". Did you mean '\(guess)'?"
        }
        mistakes.append(RecipeMistake(path: [baseKey], message: message))
      }
    }
    let base = recipe
    mistakes += recipe.read(.object(members), at: [])
    // What was changed is no longer what the name stands for, unless the file says so itself.
    if recipe != base && members["name"] == nil { recipe.name = "\(base.name), changed" }
    if recipe != base && members["purpose"] == nil { recipe.purpose = "'\(base.name)' with values of its own." }
    return (recipe, mistakes)
  }
}

extension RecipeMistake {
  /// The mistake with the key it is about.
  var sentence: String {
    let text = path.isEmpty ? "a recipe \(message)" : "'\(path.joined(separator: "."))' \(message)"
    return text.hasSuffix("?") || text.hasSuffix(".") ? text : text + "."
  }
}

extension Recipe: Codable {
  /// Reads a complete recipe, as ``encode(to:)`` writes it or as an earlier version wrote it, which knew fewer keys.
  /// - Throws: `DecodingError` that names the keys.
  public init(from decoder: any Decoder) throws {
    var recipe = Recipe.standard
    let mistakes = recipe.read(try JSONValue(from: decoder), at: [], isComplete: true)
    guard mistakes.isEmpty else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: mistakes.map(\.sentence).joined(separator: " ")))
    }
    self = recipe
  }

  /// Writes every key, and null for a step that is left out.
  /// - Throws: `EncodingError`.
  public func encode(to encoder: any Encoder) throws { try jsonValue.encode(to: encoder) }

  /// The recipe as JSON text with sorted keys and every value.
  /// - Throws: `EncodingError`.
  public func json() throws -> String { try JSONText.encode(self) }
}
