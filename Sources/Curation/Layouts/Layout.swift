public import Core
public import Foundation

/// A way in which collections lie on disk.
///
/// Adding one is one file and one line in ``Layouts/all``.
public protocol Layout: Sendable {
  /// The name that `--layout` takes, such as `pascal`.
  static var name: String { get }
  /// Why `tree` looks like this layout, or nil if it does not.
  static func evidence(in tree: FolderTree) -> String?
  /// The recordings of `tree`, and what disagrees in it.
  /// - Throws: `CurationError`.
  static func read(_ tree: FolderTree) throws(CurationError) -> Collection
}

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
  public init(layout: String, evidence: String, recordings: [Recording], complaints: [Complaint]) {
    self.layout = layout
    self.evidence = evidence
    self.recordings = recordings.sorted { precedesInBytes($0.path, $1.path) }
    self.complaints = complaints + Self.similarLabels(recordings)
  }

  /// Complaints about labels that differ in case or blanks only.
  private static func similarLabels(_ recordings: [Recording]) -> [Complaint] {
    let labels = Set(recordings.compactMap(\.label))
    let alike = Dictionary(grouping: labels) { $0.lowercased().filter { !$0.isWhitespace } }
    return alike.values.filter { $0.count > 1 }.map { spellings in
      let names = spellings.sorted(by: precedesInBytes)
      return Complaint(
        kind: .similarLabels, subject: names.joined(separator: " / "),
        message: "are classes of their own. If they mean one, join them with --map '\(names[0])=\(names[1])'.")
    }
  }
}

/// Something in a collection that does not fit together.
public struct Complaint: Sendable, Codable, Equatable {
  /// The kinds that can occur.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// A table names a file that is not there.
    case rowWithoutFile = "row_without_file"
    /// A file that no table names.
    case fileWithoutRow = "file_without_row"
    /// Name and table, or two tables, give different labels.
    case labelConflict = "label_conflict"
    /// A name that follows no rule of the layout.
    case oddName = "odd_name"
    /// Something in the folder that was not looked into.
    case notRead = "not_read"
    /// Labels that differ in case or blanks only, and are classes of their own.
    case similarLabels = "similar_labels"
  }
  /// What kind of disagreement.
  public var kind: Kind
  /// The file or row.
  public var subject: String
  /// What was found and what to do.
  public var message: String
}

/// All layouts, most specific first.
public enum Layouts {
  /// Tried in this order; the last one takes anything.
  public static let all: [any Layout.Type] = [PascalLayout.self, LabelTableLayout.self, ClassFolderLayout.self]

  /// Reads the recordings that the label table at `url` names; other files of its folder are no part of the collection.
  /// - Throws: `CurationError` `.missing` or `.malformedTable`.
  public static func read(table url: URL) throws(CurationError) -> Collection {
    let tree = try FolderTree(scanning: url.deletingLastPathComponent(), wantsRecordings: true)
    return try LabelTableLayout.read(tree, tablePath: url.lastPathComponent, includingUnnamed: false)
  }

  /// Reads a folder with the layout that recognises it, or with the one named.
  /// - Throws: `CurationError` `.empty` if there is no sound file, `.missing` for an unknown layout name.
  public static func read(_ tree: FolderTree, layout name: String? = nil) throws(CurationError) -> Collection {
    if tree.soundFiles.isEmpty {
      let skipped = tree.skipped.first.map { " '\($0.path)' \($0.reason)" } ?? ""
      throw CurationError(
        .empty,
        "holds no sound or video file (looked at \(tree.otherFiles.count) other files). Give the folder that holds the recordings.\(skipped)",
        subject: tree.root.path)
    }
    var collection = try layout(of: tree, named: name).read(tree)
    collection.complaints += tree.skipped.map { Complaint(kind: .notRead, subject: $0.path, message: $0.reason) }
    return collection
  }

  private static func layout(of tree: FolderTree, named name: String?) throws(CurationError) -> any Layout.Type {
    guard let name else { return all.first { $0.evidence(in: tree) != nil } ?? ClassFolderLayout.self }
    guard let layout = all.first(where: { $0.name == name }) else {
      throw CurationError(
        .missing, "there is no layout '\(name)'; there are \(all.map { $0.name }.joined(separator: ", ")).")
    }
    return layout
  }
}
