import Core
import Foundation

/// The PASCAL heart-sound challenge as it goes round: `set_a` and `set_b`, or one folder a class, labels in file names.
///
/// One patient of set B often has several recordings, in some cases of several classes; the number in the name tells,
/// wherever the file lies. The tables spell names by other rules; they are compared with the names, and every disagreement is
/// a complaint.
enum PascalLayout: Layout {
  static let name = "pascal"
  static let summary =
    "PASCAL heart-sound challenge (Kaggle 'heartbeat-sounds'): set_a, set_b, or copies in class folders"

  /// Folders that sort by something else than the class.
  private static let containers: Set<String> = [
    "audio", "data", "wav", "wavs", "sounds", "heartbeat-sounds", "archive",
  ]

  /// Folders of the two-class question.
  private static let answers: Set<String> = ["abnormal", "healthy", "unhealthy"]

  /// Digits that stand for classes in a copy with the sets in folders 0 and 1 (told by comparing its bytes with the original).
  private static let digits = [["normal", "murmur", "extrahls", "artifact"], ["normal", "murmur", "extrastole"]]

  static func evidence(in tree: FolderTree, options: LayoutOptions) -> String? {
    let named = tree.soundFiles.filter(isRecognised)
    guard !named.isEmpty, named.count * 2 > tree.soundFiles.count else { return nil }
    // A table of somebody's own gives these files other labels.
    let tables = LabelTableLayout.labelTables(in: tree, options: options)
    guard tables.allSatisfy({ PathText.name(of: $0).hasPrefix("set_") }) else { return nil }
    let hasDigits = named.contains { folderLabel(of: $0).isDigit }
    return
      "\(named.count) of \(tree.soundFiles.count) sound files are named as in the PASCAL challenge"
      + (hasDigits ? "; the folders 0/0 to 1/2 are the numbered classes of a copy of it" : "")
  }

  /// A name that is a bare time may be anybody's: then the folder must be the challenge's.
  private static func isRecognised(_ path: String) -> Bool {
    guard let name = PascalName(path) else { return false }
    if name.category != nil || name.isUnlabelled || name.isSetB { return true }
    let folder = folderLabel(of: path)
    return folder.category != nil || PathText.folders(of: path).last.map(isSet) ?? false
  }

  static func read(_ tree: FolderTree, options: LayoutOptions) throws(CurationError) -> LayoutFindings {
    var findings = LayoutFindings()
    var keys: [String: [String]] = [:]
    for path in tree.soundFiles {
      let name = PascalName(path)
      let folder = folderLabel(of: path)
      let own = name?.category ?? folder.other
      let label = name?.isUnlabelled == true ? nil : folder.category ?? folder.answer ?? own
      if name == nil {
        findings.complain(
          .oddName, path,
          "is not named as in the PASCAL challenge; its folder gives \(label.map { "the label '\($0)'" } ?? "no label")."
        )
      }
      if let own = name?.category, let other = folder.category, own != other {
        findings.complain(
          .labelConflict, path,
          "the name says '\(own)', the folder '\(other)'; the folder was used. Move it if that is wrong.")
      }
      let isSetB = name?.isSetB ?? false
      var recording = Recording(
        path: path, in: tree.root, label: label, source: name == nil ? "" : isSetB ? "set_b" : "set_a",
        site: name?.site ?? "")
      recording.officialSplit = SplitNames.split(ofPath: path)
      if name?.isNoisy == true { recording.statedQuality = "noisy" }
      findings.recordings.append(recording)
      if let name { keys[name.key(inFolder: PathText.folders(of: path).last), default: []].append(path) }
    }
    try PascalTables(tree, files: keys).compare(with: &findings)
    return findings
  }

  private static func isSet(_ folder: some StringProtocol) -> Bool { folder.lowercased().hasPrefix("set_") }

  /// What a folder says of the class of a file in it.
  private struct FolderLabel {
    /// One of the challenge's classes.
    var category: String?
    /// A word of another question that people sort these recordings by, such as `abnormal`.
    var answer: String?
    /// Any other name, which counts only where the file's name has no class.
    var other: String?
    /// Whether the class is a digit of the numbered copy.
    var isDigit = false
  }

  private static func folderLabel(of path: String) -> FolderLabel {
    let folders = PathText.folders(of: path).filter { SplitNames.split($0) == nil }
    guard let folder = folders.last, !isSet(folder) else { return FolderLabel() }
    if let category = PascalName.category(ofFolder: folder) { return FolderLabel(category: category) }
    if let number = Int(folder), let set = folders.dropLast().last.flatMap({ Int($0) }), digits.indices.contains(set),
      digits[set].indices.contains(number), PascalName(path)?.isSetB == (set == 1)
    {
      return FolderLabel(category: digits[set][number], isDigit: true)
    }
    let lowercase = folder.lowercased()
    if answers.contains(lowercase) { return FolderLabel(answer: String(folder)) }
    let isContainer = containers.contains(lowercase) || lowercase.contains("unlabel")
    return FolderLabel(other: isContainer ? nil : String(folder))
  }
}
