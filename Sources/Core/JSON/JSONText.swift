public import Foundation

/// The one form of JSON that the suite writes: snake_case keys, sorted, slashes as they are, a line end at the end.
public enum JSONText {
  /// `value` as JSON.
  /// - Parameter isPretty: indented over many lines, for files; else on one line.
  /// - Throws: `EncodingError`.
  public static func encode(_ value: some Encodable, isPretty: Bool = true) throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting =
      isPretty ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes] : [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self) + (isPretty ? "\n" : "")
  }

  /// Reads what ``encode(_:isPretty:)`` wrote, or people in the same form.
  /// - Parameter allowsJSON5: whether comments, single quotes and trailing commas are welcome.
  /// - Throws: `DecodingError`.
  public static func decode<Value: Decodable>(_ type: Value.Type, from data: Data, allowsJSON5: Bool = false) throws
    -> Value
  {
    // Foundation's JSON5 reader ends the process where bytes are not UTF-8, so they never reach it.
    guard String(validating: data, as: UTF8.self) != nil else {
      throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "the bytes are not UTF-8"))
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    decoder.allowsJSON5 = allowsJSON5
    return try decoder.decode(type, from: data)
  }
}
