import Core
import Foundation
import Manifest

/// Labels in the beginnings of file names: `normal_12.wav`, or `20230105-3.m4a` with a table of prefix and label.
///
/// Without a table only beginnings that are words of the field are taken; dates and people's names would pass for classes.
enum PrefixLayout: Layout {
  static let name = "prefix"
  static let summary = "the label begins the file's name; --labels FILE maps other beginnings, such as dates"
  static let heeds: Set<LayoutOptions.Choice> = [.prefixes]

  /// Words that mean a class of heart sounds wherever they stand.
  private static let words: Set<String> = [
    "normal", "abnormal", "healthy", "unhealthy", "murmur", "artifact", "artefact", "extrahls", "extrastole", "noise",
    "as",
    "ar", "mr", "ms", "mvp", "n", "tr", "ts", "pr", "ps", "vsd", "asd", "pda", "hf", "present", "absent", "unknown",
    "unlabelled", "unlabeled", "pathological", "systolic", "diastolic", "s3", "s4",
  ]

  static func evidence(in tree: FolderTree, options: LayoutOptions) -> String? {
    if let url = options.prefixes {
      return "--labels \(url.lastPathComponent) gives labels to the beginnings of file names"
    }
    let prefixes = Dictionary(grouping: tree.soundFiles.compactMap { word(of: $0) }, by: { $0 })
    let isFlat = Set(tree.soundFiles.map { PathText.folder(of: $0) }).count == 1
    let named = prefixes.values.reduce(0) { $0 + $1.count }
    guard isFlat, prefixes.count > 1, named * 2 > tree.soundFiles.count else { return nil }
    return
      "all files lie in one folder, and the names of \(named) of \(tree.soundFiles.count) begin with \(prefixes.keys.sorted(by: precedesInBytes).joined(separator: ", "))"
  }

  static func read(_ tree: FolderTree, options: LayoutOptions) throws(CurationError) -> LayoutFindings {
    var findings = LayoutFindings()
    let map = try options.prefixes.map { (url) throws(CurationError) in try PrefixTable(contentsOf: url) }
    var used: Set<String> = []
    for path in tree.soundFiles {
      let entry = map?.entry(for: String(PathText.stem(of: path)))
      if let entry { used.insert(entry.prefix) }
      let label = map == nil ? word(of: path) : entry?.label
      if label == nil {
        let remedy = map == nil ? "Give a table of prefix and label with --labels." : "Add its beginning to the table."
        findings.complain(.fileWithoutRow, path, "the beginning of its name gives it no label. \(remedy)")
      }
      findings.recordings.append(
        Recording(
          path: path, in: tree.root, label: label?.hasPrefix("unlabel") == true ? nil : label,
          source: PathText.folder(of: path)))
    }
    for entry in map?.entries ?? [] where !used.contains(entry.prefix) {
      findings.complain(
        .rowWithoutFile, entry.prefix, "the table of --labels gives it a label, but no file's name begins so.")
    }
    return findings
  }

  /// The word that a name begins with, in lower case unless it is an abbreviation, if it is one of the field.
  private static func word(of path: String) -> String? {
    let word = PathText.stem(of: path).prefix { $0.isLetter || $0.isASCIIDigit }
    guard words.contains(word.lowercased()) else { return nil }
    return word.count > 3 ? word.lowercased() : String(word)
  }
}

/// A table of two columns: the beginning of a file's name, and the label that it stands for.
private struct PrefixTable {
  let entries: [(prefix: String, label: String)]

  init(contentsOf url: URL) throws(CurationError) {
    let table: CSVText
    do { table = try CSVText(contentsOf: url) } catch {
      throw CurationError(error.code == .missing ? .missing : .malformedTable, error.message, subject: url.path)
    }
    let rows = SourceTable.allRows(table)
    guard rows.allSatisfy({ $0.count >= 2 }) else {
      throw CurationError(
        .malformedTable, "needs two columns: the beginning of a file's name, and its label.", subject: url.path)
    }
    // A header is a row whose beginning no file has, and would be complained of.
    let isHeader = ["prefix", "name", "date", "file", "beginning"].contains(rows.first?[0].lowercased())
    entries = rows.dropFirst(isHeader ? 1 : 0).filter { !$0[0].isEmpty }.map { ($0[0], $0[1]) }
      .sorted { precedesInBytes($0.prefix, $1.prefix) }
  }

  /// The entry with the longest prefix of `stem`.
  func entry(for stem: String) -> (prefix: String, label: String)? {
    entries.filter { stem.hasPrefix($0.prefix) }.max { $0.prefix.utf8.count < $1.prefix.utf8.count }
  }
}
