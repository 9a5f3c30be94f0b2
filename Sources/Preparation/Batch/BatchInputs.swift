import Core
public import Curation
import Foundation
public import Manifest

/// What a batch works on: a file, the sound files below a folder, or the files that a CSV list or a data set's manifest names.
public struct BatchInputs: Sendable {
  /// The recordings in order of their paths.
  public private(set) var inputs: [BatchInput]
  /// Rows of a list that name no usable file.
  public private(set) var rejections: [Rejection]
  /// The number of files found or rows read.
  public private(set) var found: Int

  /// Finds the inputs at a place.
  ///
  /// A file ending in `.csv` or `.tsv` is a list: a manifest of ours or any table with a column of files under one of their usual
  /// names, whose paths are relative to it; labels, splits, patients and groups are taken over where it has them. A folder that a command of ours
  /// wrote stands for its manifest; a part of a data set is refused, as nobody would know its splits any more. The output
  /// folder is left out of a search; what could not be looked into is rejected.
  /// - Throws: `ManifestError` for a list that cannot be read, `PreparationError` `.noInput` where nothing is found or only a
  ///   part of a data set was given, `.output` where the input lies in the output folder.
  public init(_ place: InputPlace, output: OutputFolder) throws {
    let path = place.url
    try output.checkApart(from: path)
    guard
      let kind = try? FileManager.default.attributesOfItem(atPath: path.resolvingSymlinksInPath().path)[.type]
        as? FileAttributeType
    else {
      throw PreparationError(
        .noInput, "there is no such file or folder. Give a recording, a folder of them, or a CSV list.",
        subject: path.path)
    }
    if kind == .typeDirectory, Self.isOurs(path) {
      (inputs, rejections) = try Self.list(ManifestFile.list(at: path), output: output)
    } else if kind == .typeDirectory {
      if let whole = ManifestFile.preparedFolder(above: path) {
        throw PreparationError(
          .noInput,
          "is a part of the data set \(whole.relativePath), whose splits and labels would be lost. Give that folder, or one of its lists.",
          subject: path.path)
      }
      let tree = try place.tree(excluding: output.url, wantsRecordings: true)
      inputs = tree.soundFiles.map { Self.input(path: $0, url: tree.url($0)) }
      rejections = tree.skipped.map {
        Rejection(sourceFile: $0.path, stage: "scan", reason: "not_read", detail: $0.reason)
      }
    } else if ["csv", "tsv"].contains(path.pathExtension.lowercased()) {
      (inputs, rejections) = try Self.list(path, output: output)
    } else {
      inputs = [Self.input(path: path.lastPathComponent, url: path)]
      rejections = []
    }
    found = inputs.count + rejections.count
    if found == 0 {
      throw PreparationError(
        .noInput, "holds no sound or video file. Give the folder that holds the recordings.", subject: place.given.path)
    }
  }

  /// Whether a folder is a data set, or what a batch wrote.
  private static func isOurs(_ folder: URL) -> Bool {
    let hasManifest = FileStatus(folder.appendingPathComponent(ManifestFile.fileName).path) != nil
    return hasManifest && (ManifestFile.isPrepared(folder) || ResultFolder.command(of: folder) != nil)
  }

  private static func input(path: String, url: URL) -> BatchInput {
    let id = Recording.id(of: path)
    let row = ManifestRow(
      id: id, fileName: path, label: "", split: .unlabelled, groupID: id, sourceFile: path, sourceSHA256: "",
      sampleRate: 1,
      sampleCount: 0, kind: .original, parentID: id, sha256: "")
    return BatchInput(url: url, path: path, row: row, outputName: "")
  }

  private static func list(_ url: URL, output: OutputFolder) throws -> ([BatchInput], [Rejection]) {
    let folder = url.deletingLastPathComponent()
    var inputs: [BatchInput] = []
    let (file, namelessRows) = try ManifestFile.list(ListTable.table(url), name: url.path)
    var rejections = namelessRows.map {
      Rejection(
        sourceFile: "row \($0)", stage: "scan", reason: "no_name",
        detail: "the list names no file there. Fill in its name, or drop the row.")
    }
    var seen: Set<String> = []
    for row in file.rows.sorted(by: {
      precedesInBytes($0.fileName, $1.fileName) || ($0.fileName == $1.fileName && precedesInBytes($0.id, $1.id))
    }) {
      let file = folder.appendingPathComponent(row.fileName)
      func reject(_ reason: String, _ detail: String) {
        rejections.append(Rejection(sourceFile: row.fileName, stage: "scan", reason: reason, detail: detail))
      }
      if !FileManager.default.fileExists(atPath: file.path) {
        reject("missing", "the list names it, but there is no such file beside the list.")
      } else if output.contains(file) {
        reject("in_output", "it lies in the output folder, where results would overwrite it.")
      } else if !seen.insert(file.standardizedFileURL.path).inserted {
        reject("duplicate_row", "the list names it more than once; row '\(row.id)' was left out.")
      } else {
        inputs.append(BatchInput(url: file, path: row.fileName, row: row, outputName: ""))
      }
    }
    return (inputs, rejections)
  }

  /// Leaves out the inputs that `isWanted` does not want.
  /// - Returns: how many there were of them.
  mutating func keep(where isWanted: (BatchInput) -> Bool) -> Int {
    let before = inputs.count
    inputs.removeAll { !isWanted($0) }
    found -= before - inputs.count
    return before - inputs.count
  }

  /// Gives every input an output name, from the path that `place` prefers for it.
  /// - Parameters:
  ///   - fileExtension: the extension of the outputs, without point.
  ///   - reserved: names in the output folder that no input may take.
  ///   - place: a relative path with the input's own extension.
  public mutating func assignNames(
    fileExtension: String, reserved: [String] = [], place: (BatchInput) -> String = \.path
  ) {
    let names = DistinctNames.names(
      for: inputs.map { PathText.plain(place($0)) }, identities: inputs.map(\.path), fileExtension: fileExtension,
      reserved: reserved)
    for index in inputs.indices { inputs[index].outputName = names[index] }
  }
}
