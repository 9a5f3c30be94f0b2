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

  /// Complaints about labels that differ in case or blanks only.
  private static func similarLabels(_ recordings: [Recording]) -> [Complaint] {
    let labels = Set(recordings.compactMap(\.label))
    let alike = Dictionary(grouping: labels) { $0.lowercased().filter { !$0.isWhitespace } }
    return alike.values.filter { $0.count > 1 }.map { $0.sorted(by: precedesInBytes) }
      .sorted { precedesInBytes($0[0], $1[0]) }.map { names in
        Complaint(
          kind: .similarLabels, subject: names.joined(separator: " / "),
          message: "are classes of their own. If they mean one, join them with --map '\(names[0])=\(names[1])'.")
      }
  }
}
