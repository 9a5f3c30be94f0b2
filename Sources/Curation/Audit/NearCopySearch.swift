import Core

/// Two recordings that resemble each other, and where.
public struct NearCopy: Sendable, Codable, Hashable {
  /// The position of the first recording.
  public var a: Int
  /// The position of the second recording, greater than the first.
  public var b: Int
  /// The peak of the overlap-normalised cross-correlation at 1 kHz, 0 … 1.
  public var similarity: Double
  /// How many milliseconds (samples at 1 kHz) later the common sound stands in the first recording.
  public var lag: Int
  /// The length of the overlap in milliseconds.
  public var overlap: Int
  /// The share of half-second blocks that resemble each other for themselves.
  public var support: Double

  /// Makes a near-copy.
  public init(a: Int, b: Int, similarity: Double, lag: Int, overlap: Int, support: Double) {
    (self.a, self.b, self.similarity, self.lag, self.overlap, self.support) = (a, b, similarity, lag, overlap, support)
  }
}

/// What a search cost and found.
public struct NearCopyFindings: Sendable, Codable, Hashable {
  /// The pairs from the calibration's floor on, by position.
  public var pairs: [NearCopy]
  /// All pairs there are of recordings that can be compared.
  public var possiblePairs: Int
  /// Pairs that the prefilter proposed, and short recordings' pairs.
  public var proposedPairs: Int
  /// Pairs that were compared at all lags.
  public var comparedPairs: Int
}

/// The search for copies among signatures.
struct NearCopySearch: Sendable {
  let settings: AuditSettings
  let workers: Int

  /// A proposal is looked at at all lags if it fits this well at one of the proposed ones, by every fourth sample.
  private static let (promising, step) = (0.4, 4)

  /// Two recordings and the lags at which they may fit; none stands for all.
  private struct Proposal: Sendable {
    var a: Int
    var b: Int
    var lags: [Int]
  }

  func findings(_ signatures: [SoundSignature], progress: (_ done: Int, _ total: Int) -> Void = { _, _ in })
    -> NearCopyFindings
  {
    let usable = signatures.indices.filter { !signatures[$0].isEmpty }
    let proposals = settings.isExhaustive ? allPairs(usable) : proposals(signatures, usable)
    let floor = settings.calibrationFloor
    var compared = 0
    var pairs: [NearCopy] = []
    // Several pairs a ticket: one pair takes less time than handing it out.
    let batches = stride(from: 0, to: proposals.count, by: 64).map { $0..<min(proposals.count, $0 + 64) }
    orderedParallelForEach(batches, workers: workers) { batch in
      batch.map { Self.compare(proposals[$0], signatures) }
    } consume: { index, outcomes in
      for pair in outcomes {
        guard let pair else { continue }
        compared += 1
        if pair.similarity >= floor { pairs.append(pair) }
      }
      progress(batches[index].upperBound, proposals.count)
    }
    return NearCopyFindings(
      pairs: pairs.sorted { ($0.a, $0.b) < ($1.a, $1.b) }, possiblePairs: usable.count * max(0, usable.count - 1) / 2,
      proposedPairs: proposals.count, comparedPairs: compared)
  }

  private func allPairs(_ usable: [Int]) -> [Proposal] {
    usable.indices.flatMap { i in usable[(i + 1)...].map { Proposal(a: usable[i], b: $0, lags: []) } }
  }

  private func proposals(_ signatures: [SoundSignature], _ usable: [Int]) -> [Proposal] {
    let anchors = parallelMap(signatures, workers: workers) { AnchorIndex.anchors(of: $0) }
    var proposals: [Proposal] = []
    for candidate in AnchorIndex.candidates(anchors, hammingLimit: settings.hammingLimit) {
      let (a, b) = (Int(candidate.a), Int(candidate.b))
      if proposals.last?.a != a || proposals.last?.b != b { proposals.append(Proposal(a: a, b: b, lags: [])) }
      proposals[proposals.count - 1].lags.append(Int(candidate.lag))
    }
    let short = Set(usable.filter { signatures[$0].samples.count < AnchorIndex.shortest })
    for a in short.sorted() {
      for b in usable where a != b && !(short.contains(b) && b < a) {
        proposals.append(Proposal(a: min(a, b), b: max(a, b), lags: []))
      }
    }
    return proposals
  }

  /// The best fit of a proposal, or nil where none of its lags is promising.
  private static func compare(_ proposal: Proposal, _ signatures: [SoundSignature]) -> NearCopy? {
    let (a, b) = (signatures[proposal.a].samples, signatures[proposal.b].samples)
    let isPromising =
      proposal.lags.isEmpty
      || proposal.lags.contains { OverlapCorrelation.similarity(a, b, at: $0, step: step) >= promising }
    guard isPromising else { return nil }
    let peak = OverlapCorrelation.peak(a, b)
    return NearCopy(
      a: proposal.a, b: proposal.b, similarity: peak.similarity, lag: peak.lag, overlap: peak.overlap,
      support: peak.similarity > 0.5 ? OverlapCorrelation.support(a, b, at: peak.lag) : 0)
  }
}
