import Core
import Foundation
import Testing

@testable import Manifest

@Suite struct LeakFindingsTests {
  /// Rows of a few patients and recordings on all sides, with folds or without.
  private func rows(seed: UInt64, withFolds: Bool) -> [ManifestRow] {
    var generator = SeededGenerator(seed: seed)
    return (0..<60).map { index in
      let split: Split = [.train, .train, .test, .validation, .unlabelled][generator.integer(below: 5)]
      let patient = generator.integer(below: 40)
      return ManifestRow(
        id: String(format: "r%03d", index), fileName: "a.wav", label: "x", split: split,
        fold: withFolds && split == .train ? generator.integer(below: 3) : nil, groupID: "g\(patient)",
        patientID: patient < 10 ? "" : "é\(patient)", source: ["", "a", "b"][generator.integer(below: 3)],
        sourceFile: "f\(index / 3)", sourceSHA256: "s\(index / 3)", sampleRate: 2000, sampleCount: 6000,
        kind: generator.integer(below: 9) == 0 ? .augmented : .segment, parentID: "p\(index / 2)",
        sha256: "c\(generator.integer(below: 50))")
    }
  }

  /// By the definition, one kind and round after another.
  private func leaks(_ kind: String, in rows: [ManifestRow], _ rounds: [LeakCheck.Round]) -> [String: [String]] {
    var leaks: [String: [String]] = [:]
    for round in rounds {
      var sides: [String: Set<Split>] = [:]
      for (row, side) in zip(rows, round.sides) {
        let value = LeakCheck.value(kind, of: row)
        if let side, side != .unlabelled, !value.isEmpty { sides[value, default: []].insert(side) }
      }
      for (value, sides) in sides where kind == "augmented" ? sides != [.train] : sides.count > 1 {
        leaks[value, default: []] += sides.sorted().map { round.prefix + $0.rawValue }
      }
    }
    return leaks
  }

  @Test(arguments: [false, true]) func whatIsFoundIsWhatTheDefinitionSays(withFolds: Bool) {
    for seed in 0..<20 as Range<UInt64> {
      let rows = rows(seed: seed, withFolds: withFolds)
      let rounds = LeakCheck.rounds(of: rows)
      let found = Dictionary(grouping: LeakCheck.leaks(in: rows, rounds: rounds), by: \.kind)
      for kind in LeakCheck.kinds {
        let expected = leaks(kind, in: rows, rounds)
        #expect(Dictionary(uniqueKeysWithValues: (found[kind] ?? []).map { ($0.value, $0.splits) }) == expected)
      }
      let certificate = LeakCertificate(rows: rows, groupedBy: "patient", files: [:])
      let labelled = rows.filter { $0.split != .unlabelled }
      #expect(
        certificate.withoutPatient
          == Set(labelled.filter { $0.patientID.isEmpty && $0.kind != .augmented }.map(\.parentID)).count)
      #expect(certificate.checks[0].rows == labelled.count)
      #expect(certificate.checks[0].values == Set(labelled.map(\.groupID)).count)
      let test = zip(rows, rounds[0].sides).filter { $1 == .test }.map(\.0)
      #expect(certificate.rows[rounds[0].prefix + "test"] ?? 0 == test.count)
      #expect(certificate.groups[rounds[0].prefix + "test"] ?? 0 == Set(test.map(\.groupID)).count)
    }
  }

  /// Facts that went through texts and were sorted as such give the same certificate.
  @Test func factsSortedAsTextsSayTheSame() throws {
    for seed in 0..<5 as Range<UInt64> {
      let rows = rows(seed: seed, withFolds: seed % 2 == 0)
      var (standings, texts): ([LeakCheck.Standing], [(key: String, text: String)]) = ([], [])
      var tally = LeakTally()
      for row in rows {
        let standing = LeakCheck.Standing(row)
        if !standings.contains(standing) { standings.append(standing) }
        tally.add(row, standing: try #require(standings.firstIndex(of: standing))) { texts.append(($0.key, $0.text)) }
      }
      tally.finish { texts.append(($0.key, $0.text)) }
      texts.sort { precedesInBytes($0.key + "\u{0}" + $0.text, $1.key + "\u{0}" + $1.text) }
      var findings = LeakFindings(rounds: LeakCheck.rounds(of: standings))
      for (key, text) in texts { findings.add(try #require(LeakFact(key: key, text: text))) }
      findings.finish()
      let expected = LeakCertificate(rows: rows, groupedBy: "patient", files: [:])
      #expect(LeakCertificate(findings, groupedBy: "patient", files: [:]) == expected)
    }
    #expect(LeakFact(key: "", text: "0 0 0 1") == nil && LeakFact(key: "0a", text: "0 0 1") == nil)
  }

  /// One patient's name in two forms of Unicode is one patient.
  @Test func equalTextsOfOtherBytesAreOneValue() {
    var rows = rows(seed: 1, withFolds: false).prefix(2).map { $0 }
    (rows[0].split, rows[1].split) = (.train, .test)
    (rows[0].patientID, rows[1].patientID) = ("caf\u{E9}", "cafe\u{301}")
    #expect(LeakCheck.leaks(in: rows).contains { $0.kind == "patient_id" })
  }
}
