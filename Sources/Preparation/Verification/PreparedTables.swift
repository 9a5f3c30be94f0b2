import Core
import Curation
import Foundation
import Hashing
import Manifest

/// The description and tables of a prepared folder, as far as they can be read, and what is wrong with their form.
struct PreparedTables {
  private(set) var description: DatasetDescription?
  /// What 'auscult split' says of the folder that it wrote.
  private(set) var split: SplitDescription?
  /// Whether 'auscult split' wrote the folder, or began to.
  let isSplit: Bool
  private(set) var inventory: OutputInventory?
  private(set) var manifest: ManifestFile?
  /// The lists of the sides by file name.
  private(set) var lists: [String: ManifestFile] = [:]
  /// By file name, what the tables of a split that leaks say of each row.
  private(set) var marks: [String: [String]] = [:]
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
    isSplit = exists(SplitDescription.fileName) || ResultFolder.command(of: folder) == "split"
    guard
      isSplit || [DatasetDescription.fileName, OutputInventory.fileName, ManifestFile.fileName].contains(where: exists)
    else {
      throw PreparationError(
        .noInput, "is not a data set. Give the folder that 'auscult prepare' or 'auscult split' wrote.",
        subject: folder.path)
    }
    if isSplit { readSplit() }
    // A list of one's own that was divided has none.
    if !isSplit || split?.extraFiles.contains(DatasetDescription.fileName) ?? exists(DatasetDescription.fileName) {
      readDescription()
    }
    readInventory()
    manifest = readManifest(ManifestFile.fileName)
    for name in listNames { lists[name] = readManifest(name) }
    rejections = read(Rejection.fileName) { (table, name) throws(ManifestError) in
      try Rejection.read(table, name: name)
    }
    if isSplit && description == nil { return }
    complaints = read(RunTables.complaints) { (table, name) throws(ManifestError) in
      try table.requireHeader(Complaint.columns, name: name)
      return table.rows.map { $0[0] }
    }
  }

  /// The digest of each recording that gave rows or was rejected.
  var inputDigests: [String: String] {
    DatasetFigures.inputDigests(rows: manifest?.rows ?? [], rejections: (rejections ?? []).filter { !$0.isOfSplit })
  }

  /// The lists that there should be.
  private var listNames: [String] {
    guard isSplit else { return Split.allCases.compactMap(\.fileName) }
    return (split?.certificate.files.keys.sorted(by: precedesInBytes) ?? []).filter {
      $0 != ManifestFile.fileName && !$0.contains("/")
    }
  }

  // MARK: Reading

  private mutating func readSplit() {
    let name = SplitDescription.fileName
    guard FolderCheck(folder: folder).hasFile(name) else {
      return note(.unfinished, name, "is not there: the split is unfinished. Run 'auscult split' again.")
    }
    do {
      let data = try Data(contentsOf: url(name))
      let split = try JSONText.decode(SplitDescription.self, from: data)
      if let text = try? JSONText.encode(split), Data(text.utf8) != data {
        note(.schema, name, "is not as 'auscult split' writes it: it was edited.")
      }
      self.split = split
    } catch {
      note(.schema, name, "was written by another version or changed since. Run 'auscult split' again.")
    }
  }

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
    let isSplit = isSplit
    let read = read(name) { table, name in
      let (plain, marks) = isSplit ? ManifestFile.unmarked(table) : (table, nil)
      return (ManifestFile.check(plain, name: name), marks)
    }
    guard let ((file, failures), marks) = read else { return nil }
    self.marks[name] = marks
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
