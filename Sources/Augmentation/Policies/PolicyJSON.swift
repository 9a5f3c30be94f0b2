/// The JSON that policies are made of.
indirect enum PolicyJSON: Codable, Sendable, Equatable {
  case number(Double)
  case string(String)
  case array([PolicyJSON])
  case object([String: PolicyJSON])
  /// Null, or a truth value: nothing in a policy is one.
  case other

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() || (try? container.decode(Bool.self)) != nil {
      self = .other
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .string(text)
    } else if let elements = try? container.decode([PolicyJSON].self) {
      self = .array(elements)
    } else {
      self = .object(try container.decode([String: PolicyJSON].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let value): try container.encode(value)
    case .string(let text): try container.encode(text)
    case .array(let elements): try container.encode(elements)
    case .object(let members): try container.encode(members)
    case .other: try container.encodeNil()
    }
  }

  /// The members of an object.
  var members: [String: PolicyJSON]? { if case .object(let members) = self { members } else { nil } }

  /// The text of a string.
  var text: String? { if case .string(let text) = self { text } else { nil } }

  /// A word, or a list of at least one.
  var words: [String]? {
    switch self {
    case .string(let word): return [word]
    case .array(let elements):
      let words = elements.compactMap(\.text)
      return words.count == elements.count && !words.isEmpty ? words : nil
    default: return nil
    }
  }

  /// A number, or a list of two in ascending order.
  var range: ClosedRange<Double>? {
    switch self {
    case .number(let value) where value.isFinite: return value...value
    case .array(let elements):
      guard elements.count == 2, case .number(let low) = elements[0], case .number(let high) = elements[1],
        low.isFinite, high.isFinite, low <= high
      else { return nil }
      return low...high
    default: return nil
    }
  }

  /// The value as a message quotes it.
  var quoted: String {
    switch self {
    case .number(let value): TransformParameter.text(value)
    case .string(let text): "\"\(text.prefix(40))\""
    case .array(let elements):
      elements.count <= 4 ? "[\(elements.map(\.quoted).joined(separator: ", "))]" : "a list of \(elements.count)"
    case .object: "an object"
    case .other: "null, true or false"
    }
  }
}
