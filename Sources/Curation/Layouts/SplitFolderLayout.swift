import Core

/// Folders `train`, `val` and `test`, and class folders inside them or around them: the folders are the official split.
enum SplitFolderLayout: Layout {
  static let name = "split-folders"
  static let summary = "train, val and test folders with one folder a class inside them"

  static func evidence(in tree: FolderTree, options: LayoutOptions) -> String? {
    let splits = Set(tree.soundFiles.compactMap { SplitNames.split(ofPath: $0) })
    let labels = Set(tree.soundFiles.compactMap { classFolder(of: $0) })
    guard splits.count > 1, labels.count > 1 else { return nil }
    let names = Set(tree.soundFiles.flatMap { PathText.folders(of: $0).filter { SplitNames.split($0) != nil } })
    return
      "the folders \(names.map(String.init).sorted(by: precedesInBytes).joined(separator: ", ")) divide the files, and \(labels.count) other folders are taken as the classes"
  }

  static func read(_ tree: FolderTree, options: LayoutOptions) -> LayoutFindings {
    var findings = LayoutFindings()
    for path in tree.soundFiles {
      let (label, split) = (classFolder(of: path), SplitNames.split(ofPath: path))
      var recording = Recording(path: path, in: tree.root, label: label.map(String.init))
      recording.officialSplit = split
      if label == nil {
        findings.complain(.fileWithoutRow, path, "lies in no class folder, so it has no label. Move it into one.")
      }
      if split == nil {
        findings.complain(
          .oddName, path, "lies in none of the folders that divide the others, so it has no official split.")
      }
      findings.recordings.append(recording)
    }
    return findings
  }

  /// The innermost folder that does not name a side of the split.
  private static func classFolder(of path: String) -> Substring? {
    PathText.folders(of: path).last { SplitNames.split($0) == nil }
  }
}
