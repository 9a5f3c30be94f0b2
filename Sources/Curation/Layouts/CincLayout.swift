import Core
import Foundation
import Manifest

/// The PhysioNet/CinC Challenge 2016: records `a0001` to `f0114` in `training-a` … `training-f` and `validation`.
///
/// The label is that of `REFERENCE.csv` (1 abnormal, −1 normal), else the header's comment, else the `RECORDS` lists, else the
/// folder's name; all that are there are compared. Its letter says which database a record comes from, wherever it lies.
/// Patients are not known; only pieces that were cut from one record are kept together.
enum CincLayout: Layout {
  static let name = "cinc2016"
  static let summary = "PhysioNet/CinC Challenge 2016: training-a … training-f, REFERENCE.csv, validation"

  static func evidence(in tree: FolderTree, options: LayoutOptions) -> String? {
    let named = tree.soundFiles.filter { CincRecord($0) != nil }
    guard !named.isEmpty, named.count * 2 > tree.soundFiles.count else { return nil }
    let count = "\(named.count) of \(tree.soundFiles.count) sound files are named as records of the CinC Challenge 2016"
    let references = tree.otherFiles.filter { PathText.name(of: $0) == "REFERENCE.csv" }.count
    if references > 0 { return "\(count), with \(references) REFERENCE.csv" }
    let isSorted = named.contains { CincRecord($0)?.isAbnormal != nil || folderLabel(of: $0) != nil }
    return isSorted ? "\(count), and their names or folders say normal or abnormal" : nil
  }

  static func read(_ tree: FolderTree, options: LayoutOptions) throws(CurationError) -> LayoutFindings {
    var findings = LayoutFindings()
    let statements = try CincStatements(tree)
    var places: [String: [Int]] = [:]
    for path in tree.soundFiles {
      let record = CincRecord(path)
      if record == nil {
        findings.complain(
          .oddName, path, "is not named as a record of the challenge; only its folder may give it a label.")
      }
      let said = statements.about(record, path: path, folder: folderLabel(of: path))
      var recording = Recording(
        path: path, in: tree.root, label: said.first?.label,
        patientID: record.map { $0.isPiece ? $0.id : "" } ?? "", source: record.map { "training-\($0.database)" } ?? "")
      recording.officialSplit = split(of: path)
      if let record {
        recording.statedQuality = statements.quality(of: record, path: path)
        recording.annotation = statements.annotation(of: record)
        places[record.isPiece ? path : record.id, default: []].append(findings.recordings.count)
      }
      compare(said, path, &findings)
      if let header = statements.header(of: path),
        let complaint = HeaderComparison.complaint(header.content, header.path, of: recording)
      {
        findings.complaints.append(complaint)
      }
      findings.recordings.append(recording)
    }
    statements.complainOfRowsWithoutFile(&findings)
    complainOfCopies(places, &findings)
    return findings
  }

  private static func compare(_ said: [CincStatements.Statement], _ path: String, _ findings: inout LayoutFindings) {
    guard let first = said.first else {
      return findings.complain(.fileWithoutRow, path, "no REFERENCE.csv, header or folder gives it a label.")
    }
    for other in said.dropFirst() where other.label != first.label {
      findings.complain(
        .labelConflict, path,
        "\(first.place) says '\(first.label)', \(other.place) says '\(other.label)'; the first was used. Look it up on PhysioNet."
      )
    }
  }

  /// The challenge's validation records are all in its training set as well.
  private static func complainOfCopies(_ places: [String: [Int]], _ findings: inout LayoutFindings) {
    for (id, indices) in places.sorted(by: { precedesInBytes($0.key, $1.key) }) where indices.count > 1 {
      let files = indices.map { findings.recordings[$0] }
      let isSame = files.dropFirst().allSatisfy {
        FileManager.default.contentsEqual(atPath: $0.url.path, andPath: files[0].url.path)
      }
      let others = files.dropFirst().map(\.path).joined(separator: ", ")
      findings.complain(
        .copy, files[0].path,
        "the record \(id) lies in \(others), too\(isSame ? ", byte for byte" : " (with other bytes)"): they must not stand on two sides of a split. 'auscult prepare' keeps files of the same bytes together."
      )
    }
  }

  private static func split(of path: String) -> Split? {
    let folders = PathText.folders(of: path)
    // The parts of the challenge's training set are called training-a to training-f; that is no split.
    return folders.contains("validation") ? .validation : nil
  }

  /// The label of folders such as `all-normal-wav` and `abnormal`.
  static func folderLabel(of path: String) -> String? {
    guard let folder = PathText.folders(of: path).last?.lowercased() else { return nil }
    return folder.contains("abnormal") ? "abnormal" : folder.contains("normal") ? "normal" : nil
  }
}

/// A name such as `a0001`, `e00001`, or of a piece cut from such a record: `a0001-0-abnormal`, `a0002s`.
struct CincRecord: Equatable {
  /// The record's name.
  let id: String
  /// The letter of its database, `a` to `f`.
  let database: Character
  /// Whether the file is a piece of the record.
  let isPiece: Bool
  /// What the name says of the label, if it says anything.
  let isAbnormal: Bool?

  init?(_ path: some StringProtocol) {
    let stem = PathText.stem(of: String(path))
    guard let letter = stem.first, ("a"..."f").contains(letter) else { return nil }
    let digits = stem.dropFirst().prefix(while: \.isASCIIDigit)
    guard digits.count == 4 || (letter == "e" && digits.count == 5) else { return nil }
    let rest = stem.dropFirst(1 + digits.count)
    let parts = rest.split(separator: "-", omittingEmptySubsequences: false)
    switch parts.count {
    case 1 where rest.isEmpty: (isPiece, isAbnormal) = (false, nil)
    case 1 where rest == "s": (isPiece, isAbnormal) = (true, nil)
    case 3 where parts[0].isEmpty && parts[1].allSatisfy(\.isASCIIDigit) && ["normal", "abnormal"].contains(parts[2]):
      (isPiece, isAbnormal) = (true, parts[2] == "abnormal")
    default: return nil
    }
    id = String(letter) + digits
    database = letter
  }
}
