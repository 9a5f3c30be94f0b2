import Core
import Foundation

extension ManifestRow {
  /// The columns of `manifest.csv`, in order.
  public static let columns = [
    "id", "file_name", "label", "split", "fold", "group_id", "patient_id", "source", "site", "source_file",
    "source_sha256", "channel", "sample_rate", "start_sample", "num_samples", "start", "duration", "kind", "parent_id",
    "copy", "seed", "operations", "quality", "heart_rate_bpm", "clipped_fraction", "spectrogram", "features", "sha256",
  ]

  /// The columns a manifest must have to be read; the others are empty where absent, so that hand-made lists work.
  static let requiredColumns = ["file_name", "label"]

  /// The cells of this row, in the order of ``columns``.
  var cells: [String] {
    func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    return [
      id, fileName, label, split.rawValue, fold.map(String.init) ?? "", groupID, patientID, source, site, sourceFile,
      sourceSHA256, channel, String(sampleRate), String(startSample), String(sampleCount), number(start),
      number(duration), kind.rawValue, parentID, String(copy), String(seed), operations, number(quality),
      number(heartRate), number(clippedFraction), spectrogram, features, sha256,
    ]
  }

  /// Reads a row of a table.
  /// - Throws: `ManifestError` `.schema` naming the column.
  init(_ record: TableRecord, defaultSplit: Split?) throws(ManifestError) {
    let fileName = try record.path("file_name", required: true)
    let kind = record.text("kind")
    guard let kind = kind.isEmpty ? ItemKind.original : ItemKind(rawValue: kind) else {
      throw record.failure("kind", "'\(kind)' is none of original, segment, augmented.")
    }
    let splitName = record.text("split")
    guard let split = splitName.isEmpty ? defaultSplit ?? .unlabelled : Split(rawValue: splitName) else {
      throw record.failure("split", "'\(splitName)' is none of \(Split.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    let id = record.text("id").isEmpty ? fileName : record.text("id")
    let parent = record.text("parent_id").isEmpty ? id : record.text("parent_id")
    self.init(
      id: id, fileName: fileName, label: record.text("label"), split: split, fold: try record.integer("fold"),
      groupID: record.text("group_id").isEmpty ? parent : record.text("group_id"), patientID: record.text("patient_id"),
      source: record.text("source"), site: record.text("site"), sourceFile: record.text("source_file"),
      sourceSHA256: record.text("source_sha256"), channel: record.text("channel"),
      sampleRate: max(1, try record.integer("sample_rate") ?? 1), startSample: try record.integer("start_sample") ?? 0,
      sampleCount: try record.integer("num_samples") ?? 0, kind: kind, parentID: parent,
      copy: try record.integer("copy") ?? 0, seed: UInt64(record.text("seed")) ?? 0, operations: record.text("operations"),
      quality: try record.number("quality"), heartRate: try record.number("heart_rate_bpm"),
      clippedFraction: try record.number("clipped_fraction"), spectrogram: try record.path("spectrogram", required: false),
      features: try record.path("features", required: false), sha256: record.text("sha256"))
  }
}

/// One row of a table with its column names, for typed access with errors that name row and column.
struct TableRecord {
  let tableName: String
  let rowNumber: Int
  let positions: [String: Int]
  let cells: [String]

  func text(_ column: String) -> String { positions[column].map { cells[$0] } ?? "" }

  func failure(_ column: String, _ message: String) -> ManifestError {
    ManifestError(.schema, "row \(rowNumber), column \(column): \(message)", subject: tableName)
  }

  func integer(_ column: String) throws(ManifestError) -> Int? {
    let text = text(column)
    if text.isEmpty { return nil }
    guard let value = Int(text) else { throw failure(column, "'\(text)' is not a whole number.") }
    return value
  }

  func number(_ column: String) throws(ManifestError) -> Double? {
    let text = text(column)
    if text.isEmpty { return nil }
    guard let value = Double(text), value.isFinite else { throw failure(column, "'\(text)' is not a number.") }
    return value
  }

  /// A path that stays inside the manifest's folder.
  func path(_ column: String, required: Bool) throws(ManifestError) -> String {
    let text = text(column)
    if text.isEmpty {
      if required { throw failure(column, "is empty: a path relative to the manifest was expected.") }
      return text
    }
    if text.hasPrefix("/") || text.split(separator: "/").contains("..") || text.utf8.contains(0) {
      throw failure(column, "'\(text)' leads out of the manifest's folder. Use paths relative to the manifest.")
    }
    return text
  }
}
