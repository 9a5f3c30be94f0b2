public import Core
import Foundation

/// A transform with all its values, as a row of the manifest holds it: enough to carry it out again.
public struct AugmentationOperation: Sendable, Equatable {
  /// A value of a parameter.
  public enum Value: Sendable, Equatable {
    case number(Double)
    case text(String)
  }

  /// The transform's name.
  public var transform: String
  /// The values of its parameters.
  public var values: [String: Value]
  /// The seed of what is drawn while it is carried out, such as the samples of noise; below 2⁵³.
  public var seed: UInt64
  /// Why it was left out or made weaker, or "".
  public var guardNote = ""
  /// Whether it was left out, so that it does nothing.
  public var isLeftOut = false

  /// Makes an operation.
  public init(transform: String, values: [String: Value] = [:], seed: UInt64 = 0) {
    self.transform = transform
    self.values = values
    self.seed = seed
  }

  /// The name of the step in the manifest's column `operations`.
  public static let stepName = "augment"

  /// A number; 0 where there is none, which ``validate()`` does not let through.
  func number(_ name: String) -> Double { if case .number(let value) = values[name] { value } else { 0 } }

  /// A whole number.
  func whole(_ name: String) -> Int { Int(exactly: number(name).rounded()) ?? 0 }

  /// A text; "" where there is none.
  func text(_ name: String) -> String { if case .text(let value) = values[name] { value } else { "" } }

  /// What is drawn while the operation is carried out.
  var generator: SeededGenerator { SeededGenerator(seed: seed) }
}

extension AugmentationOperation {
  /// The fields of the operation's step as names and JSON values, in the order of the catalogue.
  public var fields: [(name: String, value: String)] {
    var fields = [("transform", Self.quoted(transform))]
    if isLeftOut {
      fields.append(("left_out", Self.quoted(guardNote)))
      return fields
    }
    for parameter in Catalogue.transform(transform)?.parameters ?? [] {
      switch values[parameter.name] {
      case .number(let value): fields.append((parameter.name, TransformParameter.text(value)))
      case .text(let text): fields.append((parameter.name, Self.quoted(text)))
      case nil: break
      }
    }
    fields.append(("seed", "\(seed)"))
    if !guardNote.isEmpty { fields.append(("guard", Self.quoted(guardNote))) }
    return fields
  }

  /// The values for people, in the order of the catalogue: numbers to three digits, with their units.
  public var readableValues: [(name: String, value: String)] {
    if isLeftOut { return [(name: "left out", value: guardNote)] }
    let parameters = Catalogue.transform(transform)?.parameters ?? []
    let readable = parameters.compactMap { parameter in
      values[parameter.name].map { (name: parameter.name, value: parameter.words(for: $0)) }
    }
    return readable + (guardNote.isEmpty ? [] : [(name: "guard", value: guardNote)])
  }

  private static func quoted(_ text: String) -> String { (try? JSONText.encode(text, isPretty: false)) ?? "\"\"" }

  /// A field of a step as JSON gives it.
  private enum Field: Decodable {
    case number(Double)
    case text(String)
    case other

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if let text = try? container.decode(String.self) {
        self = .text(text)
      } else {
        self = .other
      }
    }
  }

  /// The augmenting operations in a row's column `operations`, in order; steps of other kinds are passed over.
  /// - Throws: `AugmentationError` `.operations` if it is no such list, or an operation is not whole.
  public static func operations(in json: String) throws(AugmentationError) -> [AugmentationOperation] {
    let steps: [[String: Field]]
    do { steps = try JSONDecoder().decode([[String: Field]].self, from: Data(json.utf8)) } catch {
      throw AugmentationError(.operations, "the column 'operations' is no list of steps.", cause: error)
    }
    var operations: [AugmentationOperation] = []
    for step in steps {
      guard case .text(stepName) = step["step"] else { continue }
      operations.append(try AugmentationOperation(step))
    }
    return operations
  }

  private init(_ step: [String: Field]) throws(AugmentationError) {
    guard case .text(let name) = step["transform"] else {
      throw AugmentationError(.operations, "an augmenting step names no transform.")
    }
    self.init(transform: name)
    if case .text(let reason) = step["left_out"] { (isLeftOut, guardNote) = (true, reason) }
    if case .text(let reason) = step["guard"] { guardNote = reason }
    if case .number(let value) = step["seed"], let seed = UInt64(exactly: value) { self.seed = seed }
    for parameter in Catalogue.transform(name)?.parameters ?? [] {
      switch step[parameter.name] {
      case .number(let value): values[parameter.name] = .number(value)
      case .text(let text): values[parameter.name] = .text(text)
      case .other, nil: break
      }
    }
    try validate()
  }

  /// Checks that the transform is known and every value there and possible.
  /// - Throws: `AugmentationError` `.operations`.
  func validate() throws(AugmentationError) {
    guard let known = Catalogue.transform(transform) else {
      throw AugmentationError(.operations, Catalogue.unknown(transform))
    }
    if isLeftOut { return }
    for parameter in known.parameters where !Self.fits(values[parameter.name], parameter) {
      throw AugmentationError(
        .operations, "the operation '\(transform)' has no usable '\(parameter.name)'. Was the row edited?")
    }
  }

  private static func fits(_ value: Value?, _ parameter: TransformParameter) -> Bool {
    switch (parameter.kind, value) {
    case (.number(_, let limits, _), .number(let number)): limits.contains(number)
    case (.choice(_, let all), .text(let text)): all.contains(text)
    case (.text, .text(let text)): !text.isEmpty
    case (.found(.number), .number(let number)): number.isFinite && abs(number) < 1e15
    case (.found(.text), .text): true
    default: false
    }
  }
}
