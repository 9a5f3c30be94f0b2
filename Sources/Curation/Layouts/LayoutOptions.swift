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

  /// Refuses what the layout that reads the folder would pass over.
  /// - Throws: `CurationError` `.malformedTable`.
  func check(heededBy layout: any Layout.Type, _ subject: String) throws(CurationError) {
    let isCircor = layout == CircorLayout.self
    if murmurScope != .patient && !isCircor {
      throw CurationError(
        .malformedTable,
        "is read as '\(layout.name)', which does not say where a murmur was heard. Leave '--murmur' out, or name the layout with --layout circor.",
        subject: subject)
    }
    if let labelFrom, !isCircor && layout != LabelTableLayout.self {
      throw CurationError(
        .malformedTable,
        "is read as '\(layout.name)', which takes no label from '\(labelFrom)'. Leave '--label-from' out, or name the layout with --layout table.",
        subject: subject)
    }
  }
}
