import Core
import Curation
import Foundation
import Hashing
import Manifest

/// The description and tables of a prepared folder, as far as they can be read, and what is wrong with their form.
struct PreparedTables {
  private(set) var description: DatasetDescription?
  private(set) var inventory: OutputInventory?
  private(set) var manifest: ManifestFile?
  private(set) var splits: [Split: ManifestFile] = [:]
  private(set) var rejections: [Rejection]?
  /// The kinds of the complaints.
  private(set) var complaints: [String]?
  /// The digests of the tables as they are.
  private(set) var digests: [String: String] = [:]
  private(set) var deviations: [Deviation] = []

  private let folder: URL

  /// Reads what there is.
  /// - Throws: `PreparationError` `.noInput` if there is neither a description nor a manifest.
  init(folder: URL) throws(PreparationError) {
    self.folder = folder
    func exists(_ name: String) -> Bool {
      FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
    }
    guard exists(DatasetDescription.fileName) || exists(OutputInventory.fileName) || exists(ManifestFile.fileName)
    else {
      throw PreparationError(
        .noInput, "is not a data set. Give the folder that 'auscult prepare' wrote.", subject: folder.path)
    }
    readDescription()
    readInventory()
    manifest = readManifest(ManifestFile.fileName)
    for split in Split.allCases {
      if let name = split.fileName { splits[split] = readManifest(name) }
    }
    rejections = read(Rejection.fileName) { (table, name) throws(ManifestError) in
      try Rejection.read(table, name: name)
    }
    complaints = read(RunTables.complaints) { (table, name) throws(ManifestError) in
      try table.requireHeader(Complaint.columns, name: name)
      return table.rows.map { $0[0] }
    }
  }

  /// The digest of each recording that gave rows or was rejected.
  var inputDigests: [String: String] {
    DatasetFigures.inputDigests(rows: manifest?.rows ?? [], rejections: rejections ?? [])
  }

  // MARK: Reading

  private mutating func readDescription() {
    guard FolderCheck(folder: folder).hasFile(DatasetDescription.fileName) else {
      return note(
        .unfinished, DatasetDescription.fileName,
        "is not there: the data set is unfinished. Run 'auscult prepare' again.")
    }
    do {
      let description = try DatasetDescription(folder: folder)
      if let text = try? description.json(),
        Data(text.utf8) != (try? Data(contentsOf: url(DatasetDescription.fileName)))
      {
        note(.schema, DatasetDescription.fileName, "is not as 'auscult prepare' writes it: it was edited.")
      }
      self.description = description
    } catch {
      note(.schema, DatasetDescription.fileName, error.message)
    }
  }

  private mutating func readInventory() {
    let files = read(OutputInventory.fileName) { (table, name) throws(ManifestError) in
      try OutputInventory.files(in: table, name: name)
    }
    guard let files else { return }
    let inventory = OutputInventory(files)
    if inventory.files.map(\.path) != files.map(\.path) || Set(files.map(\.path)).count != files.count {
      note(.schema, OutputInventory.fileName, "is not sorted by path, or lists a file twice.")
    }
    self.inventory = inventory
  }

  private mutating func readManifest(_ name: String) -> ManifestFile? {
    guard let (file, failures) = read(name, parse: { ManifestFile.check($0, name: $1) }) else { return nil }
    for failure in failures { note(.schema, name, failure.message) }
    // Where rows are missing, comparing the others would blame everything that follows.
    return failures.isEmpty || !file.rows.isEmpty ? file : nil
  }

  /// Reads a table and its digest; what is wrong is noted.
  private mutating func read<Result>(
    _ name: String, parse: (CSVTable, String) throws(ManifestError) -> Result
  ) -> Result? {
    guard FolderCheck(folder: folder).hasFile(name), let data = try? Data(contentsOf: url(name)) else {
      note(.missing, name, "is not there or cannot be read.")
      return nil
    }
    digests[name] = SHA256.hexDigest(of: data)
    do {
      return try parse(try CSVTable(data, name: name, delimiter: UInt8(ascii: ",")), name)
    } catch {
      note(.schema, name, error.message)
      return nil
    }
  }

  private func url(_ name: String) -> URL { folder.appendingPathComponent(name) }

  private mutating func note(_ kind: Deviation.Kind, _ subject: String, _ message: String) {
    deviations.append(Deviation(kind, subject, message))
  }
}
