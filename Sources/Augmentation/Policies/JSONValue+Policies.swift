import Core

/// What policies are made of.
extension JSONValue {
  /// The members of an object.
  var members: [String: JSONValue]? { if case .object(let members) = self { members } else { nil } }

  /// A text.
  var word: String? { if case .string(let text) = self { text } else { nil } }

  /// A finite number.
  var value: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .large(let value): Double(value)
    case .number(let value) where value.isFinite: value
    default: nil
    }
  }

  /// A word, or a list of at least one.
  var words: [String]? {
    guard case .array(let elements) = self else { return word.map { [$0] } }
    let words = elements.compactMap(\.word)
    return words.count == elements.count && !words.isEmpty ? words : nil
  }

  /// A number, or a list of two in ascending order.
  var range: ClosedRange<Double>? {
    guard case .array(let elements) = self else { return value.map { $0...$0 } }
    guard elements.count == 2, let low = elements[0].value, let high = elements[1].value, low <= high else {
      return nil
    }
    return low...high
  }
}
