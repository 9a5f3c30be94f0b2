import Foundation

/// The manifest's schema as Frictionless Table Schema publishes such things, for tools that check CSV files.
public enum TableSchema {
  private struct Schema: Encodable {
    struct Field: Encodable {
      let name: String
      let type: String
      let description: String
      let constraints: [String: Bool]?
    }
    let fields: [Field]
    let primaryKey: String
    let missingValues: [String]
  }

  /// The schema as JSON.
  /// - Throws: `EncodingError`.
  public static func json() throws -> String {
    let fields = ManifestRow.columns.map { column in
      Schema.Field(
        name: column.name, type: column.type, description: column.meaning,
        constraints: ["id", "file_name"].contains(column.name) ? ["required": true] : nil)
    }
    // Frictionless has camel-case keys of its own.
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data = try encoder.encode(Schema(fields: fields, primaryKey: "id", missingValues: [""]))
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}
