import Core
public import Foundation

/// What a person may tell a layout that the folder does not say.
public struct LayoutOptions: Sendable {
  /// Which column or fact gives the label: `murmur` or `outcome` in CirCor, else a column's name; nil for the usual one.
  public var labelFrom: String?
  /// Whether CirCor's murmur is the patient's, or only where it was heard.
  public var murmurScope: MurmurScope
  /// A table of name prefix and label, for the layout `prefix`.
  public var prefixes: URL?

  /// To which recordings of a patient with a murmur the label `Present` is given.
  public enum MurmurScope: String, Sendable, CaseIterable {
    /// To all.
    case patient
    /// To those at a location where the murmur was heard; the patient's others are `Absent`.
    case heard
  }

  /// Makes options.
  public init(labelFrom: String? = nil, murmurScope: MurmurScope = .patient, prefixes: URL? = nil) {
    self.labelFrom = labelFrom
    self.murmurScope = murmurScope
    self.prefixes = prefixes
  }

  /// The things that may be told, by the names of the program's options.
  public enum Choice: String, Sendable, CaseIterable {
    case labelFrom = "--label-from"
    case murmurScope = "--murmur"
    case prefixes = "--labels"
  }

  /// What was told.
  private var choices: Set<Choice> {
    var choices: Set<Choice> = []
    if labelFrom != nil { choices.insert(.labelFrom) }
    if murmurScope != .patient { choices.insert(.murmurScope) }
    if prefixes != nil { choices.insert(.prefixes) }
    return choices
  }

  /// Refuses what the layout that reads the folder would pass over.
  /// - Throws: `CurationError` `.malformedTable`.
  func check(heededBy layout: any Layout.Type, _ subject: String) throws(CurationError) {
    guard let choice = Choice.allCases.first(where: { choices.contains($0) && !layout.heeds.contains($0) }) else {
      return
    }
    let others = Layouts.all.filter { $0.heeds.contains(choice) }.map { $0.name }.joined(separator: ", ")
    throw CurationError(
      .malformedTable,
      "is read as '\(layout.name)', which does not heed \(choice.rawValue). Leave it out, or choose --layout of \(others).",
      subject: subject)
  }
}
