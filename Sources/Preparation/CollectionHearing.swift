import Core
import Curation
import Foundation
import Hashing
import Manifest

/// What listening to every recording of a collection has shown: its quality, and which recordings hold the same sound.
///
/// It is kept beside the results, so that a run in which no recording has changed need not listen again; where one has,
/// ``SoundLog`` knows the others.
struct CollectionHearing: Sendable, Codable {
  /// What was heard of one recording.
  struct Heard: Sendable, Codable {
    /// The signal-quality index, 0 … 1; nil if it could not be decoded.
    var quality: Double?
    /// Beats a minute; nil where none were heard with confidence.
    var heartRate: Double?
    /// The length in seconds; 0 for silence and for what could not be decoded, of which nothing will be made.
    var audible: Seconds
    /// What all copies of one sound share; "" for a recording without any.
    var copyKey: String
  }

  /// By position, as the recordings were given.
  private(set) var heard: [Heard]
  /// The number of pairs that hold the same sound.
  private(set) var pairs: Int

  /// Listens, unless the same recordings were listened to before.
  /// - Parameters:
  ///   - contents: the contents of their files, by position.
  ///   - claim: the folder where what was heard is kept.
  ///   - progress: is told how many were listened to, of how many.
  /// - Throws: `PreparationError` `.interrupted`, `CoreError`.
  init(
    _ recordings: [Recording], contents: [FileContent], keptIn claim: RunClaim, workers: Int,
    progress: (_ done: Int, _ total: Int) -> Void
  ) throws {
    let digests = contents.map(\.digits)
    let settings = AuditSettings()
    let lines = zip(recordings, digests).map { "\($0.id)\u{0}\($1)\n" }.joined()
    let means = "\(Algorithms.versions)\n\(try JSONText.encode(settings, isPretty: false))"
    let key = SHA256.hexDigest(of: Data("\(means)\n\(lines)".utf8))
    let url = claim.folder.state.appendingPathComponent("heard")
    if let kept = try? JSONDecoder().decode(Kept.self, from: Data(contentsOf: url)), kept.key == key {
      self = kept.hearing
      return
    }
    let log = try SoundLog(claim, settings: means, contents: zip(digests, recordings).map { ($0, $1.path) })
    let kept = recordings.indices.map { log.sound(of: digests[$0], recordings[$0].path) }
    let total = kept.count { $0 == nil }
    var done = 0
    let survey = SoundSurvey(of: recordings, digests: digests, settings: settings, workers: workers) {
      kept[$0]
    } keep: { index, sound in
      if contents[index].isUnchanged(recordings[index].url) {
        log.keep(sound, of: digests[index], recordings[index].path)
      }
    } progress: { position, _ in
      guard kept[position - 1] == nil else { return }
      done += 1
      progress(done, total)
    }
    if Interruption.isRequested { throw PreparationError.interrupted }
    try log.compact()
    let findings = survey.nearCopies()
    let keys = survey.copyKeys(findings, of: recordings)
    pairs = findings.copies(settings).count
    heard = recordings.indices.map { index in
      let quality = survey.qualities[index]
      let isPlausible = quality?.isHeartRatePlausible(settings.quality) ?? false
      return Heard(
        quality: quality.map { Self.rounded($0.index, digits: 3) },
        heartRate: isPlausible ? quality?.heartRate.map { Self.rounded($0, digits: 1) } : nil,
        audible: quality.map { $0.peak < 1 / 32768 ? 0 : $0.duration } ?? 0, copyKey: keys[index])
    }
    try AtomicFile.write(String(decoding: JSONEncoder().encode(Kept(key: key, hearing: self)), as: UTF8.self), to: url)
  }

  private struct Kept: Codable {
    var key: String
    var hearing: CollectionHearing
  }

  private static func rounded(_ value: Double, digits: Int) -> Double {
    let scale = pow(10, Double(digits))
    return (value * scale).rounded() / scale
  }
}
