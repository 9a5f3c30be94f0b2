/// One folder a class: a recording's label is the name of the folder it lies in.
///
/// Files directly in the root have no label.
enum ClassFolderLayout: Layout {
  static let name = "folders"

  static func evidence(in tree: FolderTree) -> String? {
    let labels = Set(tree.soundFiles.compactMap { FolderTree.folders(of: $0).last })
    guard !labels.isEmpty else { return nil }
    return "\(labels.count) folders hold sound files; each folder's name is taken as the class"
  }

  static func read(_ tree: FolderTree) -> Collection {
    var complaints: [Complaint] = []
    let recordings = tree.soundFiles.map { path -> Recording in
      let folders = FolderTree.folders(of: path)
      if folders.isEmpty {
        complaints.append(
          Complaint(
            kind: .fileWithoutRow, subject: path,
            message: "lies in no class folder, so it has no label. Move it into one, or add a CSV of file and label."))
      }
      return Recording(
        path: path, url: tree.url(path), label: folders.last.map(String.init),
        source: folders.dropLast().joined(separator: "/"))
    }
    return Collection(
      layout: name, evidence: evidence(in: tree) ?? "no layout was recognised and there are no class folders",
      recordings: recordings, complaints: complaints)
  }
}
