import Core

/// One key of a step: its name, its property, which values it takes, and what it means.
struct RecipeField<Step>: Sendable {
  /// The key as the file spells it.
  let name: String
  /// What it means, in a sentence.
  let meaning: String
  /// Takes over a value, or says why not.
  let read: @Sendable (_ step: inout Step, _ json: JSONValue, _ path: [String], _ isComplete: Bool) -> [RecipeMistake]
  /// The value as JSON.
  let write: @Sendable (Step) -> JSONValue
  /// What lies outside its limits.
  let check: @Sendable (Step, _ path: [String]) -> [RecipeMistake]
  /// The value in JSON Schema, with the default of the step given.
  let schema: @Sendable (Step) -> [String: JSONValue]
  /// The keys within the value.
  let inner: @Sendable () -> [String]
  /// What a complete recipe means that was written before there was this key; nil for keys that were there from the first.
  private(set) var earlier: JSONValue?

  /// The same key, which older complete recipes lack: they mean `value`, which leaves everything as it was then.
  func missing(as value: JSONValue) -> Self {
    var field = self
    field.earlier = value
    return field
  }
}

extension RecipeField {
  /// A key with a value.
  init<Value>(
    _ name: String, _ property: any WritableKeyPath<Step, Value> & Sendable, _ type: RecipeType<Value>,
    _ meaning: String
  ) {
    self.name = name
    self.meaning = meaning
    @Sendable func mistake(_ json: JSONValue, _ path: [String]) -> RecipeMistake {
      RecipeMistake(path: path, message: "must be \(type.expectation), not \(json.quoted)")
    }
    read = { step, json, path, _ in
      guard let value = type.read(json, step[keyPath: property]) else { return [mistake(json, path)] }
      step[keyPath: property] = value
      return []
    }
    write = { type.write($0[keyPath: property]) }
    check = { step, path in
      let value = step[keyPath: property]
      return type.accepts(value) ? [] : [mistake(type.write(value), path)]
    }
    schema = { type.schema.merging(["default": type.write($0[keyPath: property])]) { $1 } }
    inner = { [] }
  }

  /// A key with keys of its own.
  init<Inner: RecipeStep>(
    _ name: String, step property: any WritableKeyPath<Step, Inner> & Sendable, _ meaning: String
  ) {
    self.name = name
    self.meaning = meaning
    read = { step, json, path, isComplete in step[keyPath: property].read(json, at: path, isComplete: isComplete) }
    write = { $0[keyPath: property].jsonValue }
    check = { step, path in step[keyPath: property].mistakes(at: path) }
    schema = { Inner.schema($0[keyPath: property]) }
    inner = { Inner.keyPaths }
  }

  /// A key with keys of its own, or null where the step is left out.
  init<Inner: RecipeStep>(
    _ name: String, optional property: any WritableKeyPath<Step, Inner?> & Sendable, _ meaning: String
  ) {
    self.name = name
    self.meaning = meaning
    read = { step, json, path, isComplete in
      guard json != .null else {
        step[keyPath: property] = nil
        return []
      }
      var value = step[keyPath: property] ?? Inner()
      defer { step[keyPath: property] = value }
      return value.read(json, at: path, isComplete: isComplete)
    }
    write = { $0[keyPath: property]?.jsonValue ?? .null }
    check = { step, path in step[keyPath: property]?.mistakes(at: path) ?? [] }
    schema = {
      Inner.schema($0[keyPath: property] ?? Inner()).merging(["type": .array([.string("object"), .string("null")])]) {
        $1
      }
    }
    inner = { Inner.keyPaths }
  }
}
