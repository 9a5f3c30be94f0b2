public import Core
public import Foundation

/// A way in which collections lie on disk.
///
/// Adding one is one file and one line in ``Layouts/all``.
public protocol Layout: Sendable {
  /// The name that `--layout` takes, such as `pascal`.
  static var name: String { get }
  /// What lies in such a folder, in a few words.
  static var summary: String { get }
  /// What of the options it looks at.
  static var heeds: Set<LayoutOptions.Choice> { get }
  /// Why `tree` looks like this layout, or nil if it does not.
  static func evidence(in tree: FolderTree, options: LayoutOptions) -> String?
  /// The recordings of `tree`, and what disagrees in it.
  /// - Throws: `CurationError`.
  static func read(_ tree: FolderTree, options: LayoutOptions) throws(CurationError) -> LayoutFindings
}

extension Layout {
  /// Most folders say all there is.
  public static var heeds: Set<LayoutOptions.Choice> { [] }
}

/// What a layout finds in a folder.
public struct LayoutFindings: Sendable {
  /// The recordings in any order.
  public var recordings: [Recording]
  /// What disagrees, with what to do.
  public var complaints: [Complaint]

  /// Makes findings.
  public init(recordings: [Recording] = [], complaints: [Complaint] = []) {
    self.recordings = recordings
    self.complaints = complaints
  }

  /// The names of PASCAL's set B tell the patient, in whatever folder or table the files have come to stand.
  mutating func addPascalPatients() {
    for index in recordings.indices where recordings[index].patientID.isEmpty {
      guard let name = PascalName(recordings[index].path), name.isSetB else { continue }
      recordings[index].patientID = "B\(name.patient)"
      if recordings[index].site.isEmpty { recordings[index].site = name.site }
    }
  }

  mutating func complain(_ kind: Complaint.Kind, _ subject: String, _ message: String) {
    complaints.append(Complaint(kind: kind, subject: subject, message: message))
  }
}

/// All layouts, most specific first.
public enum Layouts {
  /// Tried in this order; the last one takes anything.
  public static let all: [any Layout.Type] = [
    DHDLayout.self, PascalLayout.self, CincLayout.self, CircorLayout.self, BMDHSLayout.self, YaseenLayout.self,
    LabelTableLayout.self, SplitFolderLayout.self, PrefixLayout.self, ClassFolderLayout.self,
  ]

  /// Reads the recordings that the label table at `url` names; other files of its folder are no part of the collection.
  /// - Throws: `CurationError` `.missing` or `.malformedTable`.
  public static func read(table url: URL, options: LayoutOptions = .init()) throws(CurationError) -> Collection {
    try options.check(heededBy: LabelTableLayout.self, url.path)
    let tree = try FolderTree(scanning: url.deletingLastPathComponent(), wantsRecordings: true)
    var findings = try LabelTableLayout.read(
      tree, tables: [url.lastPathComponent], options: options, includingUnnamed: false)
    findings.addPascalPatients()
    _ = findings.addAnnotations(in: tree)
    return Collection(
      layout: LabelTableLayout.name, evidence: "\(url.lastPathComponent) is a list of files and labels",
      recordings: findings.recordings, complaints: findings.complaints)
  }

  /// Reads a folder with the layout that recognises it, or with the one named.
  /// - Throws: `CurationError` `.empty` if there is no sound file, `.missing` for an unknown layout name.
  public static func read(
    _ tree: FolderTree, layout name: String? = nil, options: LayoutOptions = .init()
  ) throws(CurationError) -> Collection {
    if tree.soundFiles.isEmpty {
      let skipped = tree.skipped.first.map { " '\($0.path)' \($0.reason)" } ?? ""
      throw CurationError(
        .empty,
        "holds no sound or video file (looked at \(tree.otherFiles.count) other files). Give the folder that holds the recordings.\(skipped)",
        subject: tree.origin.path)
    }
    let (layout, evidence) = try choose(for: tree, named: name, options: options)
    try options.check(heededBy: layout, tree.origin.path)
    var findings = try layout.read(tree, options: options)
    findings.addPascalPatients()
    let annotations = findings.addAnnotations(in: tree)
    findings.complaints += SourceTable.complaints(in: tree, excluding: annotations)
    findings.complaints += tree.skipped.map { Complaint(kind: .notRead, subject: $0.path, message: $0.reason) }
    // Handed over, as there may be millions.
    var recordings: [Recording] = []
    swap(&recordings, &findings.recordings)
    return Collection(
      layout: layout.name, evidence: evidence, recordings: consume recordings, complaints: findings.complaints)
  }

  private static func choose(
    for tree: FolderTree, named name: String?, options: LayoutOptions
  ) throws(CurationError) -> (layout: any Layout.Type, evidence: String) {
    guard let name else {
      for layout in all {
        if let evidence = layout.evidence(in: tree, options: options) { return (layout, evidence) }
      }
      return (ClassFolderLayout.self, "no layout was recognised and there are no class folders")
    }
    guard let layout = all.first(where: { $0.name == name }) else {
      throw CurationError(
        .missing, "there is no layout '\(name)'; there are \(all.map { $0.name }.joined(separator: ", ")).")
    }
    let evidence = layout.evidence(in: tree, options: options)
    return (layout, evidence ?? "asked for with --layout; by itself the folder does not look so")
  }
}
