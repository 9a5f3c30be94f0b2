/// The official scores of the PhysioNet challenges, by their published formulas.
public enum ChallengeScores {
  /// What the 2016 challenge lets a classifier answer.
  public enum Answer: Sendable, Equatable {
    /// −1.
    case normal
    /// 0: too noisy to tell.
    case unsure
    /// 1.
    case abnormal
  }

  /// MAcc of the 2016 challenge: sensitivity and specificity, each over clean and noisy recordings in proportion.
  ///
  /// Se = wa1·Aa1/(Aa1+Aq1+An1) + wa2·(Aa2+Aq2)/(Aa2+Aq2+An2), and Sp alike with normal recordings: of noisy recordings
  /// "unsure" counts as right, of clean ones as wrong. C. Liu et al., Physiol. Meas. 37 (2016) 2181.
  /// - Returns: nil unless both classes occur.
  public static func meanAccuracy2016(
    abnormal: [Bool], noisy: [Bool], answers: [Answer], weights: [Int]? = nil
  ) -> (sensitivity: Double, specificity: Double)? {
    precondition(
      abnormal.count == noisy.count && abnormal.count == answers.count, "one flag and one answer a recording")
    var strata = [(all: Int, right: Int)](repeating: (0, 0), count: 4)
    for index in abnormal.indices {
      let weight = weights?[index] ?? 1
      let stratum = (abnormal[index] ? 0 : 2) + (noisy[index] ? 1 : 0)
      let right: Answer = abnormal[index] ? .abnormal : .normal
      strata[stratum].all += weight
      if answers[index] == right || (noisy[index] && answers[index] == .unsure) { strata[stratum].right += weight }
    }
    func share(_ clean: Int) -> Double? {
      // Each share weighs as much as its stratum has recordings, so strata without any drop out.
      let all = strata[clean].all + strata[clean + 1].all
      return all > 0 ? Double(strata[clean].right + strata[clean + 1].right) / Double(all) : nil
    }
    guard let sensitivity = share(0), let specificity = share(2) else { return nil }
    return (sensitivity, specificity)
  }

  /// What a class of the 2022 challenge weighs, in the order of `classes`; nil unless they are its murmur or outcome classes.
  public static func weights2022(classes: [String]) -> [Int]? {
    let murmur = ["present": 5, "unknown": 3, "absent": 1]
    let outcome = ["abnormal": 5, "normal": 1]
    let names = classes.map { $0.lowercased() }
    for (weights, needed) in [(murmur, ["present", "absent"]), (outcome, ["abnormal", "normal"])]
    where needed.allSatisfy(names.contains) {
      let found = names.compactMap { weights[$0] }
      if found.count == names.count { return found }
    }
    return nil
  }

  /// The weighted accuracy of the 2022 challenge: right answers over all, each weighing as much as its true class.
  ///
  /// M. Reyna et al., PLOS Digit. Health 2 (2023) e0000324.
  public static func weightedAccuracy2022(_ matrix: ConfusionMatrix, weights: [Int]) -> Double? {
    let all = zip(matrix.trueCounts, weights).reduce(0) { $0 + $1.0 * $1.1 }
    let right = weights.indices.reduce(0) { $0 + matrix.counts[$1][$1] * weights[$1] }
    return all > 0 ? Double(right) / Double(all) : nil
  }

  /// The cost a patient of the 2022 challenge: screening by algorithm and expert, treatment, and late treatment.
  ///
  /// 10·n + (25 + 397·s − 1718·s² + 11296·s⁴)·n + 10000·TP + 50000·FN over n, s being the share that is referred.
  public static func cost2022(_ counts: BinaryCounts) -> Double? {
    guard counts.total > 0 else { return nil }
    let n = Double(counts.total)
    let share = Double(counts.truePositives + counts.falsePositives) / n
    let expert = 25 + 397 * share - 1718 * share * share + 11296 * share * share * share * share
    return 10 + expert + (10_000 * Double(counts.truePositives) + 50_000 * Double(counts.falseNegatives)) / n
  }
}
