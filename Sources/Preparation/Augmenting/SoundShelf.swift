import Augmentation
import Core
import Curation
import Foundation
import Hashing
import HeartSound
import MediaIO
import Synchronization

/// The recordings and noises that augmentation may take sounds from, read when they are wanted.
///
/// It knows the training rows only, so that nothing of validation or test can get into a copy.
final class SoundShelf: AugmentationPool, AugmentationSounds {
  /// A recording that may be a partner.
  struct Entry: Sendable {
    var sound: Sound
    /// What partners must share; one without a label is nobody's partner, as nobody knows what it would be mixed into.
    var label: String
  }

  /// Where a recording is; without states that can be used the built-in segmenter listens.
  enum Sound: Sendable {
    /// In a file, its annotated states in another.
    case file(URL, annotation: URL?)
    /// In memory at the rate of the work.
    case held(AudioBuffer, [StateInterval]?)
  }

  private let entries: [String: Entry]
  /// The ids of each label in order.
  private let idsByLabel: [String: [String]]
  private let noise: NoiseFolders
  private let rate: Int?
  private let heard = Mutex<[String: [StateInterval]]>([:])

  /// Makes a shelf.
  /// - Parameter rate: the rate of the work in hertz; nil leaves each recording at its own.
  init(_ entries: [String: Entry], noise: NoiseFolders, rate: Int?) {
    self.entries = entries
    self.noise = noise
    self.rate = rate
    idsByLabel = Dictionary(grouping: entries.keys) { entries[$0]?.label ?? "" }
      .mapValues { $0.sorted(by: precedesInBytes) }
  }

  // MARK: Planning

  func partners(of subject: AugmentationSubject) -> [String] {
    guard let label = subject.labels.first, !label.isEmpty else { return [] }
    return (idsByLabel[label] ?? []).filter { $0 != subject.id }
  }

  func states(ofPartner id: String) -> [StateInterval] {
    if let known = heard.withLock({ $0[id] }) { return known }
    var found: [StateInterval] = []
    switch entries[id]?.sound {
    case .file(let url, let annotation):
      if let audio = try? RecordingReader(rate: rate)(url).audio {
        let annotated = annotation.flatMap { try? StateAnnotations.read($0, sampleRate: audio.sampleRate) }
        found = annotated ?? Self.states(of: audio)
      }
    case .held(let audio, let annotated): found = annotated ?? Self.states(of: audio)
    case nil: break
    }
    heard.withLock { $0[id] = found }
    return found
  }

  func noises(in folder: String) -> [String] { noise.files(in: folder) }

  /// The states that the built-in segmenter is sure of; none elsewhere.
  static func states(of audio: AudioBuffer) -> [StateInterval] {
    guard let found = SegmentationChoice.standard(audio), found.isSure else { return [] }
    return found.intervals
  }

  // MARK: Sounds

  func partner(_ id: String, sampleRate: Int) throws -> [Float] {
    guard let entry = entries[id] else {
      throw AugmentationError(.sound, "the partner '\(id)' is not among the training recordings any more.")
    }
    switch entry.sound {
    case .file(let url, _): return try RecordingReader(rate: sampleRate)(url).audio.samples
    case .held(let audio, _): return audio.samples
    }
  }

  func noise(_ file: String, folder: String, sampleRate: Int) throws -> [Float] {
    try noise.samples(file, folder: folder, sampleRate: sampleRate)
  }

  func afterCodec(_ audio: AudioBuffer, codec: String, bitRate: Int) throws -> [Float] {
    guard let format = MediaFormat(rawValue: codec) else {
      throw AugmentationError(.operations, "'\(codec)' is no codec that is known here.")
    }
    return try CodecRoundTrip.apply(audio, format: format, bitRate: bitRate).samples
  }

  func rubberBand(_ audio: AudioBuffer, rate: Double, semitones: Double) throws -> [Float] {
    try RubberBandStretcher.stretched(audio, rate: rate, semitones: semitones).samples
  }
}

/// Folders with recorded noise: which of their files can be used, and their samples.
final class NoiseFolders: Sendable {
  /// A file that cannot be used, and why.
  struct Unusable: Sendable {
    var path: String
    var reason: String
  }

  /// What there is in a folder.
  private struct Shelf: Sendable {
    var names: [String]
    var digest: String
  }

  /// The most samples of a noise that are held; more of it would sound the same.
  private static let mostSeconds = 600.0

  private let shelves: [String: Shelf]
  /// Files that are left out.
  let unusable: [Unusable]
  private let held = Mutex<[String: [Float]]>([:])

  /// Looks through folders; every sound file is decoded once, to see that it can be used.
  /// - Throws: `PreparationError` `.settings` if a folder holds no usable sound.
  init(_ folders: [String], workers: Int) throws {
    var shelves: [String: Shelf] = [:]
    var unusable: [Unusable] = []
    for folder in folders where shelves[folder] == nil {
      let root = URL(fileURLWithPath: folder)
      let paths = try InputPlace(root).tree(excluding: nil).soundFiles
      let checked = parallelMap(paths, workers: max(1, workers)) {
        path -> (path: String, fault: String?, sha256: String) in
        let url = root.appendingPathComponent(path)
        do throws(MediaError) {
          let facts = try AudioDecoder.probe(url)
          if facts.frameCount == 0 || facts.isSilent { return (path, "it holds no sound.", "") }
        } catch { return (path, error.message, "") }
        return (path, nil, (try? SHA256.hexDigest(ofFile: url)) ?? "")
      }
      unusable += checked.compactMap { item in item.fault.map { Unusable(path: "\(folder)/\(item.path)", reason: $0) } }
      let usable = checked.filter { $0.fault == nil }
      if usable.isEmpty {
        throw PreparationError(
          .settings, "holds no sound file that can be used as noise. Name a folder of recordings.", subject: folder)
      }
      let lines = usable.map { "\($0.path)\u{0}\($0.sha256)\n" }.joined()
      shelves[folder] = Shelf(names: usable.map(\.path), digest: SHA256.hexDigest(of: Data(lines.utf8)))
    }
    self.shelves = shelves
    self.unusable = unusable
  }

  /// A digest of all noises.
  var digest: String {
    shelves.sorted { precedesInBytes($0.key, $1.key) }.map { "\($0.key)\u{0}\($0.value.digest)" }.joined(
      separator: "\n")
  }

  func files(in folder: String) -> [String] { shelves[folder]?.names ?? [] }

  func samples(_ file: String, folder: String, sampleRate: Int) throws -> [Float] {
    let key = "\(sampleRate)\u{0}\(folder)\u{0}\(file)"
    if let known = held.withLock({ $0[key] }) { return known }
    guard !file.hasPrefix("/"), !file.split(separator: "/").contains("..") else {
      throw AugmentationError(.operations, "the noise '\(file)' does not lie in its folder.")
    }
    let url = URL(fileURLWithPath: folder).appendingPathComponent(file)
    let samples = try RecordingReader(rate: sampleRate)(url).audio.samples
    let kept = Array(samples.prefix(Int(Self.mostSeconds * Double(sampleRate))))
    held.withLock { $0[key] = kept }
    return kept
  }
}
