import Core
import Foundation

/// Yaseen and others' five classes of 200 clips: `New_AS_001.wav`, in folders such as `AS_New`, `MVP`, or in one.
///
/// Patients are not known, and most clips are near-copies of others: three cycles each of far fewer recordings.
enum YaseenLayout: Layout {
  static let name = "yaseen"
  static let summary = "Yaseen's five valve classes: New_AS_001.wav … in any folders"

  static let classes: [Substring] = ["AS", "MR", "MS", "MVP", "N"]

  static func evidence(in tree: FolderTree, options: LayoutOptions) -> String? {
    let named = tree.soundFiles.compactMap { category(ofName: $0) }
    guard !named.isEmpty, named.count * 2 > tree.soundFiles.count else { return nil }
    // A table of somebody's own gives these files other labels.
    guard LabelTableLayout.labelTables(in: tree, options: options).isEmpty else { return nil }
    let missing = classes.filter { !named.contains(String($0)) }
    return "\(named.count) of \(tree.soundFiles.count) sound files are named New_<class>_<number>"
      + (missing.isEmpty ? "" : "; there is none of \(missing.joined(separator: ", "))")
  }

  static func read(_ tree: FolderTree, options: LayoutOptions) throws(CurationError) -> LayoutFindings {
    var findings = LayoutFindings()
    var first: [String: String] = [:]
    for path in tree.soundFiles {
      let own = category(ofName: path)
      let folder = PathText.folders(of: path).last.flatMap { category(ofFolder: $0) }
      if own == nil {
        findings.complain(
          .oddName, path,
          "is not named New_<class>_<number>; its folder gives \(folder.map { "the label '\($0)'" } ?? "no label").")
      }
      if let own, let folder, own != folder {
        findings.complain(
          .labelConflict, path,
          "the name says '\(own)', the folder '\(folder)'; the name was used. Move or rename the file.")
      }
      let name = String(PathText.name(of: path))
      if own != nil, let other = first[name] {
        findings.complain(
          .copy, path,
          "\(other) has the same name: they are probably one clip. 'auscult prepare' keeps files of the same bytes together."
        )
      } else {
        first[name] = path
      }
      findings.recordings.append(Recording(path: path, in: tree.root, label: own ?? folder))
    }
    return findings
  }

  private static func category(ofName path: String) -> String? {
    let parts = PathText.stem(of: path).split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "New", classes.contains(parts[1]), parts[2].count == 3,
      parts[2].allSatisfy(\.isASCIIDigit)
    else { return nil }
    return String(parts[1])
  }

  /// The class of a folder: `MVP`, `AS_New`, `AS_New_3주기` in either Unicode form.
  private static func category(ofFolder name: Substring) -> String? {
    let first = name.prefix { $0 != "_" }
    guard classes.contains(first), first == name || name.dropFirst(first.count).hasPrefix("_New") else { return nil }
    return String(first)
  }
}
