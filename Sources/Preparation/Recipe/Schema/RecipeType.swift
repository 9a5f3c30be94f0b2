import Core

/// Which values a key of a recipe takes: how they are read, checked, written, and described in the published schema.
struct RecipeType<Value: Sendable>: Sendable {
  /// What fits, as it completes the sentence "must be …", for example "a whole number from 1 to 1024".
  let expectation: String
  /// The keywords of JSON Schema that say the same.
  let schema: [String: JSONValue]
  /// The value of a JSON value of the right kind; it replaces `old`, or is merged into it.
  let read: @Sendable (_ json: JSONValue, _ old: Value) -> Value?
  /// The JSON value of a value.
  let write: @Sendable (Value) -> JSONValue
  /// Whether a value of the right kind lies within the limits.
  let accepts: @Sendable (Value) -> Bool
}

extension RecipeType where Value == String {
  /// A text that is not blank.
  static var text: Self {
    Self(
      expectation: "a text in quotes that is not blank",
      schema: ["type": .string("string"), "pattern": .string("\\S")],
      read: { json, _ in if case .string(let text) = json { text } else { nil } }, write: { .string($0) },
      accepts: { !$0.allSatisfy(\.isWhitespace) })
  }
}

extension RecipeType where Value == Bool {
  /// true or false.
  static var flag: Self {
    Self(
      expectation: "true or false", schema: ["type": .string("boolean")],
      read: { json, _ in if case .boolean(let value) = json { value } else { nil } }, write: { .boolean($0) },
      accepts: { _ in true })
  }
}

extension RecipeType where Value == Int {
  /// A whole number within limits, of a unit such as `Hz`.
  static func integer(in range: ClosedRange<Int>, _ unit: String = "") -> Self {
    Self(
      expectation: "a whole number from \(range.lowerBound) to \(range.upperBound)\(unit.isEmpty ? "" : " \(unit)")",
      schema: [
        "type": .string("integer"), "minimum": .integer(Int64(range.lowerBound)),
        "maximum": .integer(Int64(range.upperBound)),
      ],
      read: { json, _ in json.wholeNumber }, write: { .integer(Int64($0)) }, accepts: { range.contains($0) })
  }
}

extension RecipeType where Value == UInt64 {
  /// A seed: a whole number from 0 to 2⁶⁴ − 1.
  static var seed: Self {
    Self(
      expectation: "a whole number from 0 to \(UInt64.max)",
      schema: ["type": .string("integer"), "minimum": .integer(0), "maximum": .large(.max)],
      read: { json, _ in
        switch json {
        case .large(let value): value
        default: json.wholeNumber.flatMap { UInt64(exactly: $0) }
        }
      }, write: { value in Int64(exactly: value).map { .integer($0) } ?? .large(value) }, accepts: { _ in true })
  }
}

extension RecipeType where Value == Double {
  /// A number within limits, of a unit such as `s`.
  static func number(in range: ClosedRange<Double>, _ unit: String = "") -> Self {
    limited(
      "from \(shortest(range.lowerBound)) to \(shortest(range.upperBound))", unit,
      lowest: ("minimum", range.lowerBound),
      highest: range.upperBound
    ) { range.contains($0) }
  }

  /// A number above a limit and up to another.
  static func number(above limit: Double, upTo highest: Double, _ unit: String = "") -> Self {
    limited(
      "above \(shortest(limit)) and at most \(shortest(highest))", unit, lowest: ("exclusiveMinimum", limit),
      highest: highest
    ) { $0 > limit && $0 <= highest }
  }

  private static func limited(
    _ limits: String, _ unit: String, lowest: (keyword: String, value: Double), highest: Double,
    accepts: @escaping @Sendable (Double) -> Bool
  ) -> Self {
    Self(
      expectation: "a number \(limits)\(unit.isEmpty ? "" : " \(unit)")",
      schema: ["type": .string("number"), lowest.keyword: .number(lowest.value), "maximum": .number(highest)],
      read: { json, _ in json.anyNumber }, write: { .number($0) }, accepts: accepts)
  }

  private static func shortest(_ value: Double) -> String { JSONValue.number(value).text }
}

extension RecipeType where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of the cases of an enumeration.
  static var choice: Self {
    let names = Value.allCases.map(\.rawValue)
    return Self(
      expectation: "one of \(names.joined(separator: ", "))", schema: ["enum": .array(names.map { .string($0) })],
      read: { json, _ in if case .string(let name) = json { Value(rawValue: name) } else { nil } },
      write: { .string($0.rawValue) }, accepts: { _ in true })
  }
}

extension RecipeType where Value == [String] {
  /// A list of texts.
  static var texts: Self {
    Self(
      expectation: "a list of texts, [\"…\", \"…\"]",
      schema: ["type": .string("array"), "items": .object(["type": .string("string")])],
      read: { json, _ in
        guard case .array(let elements) = json else { return nil }
        let texts = elements.compactMap { if case .string(let text) = $0 { text } else { nil } }
        return texts.count == elements.count ? texts : nil
      }, write: { .array($0.map { .string($0) }) }, accepts: { _ in true })
  }
}

extension RecipeType where Value == [String: String] {
  /// New names for old; a file's are added to those of the recipe it extends, and null takes one away.
  static var names: Self {
    Self(
      expectation: "an object of names that are not blank, {\"old\": \"new\"}",
      schema: [
        "type": .string("object"),
        "additionalProperties": .object([
          "type": .array([.string("string"), .string("null")]), "pattern": .string("\\S"),
        ]),
      ],
      read: { json, old in
        guard case .object(let members) = json else { return nil }
        var names = old
        for (key, value) in members {
          switch value {
          case .string(let name): names[key] = name
          case .null: names[key] = nil
          default: return nil
          }
        }
        return names
      }, write: { .object($0.mapValues { .string($0) }) },
      accepts: { $0.values.allSatisfy { !$0.allSatisfy(\.isWhitespace) } })
  }
}

extension JSONValue {
  /// The number, if it is a whole one that `Int` holds; 2e3 is.
  fileprivate var wholeNumber: Int? {
    switch self {
    case .integer(let value): Int(exactly: value)
    // Beyond this not every whole number is a Double, so that another may have been meant.
    case .number(let value) where abs(value) <= 0x1p53: Int(exactly: value)
    default: nil
    }
  }

  fileprivate var anyNumber: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .large(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
}
