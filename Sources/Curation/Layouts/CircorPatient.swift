import Core

/// A patient of the CirCor DigiScope data set: its `.txt` file, or a row of `training_data.csv`.
struct CircorPatient: Sendable {
  /// A recording that the patient's file names.
  struct Entry: Sendable {
    /// The auscultation location: `AV`, `PV`, `TV`, `MV` or `Phc`.
    var site: String
    /// The WAV file.
    var sound: String
    /// The S1 and S2 times, "" where the line names none.
    var annotation: String
  }

  /// The patient's number.
  let id: String
  /// Where this was read.
  let path: String
  /// The recordings that are named; a row of the table names none.
  let entries: [Entry]
  /// What is known, by the data set's own names; what is not known is left out.
  let facts: [String: String]

  /// Reads a patient's `.txt`: `2530 4 4000`, a line a recording, `#Key: value`; nil where it is none.
  init?(_ text: String, path: String) {
    let lines = text.split(whereSeparator: \.isNewline)
    guard let head = lines.first?.split(separator: " "), head.count == 3, head.allSatisfy({ Int($0) != nil }) else {
      return nil
    }
    var (entries, facts): ([Entry], [String: String]) = ([], [:])
    for line in lines.dropFirst() {
      if line.hasPrefix("#") {
        let parts = line.dropFirst().split(separator: ":", maxSplits: 1)
        let value = parts.count == 2 ? SourceTable.plain(String(parts[1])) : ""
        if !value.isEmpty { facts[SourceTable.plain(String(parts[0]))] = value }
      } else {
        let words = line.split(separator: " ").map(String.init)
        guard let site = words.first, let sound = words.first(where: { $0.hasSuffix(".wav") }) else { continue }
        entries.append(Entry(site: site, sound: sound, annotation: words.first { $0.hasSuffix(".tsv") } ?? ""))
      }
    }
    self.init(id: String(head[0]), path: path, entries: entries, facts: facts)
  }

  init(id: String, path: String, entries: [Entry] = [], facts: [String: String]) {
    self.id = id
    self.path = path
    self.entries = entries
    self.facts = facts
  }

  /// One number for a child that was enrolled under two: the smaller.
  var person: String {
    guard let other = facts["Additional ID"].flatMap({ Double($0) }), other >= 0, other < 1e12, let own = Int(id) else {
      return id
    }
    return String(min(own, Int(other)))
  }

  /// The classes of the data set's own question about murmurs, with the column's older name.
  var murmur: String? { facts["Murmur"] ?? facts["Murmurs"] }

  /// The label of a recording at `site`.
  func label(at site: String, options: LayoutOptions) -> String? {
    let fact = options.labelFrom ?? "murmur"
    guard fact.lowercased() == "murmur" else {
      return facts.filter { $0.key.lowercased() == fact.lowercased() }.min { precedesInBytes($0.key, $1.key) }?.value
    }
    guard murmur == "Present", options.murmurScope == .heard else { return murmur }
    // Where it was heard is not always known.
    guard let heard = facts["Murmur locations"]?.split(separator: "+") else { return nil }
    return heard.contains { $0 == site } ? "Present" : "Absent"
  }
}
