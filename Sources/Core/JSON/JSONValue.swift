/// Any JSON value; keys are taken as they are, whatever the coder does to those of Swift types.
public indirect enum JSONValue: Sendable, Codable, Equatable {
  /// null.
  case null
  /// true or false.
  case boolean(Bool)
  /// A whole number.
  case integer(Int64)
  /// A whole number beyond `Int64`, such as a seed.
  case large(UInt64)
  /// Any other number.
  case number(Double)
  /// A text.
  case string(String)
  /// A list.
  case array([JSONValue])
  /// Values by name.
  case object([String: JSONValue])

  /// Reads any value.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(UInt64.self) {
      self = .large(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// Writes the value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .boolean(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .large(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }

  /// The value on one line, with sorted keys.
  public var text: String { (try? JSONText.encode(self, isPretty: false)) ?? "null" }

  /// The value as a message quotes it: on one line and short.
  public var quoted: String {
    switch self {
    case .object where text.count > 40: "an object"
    case .array(let elements) where elements.count > 4: "a list of \(elements.count)"
    case .array(let elements): "[\(elements.map(\.quoted).joined(separator: ", "))]"
    default: text.count > 40 ? "\(text.prefix(40))…" : text
    }
  }
}
