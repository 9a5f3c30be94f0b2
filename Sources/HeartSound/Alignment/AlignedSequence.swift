public import SignalProcessing

/// A sequence with the padding that brings it to the length of a reference.
///
/// The padding is kept as numbers of frames: written out, a hundred recordings of the finest frames fill gigabytes.
public struct AlignedSequence: Sendable, Hashable {
  /// The frames themselves.
  public let sequence: PairSequence
  /// The number of (0, 0) frames before them.
  public let frontPadding: Int
  /// The number of frames altogether.
  public let length: Int

  /// Makes an aligned sequence.
  /// - Precondition: padding and sequence fit the length.
  public init(sequence: PairSequence, frontPadding: Int, length: Int) {
    precondition(frontPadding >= 0 && frontPadding + sequence.count <= length, "the sequence lies inside")
    self.sequence = sequence
    self.frontPadding = frontPadding
    self.length = length
  }

  /// The number of (0, 0) frames after the sequence.
  public var backPadding: Int { length - frontPadding - sequence.count }

  /// The frames that the sequence occupies.
  public var frames: Range<Int> { frontPadding..<(frontPadding + sequence.count) }

  /// All frames with the padding written out.
  public var padded: PairSequence {
    PairSequence(
      values: [Double](repeating: 0, count: 2 * frontPadding) + sequence.values
        + [Double](repeating: 0, count: 2 * backPadding))
  }
}
