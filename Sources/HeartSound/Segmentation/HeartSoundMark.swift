import Core

/// A heart sound of which only the middle is marked, as in the tables of PASCAL and DHD.
public struct HeartSoundMark: Sendable, Hashable {
  /// The sounds that are marked.
  public enum Kind: Sendable {
    /// The first heart sound.
    case s1
    /// The second heart sound.
    case s2

    /// The mean length of the sound: 122 and 92 ms, after Schmidt et al., "Segmentation of heart sound recordings by a
    /// duration-dependent hidden Markov model", Physiol. Meas. 31 (2010).
    var duration: Seconds { self == .s1 ? 0.122 : 0.092 }
    var state: HeartSoundState { self == .s1 ? .s1 : .s2 }
  }

  /// Which sound it is.
  public var kind: Kind
  /// The sample in the middle of the sound.
  public var sample: Int

  /// Marks a sound.
  public init(_ kind: Kind, at sample: Int) { (self.kind, self.sample) = (kind, sample) }

  /// The longest systole and diastole that may lie between two marks: at 30 beats a minute, the lowest rate that is looked for.
  private static let longest: (systole: Seconds, diastole: Seconds) = (1, 2)

  /// The states around marked sounds, in any order, at a rate in hertz.
  ///
  /// Each sound gets its mean length around its mark, less where its neighbour is nearer than that; between an S1 and the S2 that
  /// follows lies systole, between an S2 and the S1 that follows diastole. Where one is not marked, or where more than a second
  /// (systole) or two (diastole) lie between, nobody knows the state, and nothing is annotated.
  public static func intervals(of marks: [HeartSoundMark], sampleRate: Int) -> [StateInterval] {
    let marks = marks.sorted { $0.sample < $1.sample }
    func extent(_ index: Int) -> Range<Int> {
      let mark = marks[index]
      let half = Int((mark.kind.duration / 2 * Double(sampleRate)).rounded())
      let before = index == 0 ? 0 : (marks[index - 1].sample + mark.sample + 1) / 2
      let after = index == marks.count - 1 ? Int.max : (mark.sample + marks[index + 1].sample + 1) / 2
      let start = max(0, before, mark.sample - half)
      return start..<max(start, min(after, mark.sample + half))
    }
    var intervals: [StateInterval] = []
    func add(_ range: Range<Int>, _ state: HeartSoundState) {
      if !range.isEmpty {
        intervals.append(StateInterval(startSample: range.lowerBound, endSample: range.upperBound, state: state))
      }
    }
    for (index, mark) in marks.enumerated() {
      let own = extent(index)
      add(own, mark.kind.state)
      guard index + 1 < marks.count, marks[index + 1].kind != mark.kind else { continue }
      let gap = own.upperBound..<max(own.upperBound, extent(index + 1).lowerBound)
      let limit = mark.kind == .s1 ? longest.systole : longest.diastole
      if Double(gap.count) <= limit * Double(sampleRate) { add(gap, mark.kind.state.next) }
    }
    return intervals
  }
}
