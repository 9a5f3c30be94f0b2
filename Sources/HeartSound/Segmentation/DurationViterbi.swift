/// The likeliest sequence of states that follow each other in the heart's order, each for as long as states last.
///
/// A hidden semi-Markov decoder: the cost is O(frames × 4 × longest state). The first and the last state may have begun
/// before the recording or go on after it; they count by the probability of lasting at least as long as is seen.
struct DurationViterbi: Sendable {
  /// One table a state, in the heart's order.
  let durations: [DurationTable]

  /// A path and its score, the sum of log probabilities.
  struct Path: Sendable, Equatable {
    var states: [HeartSoundState]
    var score: Double
  }

  /// The best path through `logProbabilities`, four values a frame in the heart's order.
  func decode(_ logProbabilities: [Double]) -> Path {
    let count = logProbabilities.count / 4
    guard count > 0 else { return Path(states: [], score: 0) }
    let sums = Self.runningSums(logProbabilities, count: count)
    // best[4t + s]: the best score of all ways in which state s ends with frame t − 1; lengths[4t + s] its last length.
    var best = [Double](repeating: -.infinity, count: 4 * (count + 1))
    var lengths = [Int](repeating: 0, count: 4 * (count + 1))
    for end in 1...count {
      for state in 0..<4 {
        let table = durations[state]
        func evidence(_ length: Int) -> Double { sums[4 * end + state] - sums[4 * (end - length) + state] }
        if end < table.logSurvival.count {
          best[4 * end + state] = table.logSurvival[end] + evidence(end)
          lengths[4 * end + state] = end
        }
        let longest = min(table.lengths.upperBound, end - 1)
        guard table.lengths.lowerBound <= longest else { continue }
        let previous = (state + 3) % 4
        for length in table.lengths.lowerBound...longest {
          let score = best[4 * (end - length) + previous] + table.logProbability[length] + evidence(length)
          if score > best[4 * end + state] {
            best[4 * end + state] = score
            lengths[4 * end + state] = length
          }
        }
      }
    }
    let last = lastState(best, sums, count: count)
    return Path(states: Self.trace(last, lengths, count: count), score: last.score)
  }

  private static func runningSums(_ logProbabilities: [Double], count: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: 4 * (count + 1))
    for index in 0..<(4 * count) { sums[index + 4] = sums[index] + logProbabilities[index] }
    return sums
  }

  /// The state that the recording's end cuts, and how much of it is seen.
  private func lastState(_ best: [Double], _ sums: [Double], count: Int) -> (state: Int, length: Int, score: Double) {
    var last = (state: 0, length: count, score: -Double.infinity)
    for state in 0..<4 {
      let survival = durations[state].logSurvival
      for length in 1...min(survival.count - 1, count) {
        let before = length == count ? 0 : best[4 * (count - length) + (state + 3) % 4]
        let score = before + survival[length] + sums[4 * count + state] - sums[4 * (count - length) + state]
        if score > last.score { last = (state, length, score) }
      }
    }
    return last
  }

  private static func trace(_ last: (state: Int, length: Int, score: Double), _ lengths: [Int], count: Int)
    -> [HeartSoundState]
  {
    var states = [HeartSoundState](repeating: .s1, count: count)
    var (end, state, length) = (count, last.state, last.length)
    while end > 0 && length > 0 {
      for frame in (end - length)..<end { states[frame] = HeartSoundState.allCases[state] }
      end -= length
      state = (state + 3) % 4
      length = lengths[4 * end + state]
    }
    return states
  }
}
