import Core
import Foundation

extension ManifestRow {
  /// A column of `manifest.csv`.
  public struct Column: Sendable {
    /// Its name in the header.
    public let name: String
    /// Its type in Frictionless Table Schema.
    public let type: String
    /// What stands in it.
    public let meaning: String
  }

  /// The columns of `manifest.csv`, in order; the published schema is made of them.
  public static let columns = [
    Column(name: "id", type: "string", meaning: "Unique in the manifest; rows are sorted by it."),
    Column(name: "file_name", type: "string", meaning: "The sound file, relative to the manifest."),
    Column(name: "label", type: "string", meaning: "The class; empty for an unlabelled item."),
    Column(name: "split", type: "string", meaning: "train, val, test or unlabelled."),
    Column(name: "fold", type: "integer", meaning: "The cross-validation fold, if one was assigned."),
    Column(name: "group_id", type: "string", meaning: "Items of one group never stand on both sides of a split."),
    Column(name: "patient_id", type: "string", meaning: "The patient, where known."),
    Column(name: "source", type: "string", meaning: "The collection or device the recording comes from."),
    Column(name: "site", type: "string", meaning: "The auscultation site."),
    Column(
      name: "source_file", type: "string",
      meaning: "The file this was made from, relative to the folder that was prepared."),
    Column(name: "source_sha256", type: "string", meaning: "SHA-256 of that file."),
    Column(
      name: "channel", type: "string",
      meaning: "How channels became one: mean, left, right, best, or the number of the one it is."),
    Column(name: "sample_rate", type: "integer", meaning: "Samples per second of this item."),
    Column(name: "start_sample", type: "integer", meaning: "The first sample in the resampled recording."),
    Column(name: "num_samples", type: "integer", meaning: "The number of samples of this item."),
    Column(name: "start", type: "number", meaning: "start_sample / sample_rate, in seconds."),
    Column(name: "duration", type: "number", meaning: "num_samples / sample_rate, in seconds."),
    Column(name: "kind", type: "string", meaning: "original, segment or augmented."),
    Column(name: "parent_id", type: "string", meaning: "The recording, or the clip an augmented copy was made from."),
    Column(name: "copy", type: "integer", meaning: "The number of the augmented copy; 0 for originals and segments."),
    Column(name: "seed", type: "integer", meaning: "The seed that random steps were keyed with."),
    Column(name: "operations", type: "string", meaning: "The steps that made this item, as JSON."),
    Column(name: "quality", type: "number", meaning: "A signal-quality index in 0 to 1, if measured."),
    Column(name: "heart_rate_bpm", type: "number", meaning: "The heart rate in beats a minute, if measured."),
    Column(name: "clipped_fraction", type: "number", meaning: "The share of the source's samples at full scale."),
    Column(name: "spectrogram", type: "string", meaning: "The picture, relative to the manifest."),
    Column(name: "features", type: "string", meaning: "The feature file, relative to the manifest."),
    Column(name: "sha256", type: "string", meaning: "SHA-256 of the sound file."),
  ]

  /// The columns a manifest must have to be read; the others are empty where absent, so that hand-made lists work.
  static let requiredColumns = ["file_name", "label"]

  /// The cells of this row, in the order of ``columns``.
  public var cells: [String] {
    func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    // Of a list that says nothing of samples, nothing is said.
    func extent(_ text: String) -> String { sampleCount > 0 ? text : "" }
    return [
      id, fileName, label, split.rawValue, fold.map(String.init) ?? "", groupID, patientID, source, site, sourceFile,
      sourceSHA256, channel, extent("\(sampleRate)"), extent("\(startSample)"), extent("\(sampleCount)"),
      extent(number(start)), extent(number(duration)), kind.rawValue, parentID, String(copy), String(seed), operations,
      number(quality),
      number(heartRate), number(clippedFraction), spectrogram, features, sha256,
    ]
  }

  /// The columns in which this row and another have different cells, in order.
  public func columns(differingFrom other: ManifestRow) -> [String] {
    zip(Self.columns, zip(cells, other.cells)).filter { $1.0 != $1.1 }.map(\.0.name)
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
      throw record.failure(
        "split", "'\(splitName)' is none of \(Split.allCases.map(\.rawValue).joined(separator: ", ")).")
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
      copy: try record.integer("copy") ?? 0, seed: try record.seed("seed"), operations: record.text("operations"),
      quality: try record.number("quality"), heartRate: try record.number("heart_rate_bpm"),
      clippedFraction: try record.number("clipped_fraction"),
      spectrogram: try record.path("spectrogram", required: false),
      features: try record.path("features", required: false), sha256: record.text("sha256"))
  }
}
