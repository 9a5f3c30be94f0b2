public import Core
import Foundation

/// How long the heart stays in each state, given the period of its beat.
///
/// Means of S1, systole and S2 are lines in the square root of the period (as Bazett's formula), diastole is what is left;
/// durations are normal, cut off three deviations from the mean.
public struct StateDurations: Sendable, Hashable, Codable {
  /// The length of one state.
  public struct Line: Sendable, Hashable, Codable {
    /// Seconds at a period of 1 s.
    public let atOneSecond: Seconds
    /// Seconds more for each unit more of √period.
    public let slope: Double
    /// The standard deviation around the line, in seconds.
    public let deviation: Seconds

    /// Makes a line.
    public init(atOneSecond: Seconds, slope: Double, deviation: Seconds) {
      (self.atOneSecond, self.slope, self.deviation) = (atOneSecond, slope, deviation)
    }
  }

  /// S1.
  public let s1: Line
  /// Systole without S1.
  public let systole: Line
  /// S2.
  public let s2: Line

  /// Makes durations.
  public init(s1: Line, systole: Line, s2: Line) { (self.s1, self.systole, self.s2) = (s1, systole, s2) }

  /// The shortest mean a state may have: two frames.
  private static let shortest: Seconds = 0.04
  /// Springer's deviation of diastole is 7 % of its mean and 6 ms; a floor of 20 ms lets short ones vary as well.
  private static let diastoleDeviation = (share: 0.05, floor: 0.02)

  /// Mean and deviation of the four states, in their order, for a period in seconds.
  func distributions(period: Seconds) -> [(mean: Seconds, deviation: Seconds)] {
    let root = period.squareRoot() - 1
    var result = [s1, systole, s2].map {
      (mean: max(Self.shortest, $0.atOneSecond + $0.slope * root), deviation: $0.deviation)
    }
    let rest = max(1.5 * Self.shortest, result.reduce(period) { $0 - $1.mean })
    result.append((rest, Self.diastoleDeviation.share * rest + Self.diastoleDeviation.floor))
    return result
  }

  /// How much likelier the lengths of states are than if S1 were S2 and systole diastole: natural logarithm a beat.
  ///
  /// The first and the last run are left out, as the recording cuts them. No length counts more than twelve, so that one
  /// wrong beat does not decide.
  func orderMargin(of runs: [(state: HeartSoundState, length: Seconds)], period: Seconds) -> Double {
    let distributions = distributions(period: period)
    func logDensity(_ length: Seconds, _ state: HeartSoundState) -> Double {
      let (mean, deviation) = distributions[state.rawValue - 1]
      return max(-12, -0.5 * pow((length - mean) / deviation, 2) - log(deviation / 0.02))
    }
    let inner = runs.dropFirst().dropLast()
    let margin = inner.reduce(0) { $0 + logDensity($1.length, $1.state) - logDensity($1.length, $1.state.next.next) }
    return inner.isEmpty ? 0 : 4 * margin / Double(inner.count)
  }

  /// One whole cycle: how long its four states last.
  typealias Cycle = (s1: Seconds, systole: Seconds, s2: Seconds, diastole: Seconds)

  /// The fewest cycles that durations may be fitted to.
  static let fewestCycles = 20

  /// Fits lines by least squares; nil with too few cycles.
  init?(fitting cycles: [Cycle]) {
    guard cycles.count >= Self.fewestCycles else { return nil }
    let roots = cycles.map { ($0.s1 + $0.systole + $0.s2 + $0.diastole).squareRoot() - 1 }
    func line(_ duration: (Cycle) -> Seconds) -> Line {
      let values = cycles.map(duration)
      let count = Double(cycles.count)
      let center = (x: roots.reduce(0, +) / count, y: values.reduce(0, +) / count)
      let spread = roots.reduce(0) { $0 + ($1 - center.x) * ($1 - center.x) }
      let product = zip(roots, values).reduce(0) { $0 + ($1.0 - center.x) * ($1.1 - center.y) }
      // Beats that all last the same tell nothing of the slope.
      let slope = spread > 1e-6 * count ? product / spread : 0
      let start = center.y - slope * center.x
      let squares = zip(roots, values).reduce(0) { $0 + pow($1.1 - start - slope * $1.0, 2) }
      return Line(atOneSecond: start, slope: slope, deviation: max(0.01, (squares / count).squareRoot()))
    }
    self.init(s1: line(\.s1), systole: line(\.systole), s2: line(\.s2))
  }
}

extension [HeartSoundState] {
  /// Runs of equal states, of so many states a second.
  func runs(rate: Int) -> [(state: HeartSoundState, length: Seconds)] {
    var runs: [(state: HeartSoundState, length: Seconds)] = []
    for state in self {
      if runs.last?.state == state {
        runs[runs.count - 1].length += 1 / Double(rate)
      } else {
        runs.append((state, 1 / Double(rate)))
      }
    }
    return runs
  }
}

/// The logarithms of the probability that a state lasts so many frames, and at least so many.
struct DurationTable: Sendable {
  /// The lengths that a whole state may have, in frames.
  let lengths: ClosedRange<Int>
  /// By length in frames; −∞ outside ``lengths``.
  let logProbability: [Double]
  /// The logarithm of the probability of lasting at least so long, for states that an end of the recording cuts.
  let logSurvival: [Double]

  /// Makes the table of a normal distribution, in frames, cut off at three deviations.
  init(mean: Double, deviation: Double) {
    let longest = max(1, Int((mean + 3 * deviation).rounded(.down)))
    let lengths = min(longest, max(1, Int((mean - 3 * deviation).rounded(.up))))...longest
    self.lengths = lengths
    let densities = (0...longest).map { lengths.contains($0) ? exp(-0.5 * pow((Double($0) - mean) / deviation, 2)) : 0 }
    let total = densities.reduce(0, +)
    logProbability = densities.map { log($0 / total) }
    var rest = 0.0
    logSurvival = densities.reversed().map { density in
      rest += density
      return min(0, log(rest / total))
    }.reversed()
  }
}
