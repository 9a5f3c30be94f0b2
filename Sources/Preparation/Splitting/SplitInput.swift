import Core
import Curation
public import Foundation
import Hashing
public import Manifest

/// What a split is made of: the rows of a prepared folder, of a manifest or of any list, or the recordings of a folder.
public struct SplitInput: Sendable {
  /// The folder that the rows' paths are relative to.
  public let folder: URL
  /// The rows whose files are here, with every group as it was found.
  public private(set) var rows: [ManifestRow]
  /// Rows whose files are not here.
  public private(set) var missing: [Rejection] = []
  /// What could not be prepared at the time.
  public private(set) var rejected: [Rejection] = []
  /// What disagrees in the collection of a prepared folder, as `complaints.csv` has it; nil of anything else.
  let complaints: CSVTable?
  /// The description of a prepared folder.
  public let description: DatasetDescription?

  /// Reads a prepared folder, a manifest or any table with a file and a label, or a folder of recordings.
  ///
  /// Sides and folds that a table has already are not looked at. Where it holds no digests, files are read to find those
  /// with the same bytes.
  /// - Throws: `ManifestError`, `CurationError`, or `PreparationError` `.noInput` if no file is here.
  public init(_ path: URL, output: URL, workers: Int) throws {
    let kind = try? FileManager.default.attributesOfItem(atPath: path.resolvingSymlinksInPath().path)[.type]
    guard let kind = kind as? FileAttributeType else {
      throw PreparationError(
        .noInput, "there is no such file or folder. Give a prepared folder, a CSV list, or a folder of recordings.",
        subject: path.path)
    }
    let manifest = kind == .typeDirectory ? path.appendingPathComponent(ManifestFile.fileName) : path
    folder = manifest.deletingLastPathComponent()
    if kind == .typeDirectory && !FileManager.default.fileExists(atPath: manifest.path) {
      description = nil
      complaints = nil
      rows = try Self.recordings(
        Layouts.read(FolderTree(scanning: path, excluding: output, wantsRecordings: true)), folder: folder,
        workers: workers)
    } else {
      let isPrepared =
        manifest.lastPathComponent == ManifestFile.fileName
        && FileManager.default.fileExists(atPath: folder.appendingPathComponent(DatasetDescription.fileName).path)
      description = isPrepared ? try DatasetDescription(folder: folder) : nil
      rows = try ListTable.rows(manifest)
      rejected = isPrepared ? try Self.rejections(in: folder) : []
      complaints = isPrepared ? try Self.complaints(in: folder) : nil
    }
    setAsideMissing()
    guard !rows.isEmpty else {
      throw PreparationError(
        .noInput,
        missing.first.map {
          "none of its files is here, for example '\($0.sourceFile)'. Paths are relative to the list."
        }
          ?? "has no rows. Give a list of recordings or a prepared folder.", subject: path.path)
    }
    fillInDigests(workers: workers)
  }

  /// The recordings of a folder as rows, so that all kinds of input go one way.
  private static func recordings(_ collection: Curation.Collection, folder: URL, workers: Int) -> [ManifestRow] {
    let recordings = collection.recordings
    let digests = parallelMap(recordings, workers: workers) { try? SHA256.hexDigest(ofFile: $0.url) }
    let groups = Grouping.groups(of: recordings, contentDigests: digests, by: .patient)
    return recordings.indices.map { index in
      let recording = recordings[index]
      return ManifestRow(
        id: recording.id, fileName: recording.path, label: recording.label ?? "", split: .unlabelled,
        groupID: groups[index], patientID: recording.patientID, source: recording.source, site: recording.site,
        sourceFile: recording.path, sourceSHA256: digests[index] ?? "", sampleRate: 1, sampleCount: 0, kind: .original,
        parentID: recording.id, sha256: digests[index] ?? "")
    }
  }

  /// A table of a prepared folder; nil where it has none, and one that was damaged is no empty one.
  private static func table(_ name: String, in folder: URL) throws(ManifestError) -> CSVTable? {
    let url = folder.appendingPathComponent(name)
    return FileStatus(url.path) == nil ? nil : try CSVTable(contentsOf: url)
  }

  private static func rejections(in folder: URL) throws(ManifestError) -> [Rejection] {
    try table(RunTables.rejected, in: folder).map { table throws(ManifestError) in
      try Rejection.read(table, name: folder.appendingPathComponent(RunTables.rejected).path)
    } ?? []
  }

  private static func complaints(in folder: URL) throws(ManifestError) -> CSVTable {
    guard let table = try table(RunTables.complaints, in: folder) else { return Complaint.table([]) }
    try table.requireHeader(Complaint.columns, name: folder.appendingPathComponent(RunTables.complaints).path)
    return table
  }

  private mutating func setAsideMissing() {
    let folder = folder
    func isHere(_ path: String) -> Bool {
      path.isEmpty || FileManager.default.fileExists(atPath: folder.appendingPathComponent(path).path)
    }
    missing = rows.compactMap { row in
      guard let gone = [row.fileName, row.spectrogram, row.features].first(where: { !isHere($0) }) else { return nil }
      return Rejection(
        sourceFile: row.fileName, stage: Rejection.splitStage, reason: "missing",
        detail: "row '\(row.id)' names '\(gone)', but there is no such file beside the list.")
    }
    let gone = Set(missing.map(\.sourceFile))
    rows.removeAll { gone.contains($0.fileName) }
  }

  /// A list of one's own says nothing of bytes, and a copy under another name must not stand on another side.
  private mutating func fillInDigests(workers: Int) {
    let lacking = rows.indices.filter { rows[$0].sha256.isEmpty }
    let folder = folder
    let files = lacking.map { folder.appendingPathComponent(rows[$0].fileName) }
    let digests = parallelMap(files, workers: workers) { (try? SHA256.hexDigest(ofFile: $0)) ?? "" }
    for (index, digest) in zip(lacking, digests) { rows[index].sha256 = digest }
  }
}
