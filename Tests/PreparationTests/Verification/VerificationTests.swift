import Core
import Foundation
import Manifest
import TestSupport
import Testing

@testable import Preparation

@Suite struct VerificationTests {
  private func fixture(_ change: (inout PreparedFixture) -> Void = { _ in }) throws -> PreparedFixture {
    var fixture = try PreparedFixture()
    change(&fixture)
    try fixture.write()
    return fixture
  }

  @Test func aDataSetAsItWasWrittenIsSound() throws {
    let fixture = try fixture()
    let verification = try DatasetVerifier(folder: fixture.folder.url, workers: 3).verify()
    #expect(verification.isSound, "\(verification.deviations)")
    #expect(verification.files == 38 && verification.rows == 16)
  }

  @Test func everyFileIsCompared() throws {
    let fixture = try fixture()
    let paths = try tree(fixture.folder.url).keys.sorted()
    #expect(paths.count == 40)
    for path in paths where ![OutputInventory.fileName, DatasetDescription.fileName].contains(path) {
      let url = fixture.folder.file(path)
      let original = try Data(contentsOf: url)
      var changed = original
      changed[changed.count - 1] ^= 1
      try changed.write(to: url)
      #expect(try fixture.verify().contains { $0.kind == .changed && $0.subject == path }, "\(path)")
      try FileManager.default.removeItem(at: url)
      #expect(try fixture.verify().contains { $0.kind == .missing && $0.subject == path }, "\(path)")
      try original.write(to: url)
    }
    #expect(try fixture.verify().isEmpty)
  }

  @Test func strangersAndTracesOfKilledRunsAreNamed() throws {
    let fixture = try fixture()
    try AtomicFile.write("x", to: fixture.folder.file("clips/notes.txt"))
    let remnant = "clips/.r0-000.wav.\(UUID().uuidString).partial"
    try AtomicFile.write("x", to: fixture.folder.file(remnant))
    try AtomicFile.write("prepare\n", to: fixture.folder.file(ManifestFile.stateName + "/command"))
    try FileManager.default.createSymbolicLink(
      at: fixture.folder.file("link"), withDestinationURL: fixture.folder.file("clips"))
    let found = try fixture.verify()
    #expect(found.map(\.subject) == [remnant, "clips/notes.txt", "link"])
    #expect(found.allSatisfy { $0.kind == .unlisted })
    try FileManager.default.removeItem(at: fixture.folder.file("dataset.json"))
    #expect(try fixture.verify().first?.kind == .unfinished)
  }

  /// Reading a pipe would wait for ever.
  @Test func pipesAndFoldersInPlaceOfFilesAreNamed() throws {
    let fixture = try fixture()
    for name in ["train.csv", "clips/test/normal/r6-000.wav", "dataset.json"] {
      let url = fixture.folder.file(name)
      try FileManager.default.removeItem(at: url)
      if name == "train.csv" {
        try AtomicFile.makeFolder(url)
      } else {
        try #require(mkfifo(url.path, 0o600) == 0)
      }
      #expect(
        try fixture.verify().contains { $0.subject == name && [.changed, .unfinished].contains($0.kind) }, "\(name)")
    }
  }

  /// An editor who also made the digests right is found by what contradicts.
  @Test(arguments: [
    (
      "manifest.csv", "r0-000,clips/train/normal/r0-000.wav,normal,train",
      "r0-000,clips/train/normal/r0-000.wav,normal,unlabelled", Deviation.Kind.mismatch
    ),
    ("manifest.csv", ",2000,4000,6000,2.0,3.0,", ",2000,4000,6000,2.5,3.0,", .schema),
    ("manifest.csv", "file_name,label", "label,file_name", .schema),
    ("manifest.csv", "clips/train/normal/r0-000.wav", "../r0-000.wav", .schema),
    ("manifest.csv", "clips/train/normal/r0-000.wav", "clips/train/normal/r0-009.wav", .mismatch),
    ("train.csv", "murmur", "normal", .mismatch), ("rejected.csv", "in/bad.wav", "in/r1.wav", .count),
    ("rejected.csv", "stage", "step", .schema), ("complaints.csv", "row_without", "file_without", .count),
    ("files.csv", "clips/test/", "/clips/test/", .schema), ("files.csv", "test.csv,", "test.csv,9", .changed),
    ("dataset.json", "\"prepared\" : 7", "\"prepared\" : 8", .count),
    ("dataset.json", "\"without_patient\" : 1", "\"without_patient\" : 0", .count),
    ("dataset.json", "\"rate\" : 2000", "\"rate\" : \"fast\"", .schema),
    ("dataset.json", "\"rate\" : 2000", "\"rate\" : 7", .schema), ("dataset.json", "{", "[", .schema),
    ("dataset.json", "\"seed\" : 0,", "", .schema), ("dataset.json", "\"classes\"", " \"classes\"", .schema),
  ]) func editsAreFound(file: String, old: String, new: String, kind: Deviation.Kind) throws {
    let fixture = try fixture()
    try fixture.edit(file) { text in
      text.range(of: old).map { text.replacingCharacters(in: $0, with: new) } ?? text
    }
    let found = try fixture.verify()
    #expect(found.contains { $0.kind == kind }, "\(found)")
    #expect(found.allSatisfy { !$0.message.isEmpty && $0.message.hasSuffix(".") }, "\(found)")
  }

  /// Leaks that were there when the tables were written: their digests are right.
  @Test func leaksAreFoundHoweverTheyGotThere() throws {
    func leaks(_ change: (inout [ManifestRow]) -> Void) throws -> [String] {
      try fixture { change(&$0.rows) }.verify().filter { $0.kind == .leak }.map(\.subject)
    }
    #expect(try leaks { $0[12].groupID = $0[0].groupID } == ["group_id"])
    #expect(try leaks { $0[12].patientID = $0[0].patientID } == ["patient_id"])
    #expect(try leaks { $0[12].sourceSHA256 = $0[0].sourceSHA256 } == ["source_sha256"])
    #expect(try leaks { $0[12].sha256 = $0[0].sha256 } == ["sha256"])
    #expect(
      try leaks {
        $0[12].kind = .augmented
        $0[12].parentID = "r6-001"
      } == ["r6-000"])
    #expect(
      try leaks {
        $0[0].kind = .augmented
        $0[0].parentID = "r1-001"
      } == ["r0-000"])
    #expect(try leaks { $0[14].groupID = $0[0].groupID }.isEmpty, "unlabelled rows stand on no side")
  }

  @Test func recordingsAreComparedWhereTheyAreGiven() throws {
    let fixture = try fixture()
    let input = try TemporaryFolder()
    for name in ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "bad"] {
      try AtomicFile.write(name, to: input.file("in/\(name).wav"))
    }
    #expect(try fixture.verify(recordings: input.url).isEmpty)
    try AtomicFile.write("other", to: input.file("in/bad.wav"))
    try FileManager.default.removeItem(at: input.file("in/r2.wav"))
    let found = try fixture.verify(recordings: input.url)
    #expect(found.map(\.subject) == ["in/bad.wav", "in/r2.wav"] && found.allSatisfy { $0.kind == .input })
  }

  @Test func aFolderThatIsNoDataSetIsRefused() throws {
    let folder = try TemporaryFolder()
    #expect { try DatasetVerifier(folder: folder.url, workers: 1).verify() } throws: {
      ($0 as? PreparationError)?.code == .noInput
    }
  }

  /// Random damage to tables and description is found, and never more than found.
  @Test func damageNeverTraps() throws {
    let fixture = try fixture()
    var generator = SeededGenerator(seed: 4)
    for name in ["manifest.csv", "train.csv", "rejected.csv", "complaints.csv", "files.csv", "dataset.json"] {
      let url = fixture.folder.file(name)
      let original = try Data(contentsOf: url)
      for _ in 0..<12 {
        var bytes = [UInt8](original)
        let position = generator.integer(below: bytes.count)
        switch generator.integer(below: 4) {
        case 0: bytes[position] ^= UInt8(1 + generator.integer(below: 255))
        case 1: bytes.removeSubrange(position..<min(bytes.count, position + 1 + generator.integer(below: 300)))
        case 2: bytes.insert(contentsOf: [0, 34, 255, 44], at: position)
        default: bytes = []
        }
        try Data(bytes).write(to: url)
        #expect(try !fixture.verify().isEmpty, "\(name) at \(position)")
      }
      try original.write(to: url)
    }
  }
}
