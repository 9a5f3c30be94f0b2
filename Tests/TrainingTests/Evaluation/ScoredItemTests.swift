import Core
import Foundation
import Manifest
import Testing

@testable import Training

private func row(_ id: String, parent: String, label: String, patient: String = "") -> ManifestRow {
  ManifestRow(
    id: id, fileName: "\(id).wav", label: label, split: .test, groupID: "g-\(patient)", patientID: patient,
    source: "s", sourceFile: "\(parent).wav", sourceSHA256: "", sampleRate: 2000, sampleCount: 6000, kind: .segment,
    parentID: parent, quality: 0.5, sha256: "")
}

@Suite struct AggregationTests {
  private let rows = [[0.9, 0.1], [0.8, 0.2], [0.1, 0.9]]

  @Test func partsBecomeAWhole() {
    #expect(zip(Aggregation.mean(rows, healthy: nil), [0.6, 0.4]).allSatisfy { abs($0 - $1) < 1e-12 })
    // One clip with a murmur makes the recording diseased, whichever place the healthy class has.
    #expect(Aggregation.max(rows, healthy: 0) == [0.1, 0.9])
    #expect(Aggregation.max(rows, healthy: 1) == [0.9, 0.1])
    #expect(Aggregation.max(rows, healthy: nil) == [0.5, 0.5])
    #expect(zip(Aggregation.vote(rows, healthy: nil), [2 / 3.0, 1 / 3.0]).allSatisfy { abs($0 - $1) < 1e-12 })
    for way in Aggregation.allCases {
      #expect(way([[0.3, 0.7]], healthy: 1) == (way == .vote ? [0, 1] : [0.3, 0.7]))
    }
  }
}

@Suite struct ScoredItemTests {
  private let rows = [
    row("b-1", parent: "b", label: "N", patient: "1"), row("a-1", parent: "a", label: "MR", patient: "1"),
    row("a-2", parent: "a", label: "MR", patient: "1"), row("c-1", parent: "c", label: "N"),
    row("d-1", parent: "d", label: "N", patient: "1"),
  ]
  private let probabilities = [[0.5, 0.5], [0.2, 0.8], [0.4, 0.6], [1, 0], [0.7, 0.3]]

  @Test func clipsBecomeRecordingsAndRecordingsPatients() throws {
    let clips = ScoredItem.clips(rows: rows, probabilities: probabilities)
    let recordings = ScoredItem.byRecording(clips, rows: rows, by: .mean, healthy: nil)
    #expect(recordings.map(\.id) == ["a", "b", "c", "d"])
    #expect(recordings[0].clips == [1, 2] && abs(recordings[0].probabilities[0] - 0.3) < 1e-12)
    #expect(recordings[0].fileName == "a.wav" && recordings[0].quality == 0.5)
    let patients = ScoredItem.byPatient(recordings, by: .mean, healthy: nil)
    // The patient's two healthy recordings are one case and the diseased one another; c's patient is unknown.
    #expect(patients.map(\.id) == ["1", "1"] && patients.map(\.label) == ["MR", "N"])
    #expect(abs(patients[1].probabilities[0] - 0.6) < 1e-12)
  }

  @Test func repeatsStayApart() {
    let twice =
      ScoredItem.clips(rows: rows, probabilities: probabilities, folds: rows.map { _ in "1.1" })
      + ScoredItem.clips(rows: rows, probabilities: probabilities, folds: rows.map { _ in "2.3" })
    #expect(ScoredItem.byRecording(twice, rows: rows, by: .vote, healthy: 0).count == 8)
  }
}

@Suite struct PredictionTableTests {
  private func table(_ text: String) throws -> PredictionTable {
    try PredictionTable(try CSVTable(Data(text.utf8), name: "p.csv"), name: "p.csv")
  }

  @Test func whatIsWrittenIsRead() throws {
    let rows = [row("a-1", parent: "a", label: "N", patient: "1"), row("b-1", parent: "b", label: "MR")]
    var items = ScoredItem.clips(rows: rows, probabilities: [[0.1, 0.9], [0.25, 0.75]])
    let read = try table(PredictionTable(items, classes: ["MR", "N"]).table.text)
    for index in items.indices { items[index].clips = [] }
    #expect(read == PredictionTable(items, classes: ["MR", "N"]))
  }

  @Test(arguments: [
    ("file_name,label\na,b\n", "probability_"), ("file_name,label,probability_x\na,x,1\n", "probability_"),
    ("file_name,label,probability_x,probability_x\na,x,1,0\n", "two columns"),
    ("file_name,label,probability_x,probability_y\na,x,1,nan\n", "row 2"),
    ("file_name,label,probability_x,probability_y\na,x,1,0\nb,x,2,0\n", "row 3, column probability_x"),
    ("file_name,label,probability_x,probability_y\na,z,1,0\n", "'z'"),
    ("file_name,label,probability_x,probability_y\n", "no rows"),
  ]) func whatIsNoneIsRefused(text: String, words: String) {
    #expect { try table(text) } throws: { "\($0)".contains(words) }
  }

  /// Of repeats the mean counts, on either side.
  @Test func repeatsAreComparedWithASingleRun() throws {
    let head = "file_name,label,fold,probability_x,probability_y\n"
    let single = try table(head + "a,x,1,0.9,0.1\nb,y,2,0.8,0.2\n")
    let repeated = try table(head + "a,x,1.1,0.5,0.5\nb,y,1.2,0.25,0.75\nb,y,2.1,0.75,0.25\na,x,2.2,0.25,0.75\n")
    let pair = try PredictionPair(single, repeated, names: ("A", "B"))
    #expect(pair.second.map(\.probabilities) == [[0.375, 0.625], [0.5, 0.5]] && pair.unmatched == 0)
    let back = try PredictionPair(repeated, single, names: ("B", "A"))
    #expect(back.first.map(\.probabilities) == pair.second.map(\.probabilities))
    #expect(try PredictionPair(repeated, repeated, names: ("B", "B")).first.count == 2)
  }

  @Test func pairsAreMatchedByFile() throws {
    let head = "file_name,label,fold,probability_x,probability_y\n"
    let first = try table(head + "a,x,1,0.9,0.1\nb,y,1,0.8,0.2\nc,x,1,0.5,0.5\n")
    let second = try table("file_name,label,probability_y,probability_x\nb,y,0.6,0.4\na,x,0.3,0.7\n")
    let pair = try PredictionPair(first, second, names: ("A", "B"))
    #expect(pair.unmatched == 1 && pair.first.map(\.fileName) == ["a", "b"])
    #expect(pair.second.map(\.probabilities) == [[0.7, 0.3], [0.4, 0.6]])
    #expect(pair.comparison(seed: 1).differences[0].difference.value == 0.5)
    func refusal(_ other: String, _ words: String) throws {
      let other = try table(other)
      #expect { try PredictionPair(first, other, names: ("A", "B")) } throws: { "\($0)".contains(words) }
    }
    try refusal(head + "a,y,1,0.9,0.1\n", "'a' is y here and x in A")
    try refusal(head + "q,y,1,0.9,0.1\n", "no recording in common")
    try refusal(head + "a,x,1,0.9,0.1\na,x,1,0.9,0.1\n", "two rows")
    try refusal(head + "a,x,1.1,0.9,0.1\na,y,2.1,0.9,0.1\n", "'a' is x in fold 1.1 and y in fold 2.1")
    try refusal("file_name,label,probability_x,probability_z\na,x,1,0\n", "classes differ")
  }
}
