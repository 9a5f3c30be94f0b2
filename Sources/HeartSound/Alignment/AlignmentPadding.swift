public import Core
public import SignalProcessing

/// Pads sequences of frequency–amplitude pairs to one length, each where it lies nearest to a reference (system 2).
///
/// The Euclidean distance, over both columns of raw values at once, of the sequence to every window of the reference; the
/// **first** window with the smallest distance wins, exactly as the exhaustive search finds it (see
/// `NearestWindowSearch`). The padding is (0 Hz, 0). One search costs O(M log M) for a reference of M frames.
///
/// Distances compare frames one to one: extract all sequences at one sample rate, or their frames do not last equally long.
public struct AlignmentPadding: Sendable {
  /// Where the padding goes.
  public enum Mode: String, Sendable, Codable, CaseIterable {
    /// Around the sequence, which stands where it resembles the reference most.
    case both
    /// All before the sequence.
    case front
    /// All after the sequence.
    case back
  }

  /// The sequence that others are aligned to; its length is theirs afterwards.
  public let reference: PairSequence
  /// Where the padding goes.
  public let mode: Mode

  private let search: NearestWindowSearch

  /// The largest value a pair may hold: beyond, squares of differences are no numbers.
  static let largestValue = 1e100

  /// Prepares the alignment to `reference`.
  /// - Throws: `HeartSoundError` `.badData` if the reference is empty or holds values that are not finite.
  public init(reference: PairSequence, mode: Mode = .both) throws(HeartSoundError) {
    guard reference.count > 0 else {
      throw HeartSoundError(.badData, "an empty sequence cannot be the reference of an alignment.")
    }
    try Self.validate(reference)
    self.reference = reference
    self.mode = mode
    search = NearestWindowSearch(reference: reference.values, width: 2)
  }

  /// Pads `sequence` to the reference's length.
  ///
  /// One as long as the reference stays as it is; a longer one, which only prediction can meet, loses its end.
  /// - Throws: `HeartSoundError` `.badData` if it holds values that are not finite.
  public func callAsFunction(_ sequence: PairSequence) throws(HeartSoundError) -> AlignedSequence {
    try Self.validate(sequence)
    let kept = sequence.prefix(reference.count)
    let room = reference.count - kept.count
    let front =
      switch mode {
      case .both: room == 0 ? 0 : search.nearest(to: kept.values).start
      case .front: room
      case .back: 0
      }
    return AlignedSequence(sequence: kept, frontPadding: front, length: reference.count)
  }

  static func validate(_ sequence: PairSequence) throws(HeartSoundError) {
    guard let index = sequence.values.firstIndex(where: { !(abs($0) < largestValue) }) else { return }
    throw HeartSoundError(
      .badData,
      "frame \(index / 2) holds \(sequence.values[index]), which is no frequency or amplitude. Mend the samples.")
  }
}
