import Core
import Foundation
import Manifest
import TestSupport
import Testing

@testable import Curation

@Suite struct CincLayoutTests {
  @Test func statesOfRecordsAreFoundWhereverTheyLie() throws {
    let collection = try readCollection(
      ["training-a/a0001.wav", "training-a/a0002.wav", "training-b/b0001.wav"],
      tables: [
        "training-a/REFERENCE.csv": "a0001,1\na0002,-1\n", "training-b/REFERENCE.csv": "b0001,1\n",
        "annotations/automatic/training-a_StateAns/a0001_StateAns.mat": "",
        "annotations/hand_corrected/training-a_StateAns/a0001_StateAns.mat": "",
        "annotations/hand_corrected/training-b_StateAns/b0001_StateAns.mat": "",
      ])
    #expect(collection.layout == "cinc2016")
    #expect(
      collection.recordings.map { $0.annotation?.path } == [
        "annotations/hand_corrected/training-a_StateAns/a0001_StateAns.mat", nil,
        "annotations/hand_corrected/training-b_StateAns/b0001_StateAns.mat",
      ])
  }

  /// Two records of training-a, one of training-e with its five digits, and a copy of one in validation.
  private func makeFolder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let (a, e) = ("training/training-a", "training/training-e")
    try writeTone(folder.file("\(a)/a0001.wav"))
    try writeTone(folder.file("\(a)/a0002.wav"), level: 0.4)
    try writeTone(folder.file("\(e)/e00001.wav"), level: 0.3)
    try writeTone(folder.file("validation/a0001.wav"))
    let tables = [
      "\(a)/REFERENCE.csv": "a0001,1\na0002,-1\na0003,1\na0004,-1\n",
      "\(a)/REFERENCE-SQI.csv": "a0001,1,1\na0002,-1,0\na0003,1,1\n",
      "\(a)/RECORDS-abnormal": "a0001\na0003\n", "\(a)/RECORDS-normal": "a0002\n", "\(e)/REFERENCE.csv": "e00001,-1\n",
      "\(a)/a0001.hea":
        "a0001 2 2000 200\na0001.wav 16+44 1 16 0 0 0 0 PCG\na0001.dat 16 1000 16 0 0 367 0 ECG\n# Abnormal\n",
      "\(a)/a0002.hea": "a0002 1 1000 300\na0002.wav 16+44 1 16 0 0 0 0 PCG\n# Abnormal\n",
      "validation/REFERENCE.csv": "a0001,1\n", "\(a)/.newsums": "x",
    ]
    for (name, text) in tables { try AtomicFile.write(text, to: folder.file(name)) }
    return folder
  }

  @Test func labelsQualityAndSources() throws {
    let folder = try makeFolder()
    let collection = try Layouts.read(try FolderTree(scanning: folder.url))
    #expect(collection.layout == "cinc2016")
    #expect(collection.recordings.map(\.label) == ["abnormal", "normal", "normal", "abnormal"])
    #expect(collection.recordings.map(\.source) == ["training-a", "training-a", "training-e", "training-a"])
    #expect(collection.recordings.map(\.statedQuality) == ["good", "unsure", "", ""])
    #expect(collection.recordings.map(\.officialSplit) == [nil, nil, nil, .validation])
    #expect(collection.recordings.allSatisfy { $0.patientID.isEmpty })
  }

  @Test func disagreementsAreListed() throws {
    let folder = try makeFolder()
    let collection = try Layouts.read(try FolderTree(scanning: folder.url))
    #expect(collection.subjects(.rowWithoutFile) == ["a0003", "a0004"])
    #expect(collection.subjects(.labelConflict) == ["training/training-a/a0002.wav"])
    let header = collection.complaints.first { $0.kind == .headerMismatch }
    #expect(header?.subject == "training/training-a/a0002.wav")
    #expect(
      header?.message.contains("1000 Hz, the file 2000 Hz") == true
        && header?.message.contains("300 samples, the file 200") == true)
    let copy = collection.complaints.first { $0.kind == .copy }
    #expect(copy?.subject == "training/training-a/a0001.wav" && copy?.message.contains("byte for byte") == true)
    #expect(collection.complaints.count == 5)
  }

  @Test func otherCopiesOfIt() throws {
    let sorted = try readCollection(["all-normal-wav/b0001.wav", "all-abnormal-wav/b0002.wav"])
    #expect(sorted.layout == "cinc2016" && sorted.recordings.map(\.label) == ["abnormal", "normal"])
    let flat = try readCollection(
      ["training/all/a0001.wav", "training/all/f0001.wav"], tables: ["training/REFERENCE.csv": "a0001,1\nf0001,-1\n"])
    #expect(
      flat.recordings.map(\.label) == ["abnormal", "normal"]
        && flat.recordings.map(\.source) == ["training-a", "training-f"])
    #expect(flat.complaints.isEmpty)
    let pieces = try readCollection(["x/a0001-0-abnormal.wav", "x/a0001-1-abnormal.wav", "x/a0007-0-normal.wav"])
    #expect(pieces.layout == "cinc2016" && pieces.recordings.map(\.patientID) == ["a0001", "a0001", "a0007"])
    #expect(
      try readCollection(["x/a0001.wav", "y/a0002.wav"]).layout == "folders", "nothing says what the classes are")
  }

  @Test(arguments: [
    ("a0001.wav", true), ("e00001.wav", true), ("a00001.wav", false), ("g0001.wav", false), ("a0001-x.wav", false),
    ("a0002s.wav", true),
  ])
  func recordNames(name: String, isOne: Bool) { #expect((CincRecord(name) != nil) == isOne) }

  @Test(.enabled(if: SharedData.path("data/cinc2016") != nil)) func theRealSubset() throws {
    let collection = try Layouts.read(try FolderTree(scanning: try #require(SharedData.path("data/cinc2016"))))
    #expect(collection.layout == "cinc2016")
    #expect(collection.labelCounts == ["abnormal": 251, "normal": 443])
    // REFERENCE.csv lists all 3,240 of the training set; every header agrees with its file.
    #expect(collection.subjects(.rowWithoutFile).count == 3240 - 694)
    #expect(collection.complaints.count == 3240 - 694)
    #expect(Set(collection.recordings.map(\.source)).count == 6)
  }
}
