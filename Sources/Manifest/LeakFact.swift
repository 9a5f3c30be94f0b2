import Core
import Foundation

/// That a value, such as a patient, stands somewhere: what ``LeakCheck`` compares, of one row or several alike in a row.
///
/// ``LeakTally`` makes facts of rows one after another; sorted, in memory or on disk, they give ``LeakFindings``.
public struct LeakFact: Sendable, Equatable {
  /// What kind of value, by its place in ``kinds``.
  var kind: Int
  /// The value.
  var value: String
  /// Where the rows stand; who counts rows gives each distinct standing a number.
  var standing: Int
  /// Whether the rows have no label.
  var isUnlabelled: Bool
  /// Whether the rows' patient is unknown.
  var lacksPatient: Bool
  /// The number of rows.
  var rows: Int
  /// Their ids, as far as they are among the first in byte order.
  var examples: [String]

  /// What is compared or stated, in order.
  static let kinds = LeakCheck.kinds + ["source"]
  /// So many rows are shown as examples on each side.
  static let mostExamples = 3

  /// By this text facts are sorted, so that those of one value stand together.
  public var key: String { "\(kind)\(value)" }

  /// All but the key, as a text.
  ///
  /// The examples stand in lines of their own: ids of rows have no line ends.
  public var text: String {
    let head = "\(standing) \(isUnlabelled ? 1 : 0) \(lacksPatient ? 1 : 0) \(rows)"
    return ([head] + examples).joined(separator: "\n")
  }

  /// A fact from its key and text; nil if they are none.
  public init?(key: String, text: String) {
    let lines = text.split(separator: "\n").map(String.init)
    let numbers = (lines.first ?? "").split(separator: " ").compactMap { Int($0) }
    guard let kind = key.utf8.first.map({ Int($0) - 48 }), Self.kinds.indices.contains(kind), numbers.count == 4 else {
      return nil
    }
    self.init(
      kind: kind, value: String(decoding: key.utf8.dropFirst(), as: UTF8.self), standing: numbers[0],
      isUnlabelled: numbers[1] == 1, lacksPatient: numbers[2] == 1, rows: numbers[3], examples: Array(lines.dropFirst())
    )
  }

  init(
    kind: Int, value: String, standing: Int, isUnlabelled: Bool, lacksPatient: Bool, rows: Int, examples: [String]
  ) {
    (self.kind, self.value, self.standing) = (kind, value, standing)
    (self.isUnlabelled, self.lacksPatient) = (isUnlabelled, lacksPatient)
    (self.rows, self.examples) = (rows, examples)
  }

  /// Whether both say the same of different rows.
  func isLike(_ other: LeakFact) -> Bool {
    kind == other.kind && value == other.value && standing == other.standing && isUnlabelled == other.isUnlabelled
      && lacksPatient == other.lacksPatient
  }

  /// Takes the rows of another fact in.
  mutating func add(_ other: LeakFact) {
    rows += other.rows
    examples = Self.first(examples + other.examples)
  }

  /// The first few of some ids in byte order.
  static func first(_ ids: [String]) -> [String] { Array(ids.sorted(by: precedesInBytes).prefix(mostExamples)) }
}

/// Makes facts of rows, one for rows that follow each other and are alike, such as the clips of a recording.
public struct LeakTally: Sendable {
  /// The last fact of each kind, which the next row may add to.
  private var pending = [LeakFact?](repeating: nil, count: LeakFact.kinds.count)

  /// Begins with no rows.
  public init() {}

  /// Adds a row.
  /// - Parameters:
  ///   - standing: the number of where it stands.
  ///   - emit: takes facts that are complete.
  public mutating func add<Problem: Error>(
    _ row: ManifestRow, standing: Int, emit: (LeakFact) throws(Problem) -> Void
  ) throws(Problem) {
    for (kind, name) in LeakFact.kinds.enumerated() {
      let value = Self.normal(LeakCheck.value(name, of: row))
      // Groups are counted also where a row names none.
      if value.isEmpty && kind != LeakFindings.groupKind { continue }
      let fact = LeakFact(
        kind: kind, value: value, standing: standing, isUnlabelled: row.split == .unlabelled,
        // An altered copy is no further recording.
        lacksPatient: row.patientID.isEmpty && row.kind != .augmented, rows: 1, examples: [row.id])
      if pending[kind]?.isLike(fact) ?? false {
        pending[kind]?.add(fact)
      } else {
        if let last = pending[kind] { try emit(last) }
        pending[kind] = fact
      }
    }
  }

  /// One form of Unicode, so that texts that are equal have equal bytes.
  private static func normal(_ text: String) -> String {
    text.utf8.allSatisfy { $0 < 128 } ? text : text.precomposedStringWithCanonicalMapping
  }

  /// Hands out what was kept back.
  public mutating func finish<Problem: Error>(emit: (LeakFact) throws(Problem) -> Void) throws(Problem) {
    for fact in pending { if let fact { try emit(fact) } }
    pending = [LeakFact?](repeating: nil, count: LeakFact.kinds.count)
  }
}
