import Augmentation
import Core
import Foundation
import HeartSound
import Synchronization

/// Sounds, partners and noises for tests, in memory.
struct Scene: AugmentationPool, AugmentationSounds {
  var partners: [String: (samples: [Float], states: [StateInterval])] = [:]
  var noises: [String: [Float]] = [:]

  struct Missing: ReportableFailure {
    var message: String { "is not there." }
    var subject: String? { nil }
    var exitStatus: ExitStatus { .badData }
    var description: String { message }
  }

  func partners(of subject: AugmentationSubject) -> [String] { partners.keys.sorted() }
  func states(ofPartner id: String) -> [StateInterval] { partners[id]?.states ?? [] }
  func noises(in folder: String) -> [String] { noises.keys.sorted() }

  func partner(_ id: String, sampleRate: Int) throws -> [Float] {
    guard let partner = partners[id] else { throw Missing() }
    return partner.samples
  }

  func noise(_ file: String, folder: String, sampleRate: Int) throws -> [Float] {
    guard let noise = noises[file] else { throw Missing() }
    return noise
  }

  func afterCodec(_ audio: AudioBuffer, codec: String, bitRate: Int) throws -> [Float] { throw Missing() }
  func rubberBand(_ audio: AudioBuffer, rate: Double, semitones: Double) throws -> [Float] { throw Missing() }

  /// A recording of a heart, its states, and another one for a partner.
  static func heart(seconds: Double = 6) throws -> (SyntheticRecording, Scene) {
    let known = made.withLock { $0[seconds] }
    if let known { return known }
    let fresh = try make(seconds: seconds)
    made.withLock { $0[seconds] = fresh }
    return fresh
  }

  /// What was made before: tests ask for the same few again and again.
  private static let made = Mutex<[Double: (SyntheticRecording, Scene)]>([:])

  private static func make(seconds: Double) throws -> (SyntheticRecording, Scene) {
    let (rate, seed) = (2000, UInt64(3))
    let collection = try SyntheticCollection(seed: seed, recordings: 2, recordingsPerPatient: 1, sampleRates: [rate])
    let made = collection.plan().map { item -> SyntheticRecording in
      let drawn = collection.recording(item)
      var model = drawn.recording
      (model.duration, model.signalToNoise) = (seconds, 30)
      return SyntheticRecording(model, of: drawn.patient, seed: seed)
    }
    let scene = Scene(
      partners: ["other": (made[1].audio.samples, made[1].annotations)],
      noises: ["hum.wav": (0..<5000).map { sin(Float($0) * 0.3) }])
    return (made[0], scene)
  }
}

extension AugmentationSubject {
  /// A subject of a recording with known states.
  init(
    _ audio: AudioBuffer, states: [StateInterval] = [], label: String = "", heartRate: Double? = 70, id: String = "r"
  ) {
    self.init(
      id: id, labels: [label], extent: SoundExtent(sampleCount: audio.samples.count, sampleRate: audio.sampleRate),
      isSilent: audio.samples.allSatisfy { $0 == 0 }, heartRate: heartRate, states: LazyStates { states })
  }
}

extension AugmentationPolicy {
  /// One step.
  static func single(_ name: String, _ values: [String: Values] = [:]) -> AugmentationPolicy {
    var values = values
    if name == "recorded_noise" { values["folder"] = .words(["noise"]) }
    return AugmentationPolicy(root: .init(.transform(.init(name, values))))
  }
}
