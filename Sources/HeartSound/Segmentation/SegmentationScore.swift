public import Core

/// How well found states agree with annotated ones, as counts that add up over recordings.
///
/// Only annotated stretches are judged. A sound is found if the middle of a found one lies within the tolerance of its
/// middle, one for one in time order (Schmidt 2010); a found sound whose middle lies in an annotated stretch without a
/// partner is false.
public struct SegmentationScore: Sendable, Hashable, Codable {
  /// Counts of one kind of sound at one tolerance.
  public struct Count: Sendable, Hashable, Codable {
    /// Annotated sounds that were found.
    public var found = 0
    /// Annotated sounds.
    public var annotated = 0
    /// Sounds that were claimed in annotated stretches.
    public var claimed = 0

    /// Makes an empty count.
    public init() {}

    /// The share of annotated sounds that were found; nil without any.
    public var sensitivity: Double? { annotated > 0 ? Double(found) / Double(annotated) : nil }
    /// The share of claimed sounds that are there, P+; nil without any.
    public var positivePredictivity: Double? { claimed > 0 ? Double(found) / Double(claimed) : nil }
    /// The harmonic mean of both; nil with nothing annotated and nothing claimed.
    public var f1: Double? { annotated + claimed > 0 ? 2 * Double(found) / Double(annotated + claimed) : nil }

    /// Adds another count, several times.
    public mutating func add(_ other: Count, times weight: Int = 1) {
      found += weight * other.found
      annotated += weight * other.annotated
      claimed += weight * other.claimed
    }

    /// The sum of two counts.
    public static func + (a: Count, b: Count) -> Count {
      var sum = a
      sum.add(b)
      return sum
    }
  }

  /// The tolerances in seconds, in the order of the counts.
  public static let tolerances: [Seconds] = [0.06, 0.1]

  /// S1 at each tolerance.
  public var s1 = tolerances.map { _ in Count() }
  /// S2 at each tolerance.
  public var s2 = tolerances.map { _ in Count() }
  /// Milliseconds by annotated state (rows) and found state (columns; the fifth is none), in the heart's order.
  public var milliseconds = [[Int]](repeating: [0, 0, 0, 0, 0], count: 4)

  /// Nothing judged yet.
  public init() {}

  /// Judges one recording.
  /// - Parameters:
  ///   - found: the states that were found; none if there was no segmentation.
  ///   - annotated: the true states of the same recording.
  ///   - sampleRate: of both.
  public init(found: [StateInterval], annotated: [StateInterval], sampleRate: Int) {
    let stretches = Self.stretches(annotated)
    for (index, tolerance) in Self.tolerances.enumerated() {
      let reach = tolerance * Double(sampleRate)
      s1[index] = Self.count(.s1, found, annotated, stretches, reach: reach)
      s2[index] = Self.count(.s2, found, annotated, stretches, reach: reach)
    }
    milliseconds = Self.overlaps(found, annotated, sampleRate: sampleRate)
  }

  /// S1 and S2 together at a tolerance's index.
  public func sounds(at index: Int) -> Count { s1[index] + s2[index] }

  /// The share of annotated time in which the found state is the annotated one; nil without annotated time.
  public var frameAccuracy: Double? {
    let total = milliseconds.joined().reduce(0, +)
    return total > 0 ? Double((0..<4).reduce(0) { $0 + milliseconds[$1][$1] }) / Double(total) : nil
  }

  /// Annotated stretches: intervals that follow each other without gap.
  private static func stretches(_ annotated: [StateInterval]) -> [Range<Int>] {
    var stretches: [Range<Int>] = []
    for interval in annotated {
      if let last = stretches.last, interval.startSample <= last.upperBound + 1 {
        stretches[stretches.count - 1] = last.lowerBound..<max(last.upperBound, interval.endSample)
      } else {
        stretches.append(interval.samples)
      }
    }
    return stretches
  }

  private static func count(
    _ state: HeartSoundState, _ found: [StateInterval], _ annotated: [StateInterval], _ stretches: [Range<Int>],
    reach: Double
  ) -> Count {
    func middles(_ intervals: [StateInterval]) -> [Double] {
      intervals.filter { $0.state == state }.map { Double($0.startSample + $0.endSample) / 2 }
    }
    let (claims, truths) = (middles(found), middles(annotated))
    var count = Count()
    count.annotated = truths.count
    var (claim, truth) = (0, 0)
    var matched: Set<Int> = []
    while claim < claims.count && truth < truths.count {
      if abs(claims[claim] - truths[truth]) <= reach {
        matched.insert(claim)
        claim += 1
        truth += 1
      } else if claims[claim] < truths[truth] {
        claim += 1
      } else {
        truth += 1
      }
    }
    count.found = matched.count
    count.claimed = claims.indices.count { index in
      matched.contains(index) || stretches.contains { $0.contains(Int(claims[index])) }
    }
    return count
  }

  private static func overlaps(_ found: [StateInterval], _ annotated: [StateInterval], sampleRate: Int) -> [[Int]] {
    var milliseconds = [[Int]](repeating: [0, 0, 0, 0, 0], count: 4)
    var place = 0
    for truth in annotated {
      var rest = truth.samples.count
      while place < found.count && found[place].endSample <= truth.startSample { place += 1 }
      var next = place
      while next < found.count && found[next].startSample < truth.endSample {
        let shared = truth.samples.clamped(to: found[next].samples).count
        milliseconds[truth.state.rawValue - 1][found[next].state.rawValue - 1] += shared
        rest -= shared
        next += 1
      }
      milliseconds[truth.state.rawValue - 1][4] += rest
    }
    return milliseconds.map { $0.map { Int((Double($0) * 1000 / Double(sampleRate)).rounded()) } }
  }
}
