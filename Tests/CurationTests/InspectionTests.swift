import Core
import Foundation
import TestSupport
import Testing

@testable import Curation

@Suite struct InspectionTests {
  private func inspect(_ workers: Int = 2, renaming: [String: String] = [:]) throws -> Inspection {
    let folder = try TemporaryFolder()
    try writeTone(folder.file("n/a.wav"))
    try writeTone(folder.file("n/b.wav"), sampleRate: 4000, frames: 8000)
    try writeTone(folder.file("m/c.wav"))
    try AtomicFile.write("this is text", to: folder.file("m/d.wav"))
    let whole = try Data(contentsOf: folder.file("n/a.wav"))
    try AtomicFile.write(whole.prefix(whole.count - 100), to: folder.file("m/cut.wav"))
    try AtomicFile.write(
      "file,label,patient,site,split\nn/a.wav,N,p1,AV,train\nn/b.wav,N,p1,MV,train\nm/c.wav,M,p1,AV,test\nm/d.wav,M,,,\nm/cut.wav,,,,\n",
      to: folder.file("l.csv"))
    return Inspection(try Layouts.read(try FolderTree(scanning: folder.url)), renaming: renaming, workers: workers)
  }

  @Test func everythingIsCounted() throws {
    let inspection = try inspect()
    #expect(inspection.layout == "table" && inspection.recordings == 5 && inspection.unlabelled == 1)
    #expect(inspection.classes.map(\.label) == ["M", "N", nil])
    #expect(inspection.classes.map(\.recordings) == [2, 2, 1])
    #expect(inspection.classes.map(\.withoutPatient) == [1, 0, 1])
    #expect(abs(inspection.classes[1].seconds - 2.1) < 1e-9)
    #expect(inspection.patients == .init(known: 1, recordings: 3, recordingsWithout: 2, inSeveralClasses: 1))
    #expect(
      inspection.sites == ["AV": 2, "MV": 1, "": 2] && inspection.officialSplits == ["train": 2, "test": 1, "": 2])
    #expect(inspection.sound.sampleRates == [2000: 3, 4000: 1] && inspection.sound.unreadable == 1)
    #expect(inspection.complaints.map(\.kind) == ["header_mismatch", "unreadable"])
    #expect(inspection.complaints[0].items[0].message.contains("promises 200 samples, and 150 are there"))
  }

  @Test func thePageSaysItInWords() throws {
    let text = try inspect(renaming: ["M": "abnormal", "N": "normal"]).text
    for part in [
      "table", "l.csv", "abnormal", "normal", "(no label)", "1 with 3 recordings", "AV 2", "4000 Hz: 1", "m/d.wav",
      "header_mismatch",
    ] {
      #expect(text.contains(part), "\(part)\n\(text)")
    }
  }

  @Test func anyNumberOfWorkersSeesTheSame() throws { #expect(try inspect(1) == inspect(5)) }

  @Test func severalClassesAreCountedOneByOne() throws {
    let collection = Curation.Collection(
      layout: "x", evidence: "y",
      recordings: [["AS", "MR"], ["AS"], []].enumerated().map {
        Recording(path: "\($0).wav", in: URL(fileURLWithPath: "/nowhere"), labels: $1)
      }, complaints: [])
    let inspection = Inspection(collection, workers: 1)
    #expect(inspection.classes.map(\.label) == ["AS", "AS+MR", nil])
    #expect(inspection.singleClasses == ["AS": 2, "MR": 1])
    #expect(
      Inspection(collection, renaming: ["AS": "ill", "MR": "ill"], workers: 1).classes.map(\.label) == ["ill", nil])
  }
}
