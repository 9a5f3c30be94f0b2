/// What a threshold on similarity would link, so that a person can judge the one that is used.
///
/// Two classes share no recording, so that links between classes are wrong labels or chance. If links were chance, as many
/// of them would be between classes as of all pairs; `chanceShare` is the ratio of the two.
public struct CalibrationRow: Sendable, Codable, Hashable {
  /// The similarity from which pairs are counted.
  public var threshold: Double
  /// All pairs.
  public var pairs: Int
  /// Pairs of one class.
  public var withinClass: Int
  /// Pairs of two classes.
  public var acrossClasses: Int
  /// Pairs of two known patients.
  public var acrossPatients: Int
  /// An upper bound of the share of pairs that are linked by chance; nil where there is none or one class.
  public var chanceShare: Double?

  /// Counts the pairs of a search at thresholds around the one that is used.
  static func rows(_ findings: NearCopyFindings, recordings: [Recording], settings: AuditSettings) -> [CalibrationRow] {
    let classes = Dictionary(recordings.compactMap { $0.label.map { ($0, 1) } }, uniquingKeysWith: +)
    let all = Double(classes.values.reduce(0, +))
    let expected = all > 1 ? 1 - classes.values.map { Double($0) * Double($0 - 1) }.reduce(0, +) / (all * (all - 1)) : 0
    let thresholds = Set([0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98, settings.threshold]).sorted()
    return thresholds.filter { $0 >= settings.calibrationFloor }.map { threshold in
      var row = CalibrationRow(threshold: threshold, pairs: 0, withinClass: 0, acrossClasses: 0, acrossPatients: 0)
      for pair in findings.pairs where pair.similarity >= threshold && pair.support >= settings.leastSupport {
        let (a, b) = (recordings[pair.a], recordings[pair.b])
        row.pairs += 1
        if let x = a.label, let y = b.label {
          if x == y { row.withinClass += 1 } else { row.acrossClasses += 1 }
        }
        if !a.patientID.isEmpty, !b.patientID.isEmpty, a.patientID != b.patientID { row.acrossPatients += 1 }
      }
      let labelled = row.withinClass + row.acrossClasses
      if labelled > 0, expected > 0 {
        row.chanceShare = min(1, Double(row.acrossClasses) / Double(labelled) / expected)
      }
      return row
    }
  }
}
