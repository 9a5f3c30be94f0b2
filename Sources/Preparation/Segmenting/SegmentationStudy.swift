public import Core
import Foundation
public import HeartSound
public import Manifest

/// Annotated recordings, to fit models to and to judge segmenters by.
public struct SegmentationStudy: Sendable {
  /// A recording whose states are known.
  public struct Item: Sendable {
    /// Its path, as the batch names it.
    public let path: String
    /// The patient or group by a list, else by a name that tells patient and site; else the recording stands for itself.
    public let patient: String
    /// The sound at 1,000 Hz.
    public let audio: AudioBuffer
    /// The known states, in samples of `audio`.
    public let annotations: [StateInterval]
  }

  /// How one recording was segmented.
  public struct Outcome: Sendable {
    /// Its path.
    public let path: String
    /// The patient.
    public let patient: String
    /// The level of the noise that was added, in decibels below the recording; nil for none.
    public let signalToNoise: Decibels?
    /// Counts against the annotation.
    public let score: SegmentationScore
    /// The heart rate of the annotated cycles; nil without a whole one.
    public let annotatedHeartRate: Double?
    /// What was found; nil where no rhythm was.
    public let found: HeartSoundSegmentation?
  }

  /// The usable recordings, in order of their paths.
  public let items: [Item]
  /// What could not be used, and why.
  public let rejections: [Rejection]

  /// Reads the recordings that have annotations.
  /// - Parameter progress: is told how many were read.
  public init(
    _ inputs: BatchInputs, annotations: AnnotationFinder, workers: Int, progress: (_ read: Int) -> Void = { _ in }
  ) {
    var items: [Item] = []
    var rejections = inputs.rejections
    let read: @Sendable (BatchInput) -> Result<Item, any Error> = { input in
      Result { try Self.item(input, annotations) }
    }
    orderedParallelForEach(inputs.inputs, workers: max(1, workers), transform: read) { index, result in
      switch result {
      case .success(let item): items.append(item)
      case .failure(let error):
        let reason =
          if case .unusable(_, let reason)? = (error as? PreparationError)?.code { reason } else { "unreadable" }
        let detail = (error as? PreparationError)?.message ?? "\(error)"
        rejections.append(
          Rejection(sourceFile: inputs.inputs[index].path, stage: "segment", reason: reason, detail: detail))
      }
      progress(index + 1)
    }
    self.items = items
    self.rejections = rejections
  }

  private static func item(_ input: BatchInput, _ annotations: AnnotationFinder) throws -> Item {
    let states = StateReader(source: .annotations, segmenter: ShannonSegmenter(), annotations: annotations)
    let known = try states.annotated(input, sampleRate: StateReader.listeningRate)
    let (audio, _) = try RecordingReader(rate: StateReader.listeningRate)(input.url)
    let inside = known.intervals.filter { $0.endSample <= audio.samples.count + audio.sampleRate / 10 }
    if inside.isEmpty {
      throw StateReader.unusable("no_annotation", "its annotation marks nothing inside the recording.")
    }
    return Item(path: input.path, patient: patient(of: input), audio: audio, annotations: inside)
  }

  private static func patient(of input: BatchInput) -> String {
    let row = input.row
    if !row.patientID.isEmpty { return row.patientID }
    if !row.groupID.isEmpty && row.groupID != row.id { return row.groupID }
    // As CirCor and the synthesiser name recordings: `2530_AV_1`, `p00001_2_MV`.
    let parts = PathText.stem(of: input.path).split(separator: "_")
    let sites = ["Phc"] + AuscultationSite.allCases.map(\.rawValue)
    return parts.dropFirst().contains { sites.contains(String($0)) } ? String(parts[0]) : input.path
  }

  /// Fits a model to all recordings.
  /// - Throws: `HeartSoundError` `.badData` where annotations do not suffice.
  public func model(features: [SegmentationFeature], source: String, workers: Int) throws -> SegmentationModel {
    try Self.model(
      items, try annotated(features: features, workers: workers), features: features, source: source)
  }

  private func annotated(features: [SegmentationFeature], workers: Int) throws -> [AnnotatedRecording] {
    let recordings = parallelMap(items, workers: max(1, workers)) { item in
      Result { try AnnotatedRecording(item.audio, annotations: item.annotations, features: features) }
    }
    return try recordings.map { try $0.get() }
  }

  private static func model(
    _ items: [Item], _ recordings: [AnnotatedRecording], features: [SegmentationFeature], source: String
  ) throws -> SegmentationModel {
    try SegmentationModel(
      fitting: recordings, features: features, patients: Set(items.map(\.patient)).count, source: source)
  }

  /// Judges a segmenter that saw none of these recordings.
  /// - Parameter signalToNoise: white noise of this level is added first; nil for none.
  public func outcomes(
    of segmenter: any HeartSoundSegmenter, signalToNoise: Decibels? = nil, seed: UInt64 = 0, workers: Int
  ) -> [Outcome] {
    Self.outcomes(items, of: segmenter, signalToNoise: signalToNoise, seed: seed, workers: workers)
  }

  /// How many folds there are where so many are asked for: none is without patients.
  public func foldCount(_ wanted: Int) -> Int { min(wanted, Set(items.map(\.patient)).count) }

  /// Fits a model for each fold to the patients of the others, and judges it by the fold's own.
  /// - Throws: `HeartSoundError` `.badData` where annotations do not suffice.
  public func crossValidated(
    folds: Int, features: [SegmentationFeature], signalToNoise: [Decibels?], seed: UInt64, workers: Int
  ) throws -> [Outcome] {
    let patients = Set(items.map(\.patient)).sorted(by: precedesInBytes)
    guard patients.count >= 2 else {
      throw PreparationError(
        .settings,
        "all annotated recordings are of one patient, so that nobody is left to judge a model by. Name a list with a column patient_id if they are not, or give --model to judge a fitted one."
      )
    }
    var generator = SeededGenerator(seed: seed, id: "\(patients.count)", step: "segmentation folds")
    let order = patients.shuffled(with: &generator)
    let count = foldCount(folds)
    let recordings = try annotated(features: features, workers: workers)
    var outcomes: [Outcome] = []
    for fold in 0..<count {
      let held = Set(order.enumerated().filter { $0.offset % count == fold }.map(\.element))
      let training = items.indices.filter { !held.contains(items[$0].patient) }
      let model = try Self.model(
        training.map { items[$0] }, training.map { recordings[$0] }, features: features, source: "cross-validation")
      for level in signalToNoise {
        outcomes += Self.outcomes(
          items.filter { held.contains($0.patient) }, of: model, signalToNoise: level, seed: seed, workers: workers)
      }
    }
    return outcomes
  }

  private static func outcomes(
    _ items: [Item], of segmenter: any HeartSoundSegmenter, signalToNoise: Decibels?, seed: UInt64, workers: Int
  ) -> [Outcome] {
    parallelMap(items, workers: max(1, workers)) { item in
      let audio = signalToNoise.map { item.audio(withNoise: $0, seed: seed) } ?? item.audio
      let found = segmenter(audio)
      return Outcome(
        path: item.path, patient: item.patient, signalToNoise: signalToNoise,
        score: SegmentationScore(
          found: found?.intervals ?? [], annotated: item.annotations, sampleRate: audio.sampleRate),
        annotatedHeartRate: item.annotations.medianHeartRate(sampleRate: audio.sampleRate), found: found)
    }
  }
}

extension SegmentationStudy.Item {
  /// The sound with white noise of 0–500 Hz, so many decibels below its root mean square.
  func audio(withNoise signalToNoise: Decibels, seed: UInt64) -> AudioBuffer {
    var generator = SeededGenerator(seed: seed, id: path, step: "segmentation noise")
    let power = audio.samples.reduce(0) { $0 + Double($1) * Double($1) } / Double(max(1, audio.samples.count))
    let level = power.squareRoot() * pow(10, -signalToNoise / 20)
    var noisy = audio
    for index in noisy.samples.indices { noisy.samples[index] += Float(level * generator.normal()) }
    return noisy
  }
}
