public import Augmentation
public import Core
public import HeartSound

/// Copies of training recordings that are made in memory, as many as are wanted, such as another one for every epoch.
public struct LiveAugmentation: Sendable {
  /// A recording of training.
  public struct Original: Sendable {
    /// What its copies are keyed by.
    public var id: String
    /// Its label; partners must share it.
    public var label: String
    /// Its sound.
    public var audio: AudioBuffer
    /// The states of its heart, where they are annotated; nil lets the built-in segmenter listen.
    public var states: [StateInterval]?
    /// Beats a minute, where known.
    public var heartRate: Double?

    /// Describes a recording.
    public init(
      id: String, label: String, audio: AudioBuffer, states: [StateInterval]? = nil, heartRate: Double? = nil
    ) {
      self.id = id
      self.label = label
      self.audio = audio
      self.states = states
      self.heartRate = heartRate
    }
  }

  private let originals: [Original]
  private let shelf: SoundShelf
  private let planner: AugmentationPlanner
  /// A digest of the noises that copies may get.
  public let noiseDigest: String
  /// Files of noise folders that are left out, and why.
  public let unusableNoises: [(path: String, reason: String)]

  /// The digest of the noises that a policy names, where no copies are wanted yet.
  /// - Throws: `PreparationError` `.settings` if a folder of noise cannot be used.
  public static func noiseDigest(of policy: AugmentationPolicy, workers: Int) throws -> String {
    try NoiseFolders(policy.noiseFolders, workers: workers).digest
  }

  /// Prepares to make copies of recordings, which may be each other's partners.
  /// - Parameters:
  ///   - originals: recordings of training and of no other split, with ids of their own, at one rate.
  ///   - seed: the seed of the run; a copy follows from it, the recording's id and the copy's number.
  /// - Throws: `PreparationError` `.settings` if a folder of noise cannot be used.
  public init(_ policy: AugmentationPolicy, of originals: [Original], seed: UInt64, workers: Int) throws {
    self.originals = originals
    let entries = originals.map { ($0.id, SoundShelf.Entry(sound: .held($0.audio, $0.states), label: $0.label)) }
    let noise = try NoiseFolders(policy.noiseFolders, workers: workers)
    noiseDigest = noise.digest
    unusableNoises = noise.unusable.map { ($0.path, $0.reason) }
    shelf = SoundShelf(
      Dictionary(entries, uniquingKeysWith: { first, _ in first }), noise: noise,
      rate: originals.first?.audio.sampleRate)
    planner = AugmentationPlanner(policy: policy, seed: seed)
  }

  /// Copy number `number`, from 1, of the recording at `index`; as long as the recording.
  /// - Throws: `AugmentationError`, `MediaError` if a noise or a codec cannot be had any more: what is left out silently would
  ///   make another training.
  public func copy(_ number: Int, of index: Int) throws -> [Float] {
    let original = originals[index]
    let subject = AugmentationSubject(
      id: original.id, labels: [original.label],
      extent: SoundExtent(sampleCount: original.audio.samples.count, sampleRate: original.audio.sampleRate),
      isSilent: original.audio.samples.isSilent, heartRate: original.heartRate,
      states: LazyStates { shelf.states(ofPartner: original.id) })
    let plan = planner.plan(for: subject, copy: number, pool: shelf)
    return try plan.apply(to: original.audio, sounds: shelf, failing: .ends).audio.samples
  }
}
