public import SignalProcessing

/// Which sequences the reference of an alignment is chosen from.
public enum AlignmentReferenceRule: String, Sendable, Codable, CaseIterable {
  /// The training ones only, so that nothing of a test recording shapes the training data.
  case training
  /// All of them, as the original does: faithful, and a leak.
  case all

  /// The index of the longest eligible sequence, the first of equals in the order given; nil if none is eligible.
  ///
  /// The original sorts by descending length and takes the first; a stable sort leaves equals in their order.
  /// - Precondition: one mark a sequence.
  public func referenceIndex(among sequences: [PairSequence], isTraining: [Bool]) -> Int? {
    precondition(sequences.count == isTraining.count, "one mark a sequence")
    var best: Int?
    for index in sequences.indices where self == .all || isTraining[index] {
      if sequences[index].count > best.map({ sequences[$0].count }) ?? -1 { best = index }
    }
    return best
  }
}
