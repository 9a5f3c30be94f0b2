import Core
import Foundation

/// Any JSON value; keys are taken as they are, whatever the coder does to those of Swift types.
indirect enum JSONValue: Sendable, Codable, Equatable {
  case null
  case boolean(Bool)
  case integer(Int64)
  /// A whole number beyond `Int64`, such as a seed.
  case large(UInt64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
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

  func encode(to encoder: any Encoder) throws {
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
  var text: String { (try? JSONText.encode(self, isPretty: false)) ?? "null" }

  /// The value as a message quotes it: on one line and short.
  var quoted: String {
    switch self {
    case .object: "an object"
    case .array: "a list"
    default: text.count > 40 ? "\(text.prefix(40))…" : text
    }
  }
}
