import Core
public import Foundation

extension ValueType where Value == String {
  /// Any text.
  public static var string: Self { Self("a text", placeholder: "TEXT") { $0 } }

  /// One of a few words.
  public static func choice(_ words: [String]) -> Self {
    Self(choices: words, text: { $0 }, value: { word in words.contains(word) ? word : nil })
  }
}

extension ValueType where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of the cases of an enumeration, by its raw value.
  public static func choice(of type: Value.Type) -> Self {
    Self(choices: type.allCases.map(\.rawValue), text: \.rawValue, value: { type.init(rawValue: $0) })
  }
}

extension ValueType {
  private init(
    choices: [String], text: @escaping @Sendable (Value) -> String, value: @escaping @Sendable (String) -> Value?
  ) {
    self.init(
      description: choices.count == 1 ? "'\(choices[0])'" : "one of \(choices.joined(separator: ", "))",
      placeholder: "NAME",
      constraint: choices.joined(separator: ", "), completion: .choices(choices),
      parse: { (word) throws(Misfit) in
        guard let value = value(word) else {
          throw Misfit(word: word, suggestion: Spelling.closest(to: word, among: choices))
        }
        return value
      }, format: text, combine: nil)
  }
}

extension ValueType where Value == Int {
  /// A whole number within limits.
  public static func integer(in range: ClosedRange<Int> = .min ... .max) -> Self {
    let limits = rangeText(
      from: range.lowerBound == .min ? nil : "\(range.lowerBound)",
      to: range.upperBound == .max ? nil : "\(range.upperBound)")
    return Self(sentence("a whole number", limits), placeholder: "N", constraint: limits) { word in
      Int(word).flatMap { range.contains($0) ? $0 : nil }
    }
  }
}

extension ValueType where Value == UInt64 {
  /// A seed: a whole number from 0 to 2⁶⁴ − 1.
  public static var seed: Self { Self("a whole number of at least 0", placeholder: "N") { UInt64($0) } }
}

extension ValueType where Value == Double {
  /// A finite number within limits; an infinite bound means none.
  public static func number(in range: ClosedRange<Double> = -.infinity ... .infinity) -> Self {
    let limits = rangeText(
      from: range.lowerBound.isFinite ? shortest(range.lowerBound) : nil,
      to: range.upperBound.isFinite ? shortest(range.upperBound) : nil)
    return Self(sentence("a number", limits), placeholder: "X", constraint: limits, format: shortest) { word in
      Double(word).flatMap { $0.isFinite && range.contains($0) ? $0 : nil }
    }
  }
}

extension ValueType where Value == PixelSize {
  /// A picture's size, as in `224x224`.
  public static var size: Self {
    Self("a size such as 224x224 (width x height)", placeholder: "WxH") { PixelSize($0) }
  }
}

extension ValueType where Value == URL {
  /// A file or a folder that is read.
  public static var path: Self { location("a path", placeholder: "PATH", completion: .path) }

  /// A file.
  public static var file: Self { location("a file", placeholder: "FILE", completion: .path) }

  /// A folder.
  public static var folder: Self { location("a folder", placeholder: "DIR", completion: .folder) }

  private static func location(_ description: String, placeholder: String, completion: CompletionHint) -> Self {
    // An empty word would silently mean the current folder.
    Self(description, placeholder: placeholder, completion: completion, format: \.relativePath) { word in
      word.isEmpty ? nil : URL(fileURLWithPath: word)
    }
  }
}

extension ValueType {
  /// A list of values separated by commas; a repeated option adds to it.
  public static func list<Element>(of element: ValueType<Element>) -> Self where Value == [Element] {
    Self(
      description: "a list separated by commas, each \(element.description)", placeholder: "\(element.placeholder),…",
      constraint: element.constraint, completion: element.completion,
      parse: { (word) throws(Misfit) in
        var values: [Element] = []
        for part in word.split(separator: ",", omittingEmptySubsequences: false) {
          values.append(try element.parse(String(part)))
        }
        return values
      },
      format: { $0.map(element.format).joined(separator: ",") },
      combine: { $0 + $1 })
  }
}

private func sentence(_ what: String, _ limits: String?) -> String {
  guard let limits else { return what }
  return limits.hasPrefix("at ") ? "\(what) of \(limits)" : "\(what) from \(limits)"
}

private func rangeText(from lower: String?, to upper: String?) -> String? {
  switch (lower, upper) {
  case (let lower?, let upper?): "\(lower) to \(upper)"
  case (let lower?, nil): "at least \(lower)"
  case (nil, let upper?): "at most \(upper)"
  case (nil, nil): nil
  }
}

/// The number as short as it can be written, without a needless ".0".
@Sendable private func shortest(_ value: Double) -> String {
  let text = "\(value)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
