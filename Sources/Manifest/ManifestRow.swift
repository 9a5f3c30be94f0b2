public import Core

/// What kind of item a row describes.
public enum ItemKind: String, Sendable, Codable {
  /// A whole recording.
  case original
  /// A range of samples of a recording.
  case segment
  /// A modified copy, in the training split only.
  case augmented
}

/// One prepared item: what it is, where it came from, on which side of the split it stands.
///
/// Paths are relative to the manifest with `/` as separator. Sample positions are integers at `sampleRate`; seconds are
/// derived from them.
public struct ManifestRow: Sendable, Codable, Equatable {
  /// Unique in the manifest; rows are sorted by it.
  public var id: String
  /// The sound file of this item.
  public var fileName: String
  /// The class, or "" for an unlabelled item.
  public var label: String
  /// The side of the split.
  public var split: Split
  /// The cross-validation fold, if one was assigned.
  public var fold: Int?
  /// Items of one group never stand on both sides of a split.
  public var groupID: String
  /// The patient, where known, else "".
  public var patientID: String
  /// The collection or device the recording comes from, else "".
  public var source: String
  /// The auscultation site, else "".
  public var site: String
  /// The file this was made from, relative to the folder that was prepared.
  public var sourceFile: String
  /// SHA-256 of that file, hexadecimal.
  public var sourceSHA256: String
  /// How channels became one: `mean`, `left`, ….
  public var channel: String
  /// Samples per second of this item.
  public var sampleRate: Int
  /// The first sample in the resampled recording; negative never.
  public var startSample: Int
  /// The number of samples of this item.
  public var sampleCount: Int
  /// What kind of item this is.
  public var kind: ItemKind
  /// The recording (or clip, for an augmented copy) this was made from.
  public var parentID: String
  /// The number of the augmented copy, 0 for originals and segments.
  public var copy: Int
  /// The seed that random steps were keyed with.
  public var seed: UInt64
  /// The steps that made this item, as JSON.
  public var operations: String
  /// A signal-quality index in 0…1, if measured.
  public var quality: Double?
  /// The heart rate in beats a minute, if measured.
  public var heartRate: Double?
  /// The fraction of samples at full scale in the source, 0…1.
  public var clippedFraction: Double?
  /// The spectrogram picture, or "".
  public var spectrogram: String
  /// The feature file, or "".
  public var features: String
  /// SHA-256 of the sound file, hexadecimal.
  public var sha256: String

  /// Makes a row; what is not given is empty.
  public init(
    id: String, fileName: String, label: String, split: Split, fold: Int? = nil, groupID: String,
    patientID: String = "",
    source: String = "", site: String = "", sourceFile: String, sourceSHA256: String, channel: String = "mean",
    sampleRate: Int, startSample: Int = 0, sampleCount: Int, kind: ItemKind, parentID: String, copy: Int = 0,
    seed: UInt64 = 0, operations: String = "[]", quality: Double? = nil, heartRate: Double? = nil,
    clippedFraction: Double? = nil, spectrogram: String = "", features: String = "", sha256: String
  ) {
    self.id = id
    self.fileName = fileName
    self.label = label
    self.split = split
    self.fold = fold
    self.groupID = groupID
    self.patientID = patientID
    self.source = source
    self.site = site
    self.sourceFile = sourceFile
    self.sourceSHA256 = sourceSHA256
    self.channel = channel
    self.sampleRate = sampleRate
    self.startSample = startSample
    self.sampleCount = sampleCount
    self.kind = kind
    self.parentID = parentID
    self.copy = copy
    self.seed = seed
    self.operations = operations
    self.quality = quality
    self.heartRate = heartRate
    self.clippedFraction = clippedFraction
    self.spectrogram = spectrogram
    self.features = features
    self.sha256 = sha256
  }

  /// The start in seconds, derived.
  public var start: Seconds { Seconds(startSample) / Seconds(sampleRate) }
  /// The length in seconds, derived.
  public var duration: Seconds { Seconds(sampleCount) / Seconds(sampleRate) }
}
