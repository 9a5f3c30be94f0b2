import Core
public import Manifest

/// What listening to every recording of a collection once has shown: quality, and what the search for copies needs.
///
/// Memory: two bytes a millisecond of sound (145 MB for the 20 hours of CinC 2016's training set), and one recording at
/// 1 kHz a worker.
///
/// `auscult prepare` can keep copies on one side of a split with it:
///
/// ```swift
/// let survey = SoundSurvey(of: recordings, settings: settings, workers: workers)
/// let keys = survey.copyKeys(survey.nearCopies(), of: recordings)
/// let groups = Grouping.united(groups, sharing: keys.map { [$0] })
/// ```
public struct SoundSurvey: Sendable {
  /// SHA-256 of every file's bytes, by position; "" where it could not be read.
  public private(set) var digests: [String] = []
  /// The quality of every recording, by position; nil where it could not be decoded.
  public private(set) var qualities: [RecordingQuality?] = []
  /// Why recordings could not be decoded, in their order.
  public private(set) var rejections: [Rejection] = []
  private(set) var signatures: [SoundSignature] = []
  /// Band statistics of slices, by position, for the leak probe.
  private(set) var slices: [[[Float]]] = []
  private let settings: AuditSettings
  private let workers: Int

  /// Listens to `recordings`; what cannot be decoded is a rejection and never stops the rest.
  /// - Parameters:
  ///   - digests: the SHA-256 of every file by position, where somebody has computed them.
  ///   - kept: what an earlier survey with these settings has kept of a recording, so that it need not be listened to; of
  ///     such ones the leak probe knows nothing.
  ///   - keep: is handed what was heard of a recording, on any thread, at once.
  public init(
    of recordings: [Recording], digests known: [String]? = nil, settings: AuditSettings, workers: Int,
    kept: @escaping @Sendable (Int) -> KeptSound? = { _ in nil },
    keep: @escaping @Sendable (Int, KeptSound) -> Void = { _, _ in },
    progress: (_ finished: Int, _ rejected: Int) -> Void = { _, _ in }
  ) {
    self.settings = settings
    self.workers = max(1, workers)
    // All that is found is kept anyway, so that nobody need wait for a long recording.
    orderedParallelForEach(Array(recordings.indices), workers: self.workers, window: recordings.count) {
      index -> Finding in
      if let sound = kept(index) { return .kept(sound, digest: known?[index] ?? "") }
      // Whoever asked the process to end does not wait for this.
      if Interruption.isRequested {
        return .heard(
          .rejected(
            Rejection(
              sourceFile: recordings[index].path, stage: "scan", reason: "interrupted", detail: "was not listened to."),
            digest: ""))
      }
      let outcome = ScanOutcome(recordings[index], digest: known?[index], settings: settings)
      if case .scanned(let scan) = outcome { keep(index, KeptSound(scan)) }
      return .heard(outcome)
    } consume: { index, finding in
      switch finding {
      case .kept(let sound, let digest): add(sound, digest: digest, slices: [])
      case .heard(.scanned(let scan)): add(KeptSound(scan), digest: scan.digest, slices: scan.slices)
      case .heard(.rejected(let rejection, let digest)):
        add(nil, digest: digest, slices: [])
        rejections.append(rejection)
      }
      progress(index + 1, rejections.count)
    }
  }

  /// What is known of a recording.
  private enum Finding {
    case kept(KeptSound, digest: String)
    case heard(ScanOutcome)
  }

  private mutating func add(_ sound: KeptSound?, digest: String, slices: [[Float]]) {
    digests.append(digest)
    qualities.append(sound?.quality)
    signatures.append(sound?.signature ?? SoundSignature(band: []))
    self.slices.append(slices)
  }

  /// The pairs of recordings that resemble each other.
  public func nearCopies(progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }) -> NearCopyFindings {
    NearCopySearch(settings: settings, workers: workers).findings(signatures, progress: progress)
  }

  /// By position, a key that all copies of one sound share, "" for recordings without any: the connected components of
  /// ``NearCopy`` pairs from the settings' threshold on, named after their first member in byte order of ids.
  public func copyKeys(_ findings: NearCopyFindings, of recordings: [Recording]) -> [String] {
    var forest = DisjointSets(count: recordings.count)
    for pair in findings.copies(settings) { forest.join(pair.a, pair.b) }
    let members = Dictionary(grouping: recordings.indices) { forest.root(of: $0) }
    var keys = [String](repeating: "", count: recordings.count)
    for indices in members.values where indices.count > 1 {
      let name = indices.map { recordings[$0].id }.min(by: precedesInBytes) ?? ""
      for index in indices { keys[index] = "copies-\(name)" }
    }
    return keys
  }
}

extension NearCopyFindings {
  /// The pairs that count as copies: similar enough, and not by one moment alone.
  public func copies(_ settings: AuditSettings) -> [NearCopy] {
    pairs.filter { $0.similarity >= settings.threshold && $0.support >= settings.leastSupport }
  }
}
