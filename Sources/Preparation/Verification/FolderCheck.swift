import Core
import Foundation
import Hashing
import Manifest

/// Compares the files of a folder with what is said of them.
struct FolderCheck: Sendable {
  let folder: URL

  /// What is wrong with a listed file, if anything.
  func deviation(of file: OutputFile) -> Deviation? {
    guard let attributes = attributes(of: file.path) else {
      return Deviation(.missing, file.path, "is listed in \(OutputInventory.fileName) and is not there.")
    }
    guard let kind = attributes[.type] as? FileAttributeType, kind == .typeRegular else {
      return Deviation(.changed, file.path, "is a link, a folder or a device, not the file that was written.")
    }
    // A file of another size need not be read, however large it is now.
    if let size = attributes[.size] as? NSNumber, size.intValue != file.size {
      return Deviation(.changed, file.path, "has \(size) bytes, and \(file.size) were written.")
    }
    guard let digest = try? SHA256.hexDigest(ofFile: folder.appendingPathComponent(file.path)) else {
      return Deviation(.changed, file.path, "cannot be read. Check that you may read it.")
    }
    return digest == file.sha256
      ? nil
      : Deviation(.changed, file.path, "its bytes were changed: SHA-256 \(digest), and \(file.sha256) was written.")
  }

  /// What is wrong with a recording that a data set was made from, if anything.
  /// - Parameter digest: its digest then; "" where it could not be read.
  func deviation(ofRecording path: String, digest: String) -> Deviation? {
    guard OutputInventory.isInside(path) else {
      return Deviation(.schema, path, "leads out of the folder of the recordings.")
    }
    let found = hasFile(path) ? (try? SHA256.hexDigest(ofFile: folder.appendingPathComponent(path))) ?? "" : ""
    if found == digest { return nil }
    return found.isEmpty
      ? Deviation(.input, path, "the recording is not there or cannot be read.")
      : Deviation(.input, path, "the recording has other bytes than the one that was prepared.")
  }

  /// Files that stand in the folder although nothing lists them.
  func unexpectedFiles(beside inventory: OutputInventory?) -> [Deviation] {
    // Without the list every file would count as a stranger; that it cannot be read is told already.
    guard let inventory else { return [] }
    let listed = Set(inventory.files.map(\.path)).union(OutputInventory.unlisted)
    guard let enumerator = FileManager.default.enumerator(atPath: folder.path) else { return [] }
    var deviations: [Deviation] = []
    while let path = enumerator.nextObject() as? String {
      if path == ManifestFile.stateName {
        // What was done, which is no part of the results.
        enumerator.skipDescendants()
        continue
      }
      if enumerator.fileAttributes?[.type] as? FileAttributeType == .typeDirectory || listed.contains(path) { continue }
      if PartialFile.wholeName(ofRemnant: String(PathText.name(of: path))) != nil {
        deviations.append(Deviation(.unlisted, path, "was left by a run that was killed. Remove it."))
      } else {
        deviations.append(Deviation(.unlisted, path, "is in the folder, and 'auscult' did not write it."))
      }
    }
    return deviations
  }

  /// Whether `name` is a file that can be read without waiting for somebody to write it; links are followed.
  func hasFile(_ name: String) -> Bool {
    let url = folder.appendingPathComponent(name).resolvingSymlinksInPath()
    let kind = (try? FileManager.default.attributesOfItem(atPath: url.path))?[.type]
    return kind as? FileAttributeType == .typeRegular
  }

  /// What the system says of a file, links not followed; nil where there is nothing.
  private func attributes(of path: String) -> [FileAttributeKey: Any]? {
    try? FileManager.default.attributesOfItem(atPath: folder.appendingPathComponent(path).path)
  }
}
