import Core
import Foundation
import TestSupport
import Testing

@testable import Curation

@Suite struct CircorLayoutTests {
  private static let patients = [
    "d/23625.txt":
      "23625 2 4000\nAV 23625_AV.hea 23625_AV.wav 23625_AV.tsv\nMV 23625_MV.hea 23625_MV.wav\n#Age: Child\n#Murmur: Present\n#Murmur locations: AV\n#Outcome: Abnormal\n#Campaign: CC2014\n#Additional ID: 50379\n",
    "d/50379.txt":
      "50379 2 4000\nAV 50379_AV.hea 50379_AV.wav 50379_AV.tsv\nPhc 50379_Phc_1.hea 50379_Phc_1.wav 50379_Phc_1.tsv\n#Age: nan\n#Murmur: Absent\n#Murmur locations: nan\n#Outcome: Normal\n#Campaign: CC2015\n#Additional ID: 23625\n",
    "d/23625_AV.tsv": "0\t1\t1\n", "d/23625_MV_1.tsv": "0\t1\t1\n", "d/50379_AV.tsv": "0\t1\t1\n",
  ]
  private static let sounds = ["d/23625_AV.wav", "d/23625_MV.wav", "d/50379_AV.wav", "d/777_PV.wav"]

  private func read(_ options: LayoutOptions = .init()) throws -> Curation.Collection {
    try readCollection(Self.sounds, tables: Self.patients, options: options)
  }

  @Test func patientsSitesAndFacts() throws {
    let collection = try read()
    #expect(collection.layout == "circor2022")
    #expect(collection.recordings.map(\.label) == ["Present", "Present", "Absent", nil])
    #expect(
      collection.recordings.map(\.patientID) == ["23625", "23625", "23625", "777"], "one child under two numbers")
    #expect(collection.recordings.map(\.site) == ["AV", "MV", "AV", "PV"])
    #expect(collection.recordings.map(\.source) == ["CC2014", "CC2014", "CC2015", ""])
    #expect(collection.recording("d/23625_AV.wav")?.facts["Age"] == "Child")
    #expect(collection.recording("d/50379_AV.wav")?.facts["Age"] == nil)
    #expect(collection.recording("d/23625_AV.wav")?.annotation?.path == "d/23625_AV.tsv")
  }

  @Test func labelsByChoice() throws {
    #expect(try read(.init(murmurScope: .heard)).recordings.map(\.label) == ["Present", "Absent", "Absent", nil])
    #expect(try read(.init(labelFrom: "outcome")).recordings.map(\.label) == ["Abnormal", "Abnormal", "Normal", nil])
    #expect(try read(.init(labelFrom: "Age")).recordings.map(\.label) == ["Child", "Child", nil, nil])
    #expect { try read(.init(labelFrom: "outcoem")) } throws: { "\($0)".contains("'Outcome'?") }
  }

  @Test func strayAndMissingFilesAreListed() throws {
    let collection = try read()
    #expect(collection.subjects(.annotation) == ["d/23625_MV.wav", "d/777_PV.wav", "d/23625_MV_1.tsv"])
    #expect(collection.subjects(.rowWithoutFile) == ["50379_Phc_1.wav"])
    #expect(collection.subjects(.fileWithoutRow) == ["d/777_PV.wav"])
    #expect(collection.complaints.count == 5)
  }

  @Test func tablesStandInForPatientFilesAndAreCompared() throws {
    let quoted =
      "Patient_ID,Murmurs,Age,Height,Outcome\n\"777,Unknown,Child,\"\"10,5\"\",Normal\"\n\"23625,Absent,Child,\"\"98,0\"\",Abnormal\"\n"
    let collection = try readCollection(
      Self.sounds, tables: Self.patients.merging(["training_data.csv": quoted]) { $1 })
    #expect(collection.recording("d/777_PV.wav")?.label == "Unknown")
    #expect(collection.recording("d/777_PV.wav")?.facts["Height"] == "10,5")
    #expect(collection.subjects(.labelConflict) == ["23625"])
    #expect(collection.subjects(.fileWithoutRow).isEmpty)
  }

  @Test(.enabled(if: SharedData.path("data/circor2022") != nil)) func theRealSubset() throws {
    let tree = try FolderTree(scanning: try #require(SharedData.path("data/circor2022")))
    let collection = try Layouts.read(tree)
    #expect(collection.layout == "circor2022" && collection.recordings.count == 86)
    #expect(collection.labelCounts == ["Absent": 38, "Present": 40, "Unknown": 8])
    #expect(collection.subjects(.annotation) == ["training_data/50782_MV_1.wav", "training_data/50782_MV.tsv"])
    #expect(collection.complaints.count == 2, "all headers agree with their files")
    let heard = try Layouts.read(tree, options: .init(murmurScope: .heard))
    let moved = zip(collection.recordings, heard.recordings).filter { $0.label != $1.label }
    #expect(moved.allSatisfy { $0.label == "Present" && $1.label == "Absent" })
    #expect(moved.count == Self.recordingsWhereTheMurmurIsNotHeard(collection))
  }

  /// Counted from the facts themselves, as the 117 of the whole data set were.
  private static func recordingsWhereTheMurmurIsNotHeard(_ collection: Curation.Collection) -> Int {
    collection.recordings.count { recording in
      guard recording.facts["Murmur"] == "Present", let heard = recording.facts["Murmur locations"] else {
        return false
      }
      return !"+\(heard)+".contains("+\(recording.site)+")
    }
  }
}
