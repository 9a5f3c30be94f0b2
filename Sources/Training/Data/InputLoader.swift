import ArrayFiles
import Core
public import Foundation
import Hashing
import HeartSound
import Manifest
import MediaIO

/// Reads the inputs of a model for rows of a manifest.
public struct InputLoader: Sendable {
  let folder: URL
  private let input: ModelInput
  private let arrays: ArrayFolder?
  private let workers: Int

  /// Makes a loader of rows whose files lie below `folder`, and whose arrays, if the model takes such, in `arrays`.
  public init(folder: URL, input: ModelInput, arrays: ArrayFolder? = nil, workers: Int) {
    self.folder = folder
    self.input = input
    self.arrays = arrays
    self.workers = max(1, workers)
  }

  /// The inputs of `rows`; files are checked against the rows' checksums.
  /// - Throws: `TrainingError` `.badData`, naming the row, if a file is missing, altered, or of another rate or size;
  ///   `.interrupted`.
  func load(_ rows: [ManifestRow]) throws -> InputSet {
    var set = InputSet(width: input.width, rows: rows.count)
    let units = units(of: rows)
    // Units are taken in stretches, so that an extractor is made once for many of them.
    let stretches = stride(from: 0, to: units.count, by: 16).map { Array(units[$0..<min($0 + 16, units.count)]) }
    try orderedParallelForEach(stretches, workers: workers) { stretch -> Result<[UnitInputs], any Error> in
      let sound = SoundInputs(input)
      return Result { try stretch.map { unit in try read(unit.map { rows[$0] }, sound) } }
    } consume: { index, loaded in
      try Interruption.check()
      for (unit, inputs) in zip(stretches[index], try loaded.get()) { set.add(inputs, at: unit) }
    }
    return set
  }

  private func read(_ rows: [ManifestRow], _ sound: SoundInputs?) throws -> UnitInputs {
    if let sound {
      let joined = try self.sound(of: rows)
      return try sound(joined.samples, windowsFrom: joined.starts)
    }
    switch input {
    case .picture(let picture): return .each(try rows.map { try sample(of: picture, $0) })
    case .alignedPairs(let wanted): return try array(of: rows[0], wanted, .whole)
    case .embedding(let wanted): return try array(of: rows[0], wanted, .rows)
    case .logMel, .mfcc, .scaledMel, .bandStatistics: return UnitInputs(sources: [], views: [])
    }
  }

  /// The sound of rows that are read together, and where each begins in it.
  /// - Throws: as ``load(_:)``.
  func sound(of rows: [ManifestRow]) throws -> (samples: [Float], starts: [Int]) {
    let clips = try rows.map { (start: $0.startSample, samples: try clip(of: $0)) }
    guard (clips.map(\.start).max() ?? 0) - (clips.map(\.start).min() ?? 0) <= 1 << 28 else {
      throw Self.failure(rows[0], "its recording is too long to be put together from its clips.", folder)
    }
    return RecordingAssembly.sound(clips)
  }

  /// The annotated states of rows that are read together, in samples of their sound; nil where no clip has any.
  /// - Throws: `TrainingError` `.badData`, naming the row, if they cannot be used.
  func states(of rows: [ManifestRow], starts: [Int]) throws -> [StateInterval]? {
    var parts: [(start: Int, states: [StateInterval])] = []
    for (row, start) in zip(rows, starts) {
      let url = folder.appendingPathComponent(StateAnnotations.path(beside: row.fileName))
      guard FileManager.default.fileExists(atPath: url.path) else { continue }
      do {
        let states = try StateAnnotations.read(url, sampleRate: row.sampleRate)
        parts.append((start, StateAnnotations.intervals(states, in: 0..<row.sampleCount)))
      } catch {
        throw Self.failure(row, "its annotated states cannot be used. Run 'auscult prepare' again.", url, cause: error)
      }
    }
    return parts.isEmpty ? nil : StateAnnotations.joined(parts)
  }

  /// The positions of the rows that are read together.
  func units(of rows: [ManifestRow]) -> [[Int]] {
    input.joinsRecordings ? RecordingAssembly.recordings(of: rows) : rows.indices.map { [$0] }
  }

  private func clip(of row: ManifestRow) throws -> [Float] {
    let url = folder.appendingPathComponent(row.fileName)
    let data = try Self.data(url, of: row, what: "clip")
    if !row.sha256.isEmpty && SHA256.hexDigest(of: data) != row.sha256 {
      throw Self.failure(
        row, "the clip is not the one that was prepared (its SHA-256 differs). Run 'auscult prepare' again.", url)
    }
    let decoded: DecodedRecording
    do { decoded = try AudioDecoder.decode(data, name: row.fileName) } catch {
      throw Self.failure(row, "the clip cannot be decoded.", url, cause: error)
    }
    guard let format = input.clipFormat else { return decoded.audio.samples }
    guard decoded.audio.sampleRate == format.sampleRate else {
      throw Self.failure(
        row,
        "the clip is at \(decoded.audio.sampleRate) Hz, the model wants \(format.sampleRate) Hz. Prepare with \"resample\": {\"rate\": \(format.sampleRate)}.",
        url)
    }
    // Cutting it silently would judge a part of the clip only.
    if let sampleCount = format.sampleCount, decoded.audio.samples.count != sampleCount {
      throw Self.failure(
        row,
        "the clip has \(decoded.audio.samples.count) samples, the model wants \(sampleCount). Prepare with \"segment\": {\"length\": \(Double(sampleCount) / Double(format.sampleRate))}.",
        url)
    }
    guard decoded.audio.samples.allSatisfy(\.isFinite) else {
      throw Self.failure(row, "the clip holds what is no number (NaN or infinity). Run 'auscult prepare' again.", url)
    }
    return decoded.audio.samples
  }

  private func sample(of picture: PictureInput, _ row: ManifestRow) throws -> InputSource {
    let url = try Self.picture(of: row, in: folder)
    do { return try picture(Self.data(url, of: row, what: "picture")) } catch let error as TrainingError {
      throw error
    } catch {
      throw Self.failure(row, "the picture cannot be used. Run 'auscult prepare' again.", url, cause: error)
    }
  }

  private func array(of row: ManifestRow, _ wanted: ArrayInput, _ meaning: ArrayMeaning) throws -> UnitInputs {
    guard let arrays else {
      throw TrainingError(
        .badData,
        "this model takes arrays, not sounds. Name them with --arrays: the folder that 'auscult align' or 'auscult features' wrote from the manifest, or an .npz file."
      )
    }
    let array = try arrays.array(of: row)
    guard meaning.sampleCount(of: array.shape) == wanted.count else {
      throw Self.failure(
        row,
        "its array has the shape \(array.shape), and the model wants \(wanted.count) numbers a sample. Make all arrays in one run.",
        arrays.url)
    }
    let values = array.doubles.map { Float($0) }
    let samples = stride(from: 0, to: values.count, by: wanted.count).map { Array(values[$0..<($0 + wanted.count)]) }
    return UnitInputs(
      sources: samples.map(InputSource.init(whole:)),
      views: [samples.indices.map { InputView(source: $0, firstColumn: 0) }])
  }

  /// Where the picture of a row is.
  /// - Throws: `TrainingError` `.badData` if there is none.
  static func picture(of row: ManifestRow, in folder: URL) throws(TrainingError) -> URL {
    guard !row.spectrogram.isEmpty else {
      throw failure(row, "has no picture. Prepare with pictures: \"spectrogram\": {} in the recipe.", folder)
    }
    return folder.appendingPathComponent(row.spectrogram)
  }

  /// The bytes of a row's file.
  static func data(_ url: URL, of row: ManifestRow, what: String) throws(TrainingError) -> Data {
    do { return try Data(contentsOf: url) } catch {
      throw failure(row, "the \(what) cannot be read. Run 'auscult prepare' again.", url, cause: error)
    }
  }

  private static func failure(
    _ row: ManifestRow, _ message: String, _ url: URL, cause: (any Error)? = nil
  ) -> TrainingError {
    TrainingError(.badData, "row \(row.id): \(message)", subject: url.path, cause: cause)
  }
}
