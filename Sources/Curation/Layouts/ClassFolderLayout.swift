import Core

/// One folder a class: a recording's label is the name of the folder it lies in.
///
/// Files directly in the root have no label.
enum ClassFolderLayout: Layout {
  static let name = "folders"
  static let summary = "one folder a class"

  static func evidence(in tree: FolderTree, options: LayoutOptions) -> String? {
    let labels = Set(tree.soundFiles.compactMap { PathText.folders(of: $0).last })
    guard !labels.isEmpty else { return nil }
    return labels.count == 1
      ? "one folder holds sound files; its name is taken as their class"
      : "\(labels.count) folders hold sound files; each folder's name is taken as the class"
  }

  static func read(_ tree: FolderTree, options: LayoutOptions) -> LayoutFindings {
    var findings = LayoutFindings()
    for path in tree.soundFiles {
      let folders = PathText.folders(of: path)
      if folders.isEmpty {
        findings.complain(
          .fileWithoutRow, path,
          "lies in no class folder, so it has no label. Move it into one, or add a CSV of file and label.")
      }
      findings.recordings.append(
        Recording(
          path: path, in: tree.root, label: folders.last.map(String.init),
          source: folders.dropLast().joined(separator: "/")))
    }
    return findings
  }
}
