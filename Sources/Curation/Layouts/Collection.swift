import Core

/// A collection as a layout understands it.
public struct Collection: Sendable {
  /// The layout's name.
  public var layout: String
  /// Why this layout was chosen.
  public var evidence: String
  /// The recordings, sorted by path.
  public var recordings: [Recording]
  /// What disagrees, with what to do; nothing is guessed away.
  public var complaints: [Complaint]

  /// Makes a collection.
  public init(layout: String, evidence: String, recordings: consuming [Recording], complaints: [Complaint]) {
    self.layout = layout
    self.evidence = evidence
    self.complaints = complaints + Self.similarLabels(recordings)
    // In place: there may be millions.
    recordings.sort { precedesInBytes($0.path, $1.path) }
    self.recordings = recordings
  }

  /// The collection with other names for its labels, as ``Recording/label(renamedBy:)`` says.
  public func renamingLabels(_ names: [String: String]) -> Collection {
    var renamed = self
    for i in renamed.recordings.indices { renamed.recordings[i].label = recordings[i].label(renamedBy: names) }
    return renamed
  }

  /// Complaints about labels that differ in case, blanks or characters nobody sees only.
  private static func similarLabels(_ recordings: [Recording]) -> [Complaint] {
    let labels = Set(recordings.lazy.compactMap(\.label))
    let alike = Dictionary(grouping: labels) { label in
      String(String.UnicodeScalarView(label.lowercased().unicodeScalars.filter { !isUnseen($0) }))
    }
    return alike.values.filter { $0.count > 1 }.map { $0.sorted(by: precedesInBytes) }
      .sorted { precedesInBytes($0[0], $1[0]) }.map { names in
        // A mark that is not seen cannot be typed either: then the table is to be mended.
        let remedy =
          names.contains { $0.unicodeScalars.contains { isUnseen($0) && !$0.properties.isWhitespace } }
          ? "mend the table." : "join them with --map '\(names[0])=\(names[1])'."
        return Complaint(
          kind: .similarLabels, subject: names.map(Self.shown).joined(separator: " / "),
          message: "are classes of their own. If they mean one, \(remedy)")
      }
  }

  private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
      || scalar.properties.generalCategory == .format
  }

  /// A label with what nobody would see written out.
  private static func shown(_ label: String) -> String {
    label.unicodeScalars.map { isUnseen($0) && $0 != " " ? $0.escaped(asASCII: true) : String($0) }.joined()
  }
}
