import Foundation

extension PairedComparison {
  /// The comparison as aligned text, with what follows from it.
  public var text: String {
    let table = TextTable.text(
      [["", "first", "second", "second − first", "95 % interval", "p"]]
        + differences.filter { $0.difference.value != nil }.map { item in
          [
            item.metric.replacingOccurrences(of: "_", with: " "), TextTable.number(item.first),
            TextTable.number(item.second), TextTable.number(item.difference.value),
            TextTable.range(item.difference.interval), TextTable.probability(item.probability),
          ]
        })
    var lines = [
      "\(recordings) recordings of \(groups) groups that both have judged; the same groups are drawn for both.", "",
      table,
      "",
      "McNemar: \(mcnemar.onlyFirst) recordings only the first has right, \(mcnemar.onlySecond) only the second; exact p \(TextTable.probability(mcnemar.probability)).",
    ]
    if let delong {
      lines.append(
        "DeLong\(classes.count > 2 ? ", all others against '\(classes[HealthyClass.position(in: classes) ?? 0])'" : ""): AUROC differs by \(TextTable.number(delong.difference)), standard error \(TextTable.number(delong.standardError)), p \(TextTable.probability(delong.probability)) (recordings taken for independent)."
      )
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
