import Foundation

/// A number or a word that a transform needs: what it means, and which values are safe and which possible.
public struct TransformParameter: Sendable {
  /// How a value comes about.
  public enum Kind: Sendable {
    /// A number between two limits; drawn from `usual` where a policy says nothing.
    case number(usual: ClosedRange<Double>, limits: ClosedRange<Double>, spread: Spread)
    /// One of some words; drawn from `usual` where a policy says nothing.
    case choice(usual: [String], all: [String])
    /// A text that a policy must give, such as a folder.
    case text
    /// What planning finds out itself and writes into the operation; a policy cannot give it.
    case found(FoundKind)
  }

  /// How numbers are spread between the ends of their range.
  public enum Spread: Sendable {
    /// Evenly.
    case even
    /// Evenly by their logarithms.
    case logarithmic
    /// Whole numbers, evenly.
    case whole
  }

  /// What kind of value planning finds.
  public enum FoundKind: Sendable {
    /// A number.
    case number
    /// A text.
    case text
  }

  /// The key in policies and operations.
  public let name: String
  /// The unit, or "".
  public let unit: String
  /// What it means, in a few words.
  public let meaning: String
  /// Which values it takes.
  public let kind: Kind

  /// A number.
  static func number(
    _ name: String, _ unit: String, usual: ClosedRange<Double>, limits: ClosedRange<Double>, _ meaning: String,
    spread: Spread = .even
  ) -> Self {
    Self(name: name, unit: unit, meaning: meaning, kind: .number(usual: usual, limits: limits, spread: spread))
  }

  /// A whole number.
  static func whole(
    _ name: String, usual: ClosedRange<Double>, limits: ClosedRange<Double>, _ meaning: String, unit: String = ""
  ) -> Self { number(name, unit, usual: usual, limits: limits, meaning, spread: .whole) }

  /// A word.
  static func choice(_ name: String, usual: [String], all: [String], _ meaning: String) -> Self {
    Self(name: name, unit: "", meaning: meaning, kind: .choice(usual: usual, all: all))
  }

  /// Something that planning finds.
  static func found(_ name: String, _ kind: FoundKind, _ meaning: String, unit: String = "") -> Self {
    Self(name: name, unit: unit, meaning: meaning, kind: .found(kind))
  }

  /// Whether planning finds it, so that a policy cannot give it.
  var isFound: Bool { if case .found = kind { true } else { false } }

  /// What fits, as it completes the sentence "must be …".
  var expectation: String {
    switch kind {
    case .number(_, let limits, let spread):
      "a \(spread == .whole ? "whole number" : "number") from \(Self.text(limits.lowerBound)) to \(Self.text(limits.upperBound))\(unit.isEmpty ? "" : " " + unit), or a range [lowest, highest] of such"
    case .choice(_, let all): "one of \(all.joined(separator: ", ")), or a list of such"
    case .text, .found: "a text in quotes"
    }
  }

  /// A value for people: a number to three digits, unless it counts something, and its unit.
  func words(for value: AugmentationOperation.Value) -> String {
    switch value {
    case .text(let text): return text
    case .number(let number):
      let isWhole = number == number.rounded()
      let short = isWhole ? number : Double(String(format: "%.3g", number)) ?? number
      return Self.text(short) + (unit.isEmpty ? "" : " " + unit)
    }
  }

  /// A number without a needless point.
  static func text(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }
}
