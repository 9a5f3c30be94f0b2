import Core
import Foundation
import Manifest
import TestSupport
import Testing

private func row(
  _ id: String, _ split: Split, group: String? = nil, patient: String = "", parent: String? = nil,
  kind: ItemKind = .segment, source: String? = nil, sha: String? = nil
) -> ManifestRow {
  ManifestRow(
    id: id, fileName: "clips/\(id).wav", label: "normal", split: split, groupID: group ?? id, patientID: patient,
    sourceFile: "\(id).wav", sourceSHA256: source ?? "source-\(id)", sampleRate: 2000, startSample: 3000,
    sampleCount: 6000,
    kind: kind, parentID: parent ?? id, seed: .max, operations: #"[{"step":"segment"}]"#, quality: 0.1,
    sha256: sha ?? "sha-\(id)")
}

@Suite struct ManifestFileTests {
  @Test func rowsAreSortedAndReadBack() throws {
    let folder = try TemporaryFolder()
    let manifest = ManifestFile(rows: [row("b", .test), row("a", .train), row("B", .unlabelled)])
    #expect(manifest.rows.map(\.id) == ["B", "a", "b"])
    try AtomicFile.write(manifest.text, to: folder.file("manifest.csv"))
    #expect(try ManifestFile(contentsOf: folder.file("manifest.csv")) == manifest)
  }

  @Test func secondsAreDerived() {
    #expect(row("a", .train).start == 1.5)
    #expect(row("a", .train).duration == 3)
  }

  @Test func aBareListIsEnough() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("file_name,label\na.wav,normal\n", to: folder.file("list.csv"))
    let rows = try ManifestFile(contentsOf: folder.file("list.csv"), defaultSplit: .test).rows
    #expect(rows.map(\.fileName) == ["a.wav"])
    #expect(rows[0].split == .test && rows[0].groupID == "a.wav")
  }

  @Test(arguments: [
    ("file_name,label\n../a.wav,x\n", "file_name"), ("file_name,label\n/a.wav,x\n", "file_name"),
    ("file_name,label,copy\na.wav,x,one\n", "copy"), ("file_name,label,split\na.wav,x,dev\n", "split"),
    ("file_name,label\na.wav,x\na.wav,y\n", "id"), ("file,label\na.wav,x\n", "file_name"),
    ("file_name,label\n,x\n", "file_name"),
    ("file_name,label,quality\na.wav,x,nan\n", "quality"),
  ]) func errorsNameTheColumn(text: String, column: String) throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write(text, to: folder.file("m.csv"))
    #expect { try ManifestFile(contentsOf: folder.file("m.csv")) } throws: { error in
      (error as? ManifestError)?.code == .schema && "\(error)".contains(column)
    }
  }
}

@Suite struct LeakCheckTests {
  @Test func disjointSidesAreClean() {
    let certificate = LeakCertificate(
      rows: [row("a", .train), row("b", .validation), row("c", .test)], groupedBy: "patient", files: [:])
    #expect(certificate.isClean)
    #expect(certificate.groups == ["train": 1, "val": 1, "test": 1])
  }

  @Test(arguments: [
    ("group_id", [row("a", .train, group: "g"), row("b", .test, group: "g")]),
    ("patient_id", [row("a", .train, patient: "p"), row("b", .validation, patient: "p")]),
    ("parent_id", [row("a", .validation, parent: "r"), row("b", .test, parent: "r")]),
    ("source_sha256", [row("a", .train, source: "s"), row("b", .test, source: "s")]),
    ("sha256", [row("a", .train, sha: "s"), row("b", .validation, sha: "s")]),
    ("augmented", [row("a", .test, kind: .augmented), row("b", .train)]),
  ]) func eachKindOfLeakIsFound(kind: String, rows: [ManifestRow]) {
    #expect(LeakCheck.leaks(in: rows).map(\.kind) == [kind])
  }

  @Test func unknownPatientsAreCounted() {
    let rows = [
      row("a", .train, parent: "r"), row("b", .train, parent: "r"), row("c", .test, patient: "p"),
      row("d", .unlabelled), row("a-copy", .train, parent: "a", kind: .augmented),
    ]
    #expect(LeakCertificate(rows: rows, groupedBy: "patient", files: [:]).withoutPatient == 1)
  }

  @Test func whatLeaksIsCertified() throws {
    let rows = [row("a", .train, patient: "p"), row("b", .test, patient: "p"), row("c", .test, sha: "")]
    let certificate = LeakCertificate(rows: rows, groupedBy: "segment", files: [:])
    #expect(certificate.leaky && !certificate.isClean && certificate.leakCount == 1)
    let results = Dictionary(uniqueKeysWithValues: certificate.checks.map { ($0.kind, $0.result) })
    #expect(results["patient_id"] == .leaks && results["group_id"] == .clean && results["source"] == .unknown)
    #expect(results["near_copy"] == .notChecked)
    let copies = LeakCertificate(
      rows: [rows[0]], groupedBy: "group", files: [:], nearCopies: .init(how: "by ear", found: 3, shared: 1))
    #expect(copies.leaky && copies.checks.last?.values == 3)
    #expect(LeakCheck.rows(of: certificate.leaks, in: rows) == ["a", "b"])
    let table = try CSVTable(Data(ManifestFile(rows: rows).table(markingLeaks: ["a"]).text.utf8), name: "t")
    #expect(table.header.last == "leaky" && table.rows.map(\.last) == ["true", "false", "false"])
    #expect(try ManifestFile(table, name: "t").rows == rows)
  }

  @Test func roundsAreCheckedEachForItself() {
    let rows = [row("a", .train, group: "g"), row("b", .train, group: "g"), row("c", .train)]
    func leaks(_ sides: [[Split?]]) -> [LeakCheck.Leak] {
      LeakCheck.leaks(in: rows, rounds: sides.enumerated().map { .init(prefix: "fold-\($0)-", sides: $1) })
    }
    #expect(leaks([[.train, .train, .test], [.test, .test, .train], [.train, nil, .test]]).isEmpty)
    #expect(
      leaks([[.train, .train, .test], [.test, .train, nil]]).map(\.splits) == [["fold-1-train", "fold-1-test"]])
  }

  @Test func foldsOfRowsMakeRounds() {
    var rows = [row("a", .train), row("b", .train), row("c", .train), row("d", .test), row("e", .unlabelled)]
    #expect(LeakCheck.rounds(of: rows).map(\.sides) == [[.train, .train, .train, .test, .unlabelled]])
    (rows[0].fold, rows[1].fold) = (1, 2)
    let rounds = LeakCheck.rounds(of: rows)
    #expect(rounds.map(\.prefix) == ["fold-1-", "fold-2-", ""])
    #expect(rounds[0].sides == [.test, .train, .train, nil, .unlabelled])
    rows[1].patientID = "p"
    rows[0].patientID = "p"
    #expect(LeakCertificate(rows: rows, groupedBy: "patient", files: [:]).leaks.map(\.value) == ["p"])
  }

  /// A data set that was prepared before certificates said how they were made is no less certified.
  @Test func olderCertificatesAreRead() throws {
    let new = LeakCertificate(rows: [row("a", .train), row("b", .test)], groupedBy: "patient", files: ["a": "b"])
    var object = try #require(
      try JSONSerialization.jsonObject(with: Data(JSONText.encode(new).utf8)) as? [String: Any])
    #expect(try JSONText.decode(LeakCertificate.self, from: JSONSerialization.data(withJSONObject: object)) == new)
    object["checks"] = nil
    object["leaky"] = nil
    let old = try JSONText.decode(LeakCertificate.self, from: JSONSerialization.data(withJSONObject: object))
    #expect(old.isClean && old.leakCount == 0 && old.files == new.files)
  }

  @Test func theUnlabelledPoolIsNoSide() {
    #expect(LeakCheck.leaks(in: [row("a", .train, group: "g"), row("b", .unlabelled, group: "g")]).isEmpty)
  }
}
