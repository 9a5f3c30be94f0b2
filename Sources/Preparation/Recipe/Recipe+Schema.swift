import Core

extension Recipe {
  /// The schema of recipe files in JSON Schema, draft 2020-12, for editors and other tools.
  /// - Throws: `EncodingError`.
  public static func schemaText() throws -> String {
    var schema = schema(standard)
    guard case .object(var properties) = schema["properties"] else { return "" }
    properties[schemaKey] = .object([
      "type": .string("string"), "description": .string("Where this schema lies, for editors."),
    ])
    properties[baseKey] = .object([
      "enum": .array(presets.map { .string($0.name) }), "default": .string(standard.name),
      "description": .string("The recipe whose values hold where this one says nothing."),
    ])
    schema["properties"] = .object(properties)
    schema["$schema"] = .string("https://json-schema.org/draft/2020-12/schema")
    schema["title"] = .string("Recipe of Auscult")
    schema["description"] = .string(
      "What 'auscult prepare' does, from decoding to splits. A file names only what differs from the recipe it extends."
    )
    return try JSONText.encode(JSONValue.object(schema))
  }
}
