/// One beat: S1, systole, S2 and diastole, each following the other.
public struct HeartCycle: Sendable, Hashable {
  /// The four states in their order; each ends where the next begins.
  public let states: [StateInterval]

  /// The samples from the onset of S1 to the end of diastole.
  public var samples: Range<Int> { states[0].startSample..<states[3].endSample }
}

extension [StateInterval] {
  /// The whole cycles among these intervals, in time order.
  ///
  /// What a recording's end may have cut is no whole cycle: a diastole counts only if something follows it, an S1 only if
  /// something precedes it.
  public func cycles() -> [HeartCycle] {
    guard count >= 5 else { return [] }
    return (0...(count - 5)).compactMap { first in
      let states = self[first..<(first + 5)]
      let isCycle =
        states.map(\.state) == [.s1, .systole, .s2, .diastole, .s1]
        && zip(states, states.dropFirst()).allSatisfy { $0.endSample == $1.startSample }
        && states[first].startSample > 0
      return isCycle ? HeartCycle(states: Array(states.prefix(4))) : nil
    }
  }

  /// Ranges of `length` cycles that follow each other without gap, beginning every `step` cycles.
  /// - Precondition: `length` and `step` are positive.
  public func cycleGroups(of length: Int, step: Int) -> [Range<Int>] {
    precondition(length > 0 && step > 0, "groups hold cycles")
    var groups: [Range<Int>] = []
    var run: [HeartCycle] = []
    func close() {
      for first in stride(from: 0, through: run.count - length, by: step) {
        groups.append(run[first].samples.lowerBound..<run[first + length - 1].samples.upperBound)
      }
      run = []
    }
    for cycle in cycles() {
      if let last = run.last, last.samples.upperBound != cycle.samples.lowerBound { close() }
      run.append(cycle)
    }
    close()
    return groups
  }
}

extension [StateInterval] {
  /// The heart rate in beats a minute of the median whole cycle; nil without one.
  public func medianHeartRate(sampleRate: Int) -> Double? {
    let lengths = cycles().map(\.samples.count).sorted()
    guard !lengths.isEmpty else { return nil }
    let median = Double(lengths[(lengths.count - 1) / 2] + lengths[lengths.count / 2]) / 2
    return 60 * Double(sampleRate) / median
  }
}
