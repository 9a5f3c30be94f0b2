/// How the error falls when the recordings that a score calls doubtful are left unjudged (El-Yaniv and Wiener, 2010).
public struct RiskCoverage: Sendable, Equatable, Codable {
  /// A share of recordings that are judged.
  public struct Point: Sendable, Equatable, Codable {
    /// The share that is judged.
    public let coverage: Double
    /// The share of wrong answers among them.
    public let risk: Double
  }

  /// What calls recordings doubtful.
  public let score: String
  /// The mean risk over all coverages; that of a useless score is the error of all recordings.
  public let area: Double
  /// The risk at 20 coverages, from 1 down to 0.05.
  public let points: [Point]

  /// Ranks recordings by doubt; equals are taken together.
  /// - Returns: nil without recordings, or for doubts that are not numbers.
  init?(score: String, doubts: [Double], right: [Bool]) {
    precondition(doubts.count == right.count, "one doubt a recording")
    guard !doubts.isEmpty, !doubts.contains(where: \.isNaN) else { return nil }
    let order = doubts.indices.sorted { (doubts[$0], $0) < (doubts[$1], $1) }
    // The risk after each recording, in the mean over all orders of equals.
    var risks: [Double] = []
    var (start, wrong) = (0, 0.0)
    while start < order.count {
      let end = order[start...].firstIndex { doubts[$0] != doubts[order[start]] } ?? order.count
      let share = Double(order[start..<end].count { !right[$0] }) / Double(end - start)
      for index in start..<end {
        wrong += share
        risks.append(wrong / Double(index + 1))
      }
      start = end
    }
    self.score = score
    area = risks.reduce(0, +) / Double(risks.count)
    points = (1...20).reversed().map { step in
      let judged = max(1, (step * risks.count + 19) / 20)
      return Point(coverage: Double(judged) / Double(risks.count), risk: risks[judged - 1])
    }
  }
}
