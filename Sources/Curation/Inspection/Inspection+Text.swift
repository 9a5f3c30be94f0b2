import Core
import Foundation

extension Inspection {
  /// The page that a person reads: what was recognised and why, classes, patients, sound, disagreements.
  public var text: String {
    ([heading, classTable, peopleAndPlaces, soundLines] + [complaintLines]).filter { !$0.isEmpty }
      .map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private var heading: [String] {
    ["Layout     \(layout): \(evidence).", "           Is that wrong? Name another with --layout."]
  }

  // MARK: Classes

  private var classTable: [String] {
    let header = ["class", "recordings", "patients", "minutes"]
    let rows = classes.map { item in
      [
        item.label ?? "(no label)", "\(item.recordings)", Self.patients(item.patients, unknown: item.withoutPatient),
        Self.number(item.seconds / 60, digits: 1),
      ]
    }
    let known = "\(patients.known)" + (patients.recordingsWithout > 0 ? " + ?" : "")
    let total = ["all", "\(recordings)", patients.known > 0 ? known : "?", Self.number(sound.seconds / 60, digits: 1)]
    var lines = Self.aligned([header] + rows + [total])
    if !singleClasses.isEmpty {
      lines.append("Several classes at once are joined by '+'. One by one: \(Self.list(singleClasses)).")
    }
    return lines
  }

  private static func patients(_ known: Int, unknown: Int) -> String {
    unknown == 0 ? "\(known)" : known == 0 ? "?" : "\(known) + ?"
  }

  private static func aligned(_ rows: [[String]]) -> [String] {
    let shown = rows.map { row in [limited(row[0], to: 40)] + row.dropFirst() }
    let widths = shown[0].indices.map { column in shown.map { $0[column].count }.max() ?? 0 }
    return shown.map { row in
      row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + padding : padding + cell
      }.joined(separator: "   ")
    }
  }

  // MARK: Facts

  private var peopleAndPlaces: [String] {
    var lines: [String] = []
    if patients.known == 0 {
      lines.append("Patients   not known. Recordings of one person may fall on both sides of a split.")
    } else {
      let unknown =
        patients.recordingsWithout > 0
        ? "; of \(patients.recordingsWithout.counted("recording")) the patient is unknown" : ""
      let several =
        patients.inSeveralClasses > 0
        ? "; in more than one class: \(patients.inSeveralClasses.counted("patient"))" : ""
      lines.append("Patients   \(patients.known) with \(patients.recordings.counted("recording"))\(unknown)\(several).")
    }
    for (name, tally) in [
      ("Sources", sources), ("Sites", sites), ("Quality", statedQuality), ("Splits", officialSplits),
    ] where tally.keys.contains(where: { !$0.isEmpty }) {
      lines.append("\(Self.padded(name))\(Self.list(tally)).")
    }
    let annotated = annotations.values.reduce(0, +)
    if annotated > 0 { lines.append("S1 and S2  times of \(annotated.counted("recording")).") }
    return lines
  }

  private var soundLines: [String] {
    var lines = [
      "Files      \(Self.list(sound.codecs)).", "Rates      \(Self.list(sound.sampleRates, unit: " Hz")).",
      "Channels   \(Self.list(sound.channels)).",
    ]
    if let shortest = sound.shortest, let median = sound.median, let longest = sound.longest {
      let unknown = sound.unknownLength > 0 ? "; of \(sound.unknownLength) not known without decoding" : ""
      lines.append(
        "Lengths    \(Self.number(shortest, digits: 2)) to \(Self.number(longest, digits: 2)) s, half below \(Self.number(median, digits: 2)) s\(unknown)."
      )
    }
    return lines
  }

  // MARK: Disagreements

  private var complaintLines: [String] {
    if complaints.isEmpty { return ["Nothing disagrees."] }
    var lines = ["What disagrees (prepare lists all of it in complaints.csv; --json does here):"]
    for group in complaints {
      lines.append("  \(group.count) \(group.meaning) (\(group.kind))")
      for item in group.items.prefix(2) {
        lines.append("    \(Self.limited(Self.oneLine(item.subject), to: 80)): \(Self.oneLine(item.message))")
      }
    }
    return lines
  }

  // MARK: Words

  private static func padded(_ name: String) -> String { name + String(repeating: " ", count: max(1, 11 - name.count)) }

  /// "a 3, b 2 and 4 others 9", the greatest first.
  private static func list(_ tally: [String: Int], limit: Int = 8) -> String {
    let sorted = tally.sorted { a, b in a.value == b.value ? precedesInBytes(a.key, b.key) : a.value > b.value }
    let shown = sorted.prefix(limit).map {
      "\($0.key.isEmpty ? "unknown" : limited(oneLine($0.key), to: 40)) \($0.value)"
    }
    let rest = sorted.dropFirst(limit)
    return shown.joined(separator: ", ")
      + (rest.isEmpty ? "" : " and \(rest.count) others \(rest.reduce(0) { $0 + $1.value })")
  }

  private static func list(_ tally: [Int: Int], unit: String = "") -> String {
    let sorted = tally.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
    return sorted.prefix(8).map { "\($0.key)\(unit): \($0.value)" }.joined(separator: ", ")
      + (sorted.count > 8 ? ", …" : "")
  }

  private static func number(_ value: Double, digits: Int) -> String { String(format: "%.\(digits)f", value) }

  /// Names may hold line ends and other characters that would spoil a page.
  private static func oneLine(_ text: String) -> String {
    String(text.map { $0.isNewline || $0.unicodeScalars.contains { $0.value < 32 } ? "\u{FFFD}" : $0 })
  }

  private static func limited(_ text: String, to count: Int) -> String {
    text.count <= count ? text : "\(text.prefix(count / 2))…\(text.suffix(count / 2 - 1))"
  }
}
