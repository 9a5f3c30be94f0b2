import Core
import Foundation
public import Manifest
import Pictures

/// A contact sheet of pictures for each class, for the eye.
public enum ClassSheets {
  /// At most so many pictures stand on a sheet, evenly taken from the class.
  public static let largestCount = 64
  private static let columns = 8
  /// A sheet's pixels, some below what a sheet may have.
  private static let mostPixels = 1 << 25

  /// The name of the sheet of each label, `contact-sheet-LABEL.png`; unlabelled pictures stand on `contact-sheet.png`.
  public static func names(of labels: some Sequence<String>) -> [String: String] {
    let labels = Set(labels).sorted(by: precedesInBytes)
    let paths = labels.map { $0.isEmpty ? "contact-sheet.png" : "contact-sheet-\(FolderName.safe($0)).png" }
    let names = DistinctNames.names(for: paths, identities: labels, fileExtension: "png")
    return Dictionary(uniqueKeysWithValues: zip(labels, names.map { $0 + ".png" }))
  }

  /// Reads the pictures of `rows` back and writes the sheets.
  /// - Throws: `PictureError`, `CoreError`.
  public static func write(_ rows: [ManifestRow], to output: BatchOutput) throws {
    let names = names(of: rows.map(\.label))
    for (label, members) in Dictionary(grouping: rows, by: \.label).sorted(by: { precedesInBytes($0.key, $1.key) }) {
      guard let name = names[label], let picture = try sheet(members, in: output.folder) else { continue }
      try output.write(try picture.png(), to: name)
    }
  }

  private static func sheet(_ rows: [ManifestRow], in folder: URL) throws -> Picture? {
    func item(_ row: ManifestRow) throws -> ContactSheet.Item {
      let picture = try Picture(png: try Data(contentsOf: folder.appendingPathComponent(row.spectrogram)))
      return ContactSheet.Item(
        picture, caption: String(PathText.stem(of: row.spectrogram)))
    }
    guard let first = try rows.first.map(item) else { return nil }
    let room = mostPixels / ((first.picture.width + 8) * (first.picture.height + 32))
    let count = min(rows.count, largestCount, max(1, room))
    let chosen = (0..<count).map { rows[$0 * rows.count / count] }
    return try ContactSheet(columns: columns).picture(of: try chosen.map(item))
  }
}
