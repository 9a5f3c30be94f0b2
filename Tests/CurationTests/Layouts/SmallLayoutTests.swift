import Core
import Foundation
import Manifest
import TestSupport
import Testing

@testable import Curation

@Suite struct DHDLayoutTests {
  @Test func theTableIsTheLabelAndNamesThePatients() throws {
    let collection = try readCollection(
      [
        "audio/murmur__112_1306243000964_D.wav", "audio/aortic_regurgitation_2023_3.wav", "audio/normal_2023_1.wav",
        "unlabeled/audio/Bunlabelledtest__146_1306778707532_D31.wav",
      ],
      tables: [
        "labels.csv":
          "set,filename,label\nB,murmur__112_1306243000964_D.wav,murmur\nC-2023,aortic_regurgitation_2023_3.wav,murmur\nC-2023,normal_2023_1.wav,normal\nC-2023,artifact_2023_7.wav,artifact\n",
        "annotation.csv": "filename,cycle,sound,location\nnormal_2023_1.wav,1,S1,10\ngone.wav,1,S1,10\n",
      ])
    #expect(collection.layout == "dhd")
    #expect(collection.recordings.map(\.label) == ["murmur", "murmur", "normal", nil])
    #expect(collection.recordings.map(\.patientID) == ["", "B112", "", "B146"])
    #expect(collection.recordings.map(\.source) == ["C-2023", "B", "C-2023", ""])
    #expect(collection.recordings.map { $0.annotation != nil } == [false, false, true, false])
    #expect(collection.subjects(.rowWithoutFile) == ["artifact_2023_7.wav"])
    #expect(collection.subjects(.annotation) == ["gone.wav"] && collection.complaints.count == 2)
  }
}

extension DHDLayoutTests {
  @Test func theLabelMayComeFromAnotherColumn() throws {
    let (folder, tree) = try makeTree(
      ["a.wav"], tables: ["labels.csv": "set,filename,label,grade\nB,a.wav,murmur,II\n"])
    let collection = try Layouts.read(tree, options: LayoutOptions(labelFrom: "grade"))
    #expect(collection.layout == "dhd" && collection.recordings.map(\.label) == ["II"])
    withExtendedLifetime(folder) {}
  }
}

@Suite struct BMDHSLayoutTests {
  private static let header = "patient_id,AS,AR,MR,MS,N,recording_1,recording_2\n"

  @Test func patientsHaveSeveralClasses() throws {
    let collection = try readCollection(
      [
        "train/AS_001_sit_Aor.wav", "train/AS_001_sup_Mit.wav", "train/MD_002_sit_Aor.wav", "train/N_003_sit_Pul.wav",
        "train/MD_085_sit_Aor.wav", "train/MD_085_sit_Tri6_06.wav", "train/MD_022_sit_Aor.wav",
      ],
      tables: [
        "train.csv": Self.header
          + "patient_001,1,0,0,0,0,AS_001_sit_Aor,AS_001_sup_Mit\npatient_002,1,0,1,0,0,MD_002_sit_Aor,\npatient_003,1,0,0,0,0,N_003_sit_Pul,\npatient_085,0,1,0,1,0,MD_085_sit_Aor,MD_085_sit_Tri\n"
      ])
    #expect(collection.layout == "bmd-hs")
    #expect(collection.recording("train/MD_002_sit_Aor.wav")?.labels == ["AS", "MR"])
    #expect(collection.recording("train/MD_002_sit_Aor.wav")?.label == "AS+MR")
    #expect(collection.recording("train/MD_002_sit_Aor.wav")?.label(renamedBy: ["AS": "ill", "MR": "ill"]) == "ill")
    #expect(collection.recording("train/AS_001_sup_Mit.wav")?.site == "Mit")
    #expect(collection.recording("train/AS_001_sup_Mit.wav")?.facts["position"] == "sup")
    #expect(collection.recording("train/AS_001_sup_Mit.wav")?.patientID == "patient_001")
    // The file is on disk under a longer name: it has no label, but its patient is known.
    #expect(collection.recording("train/MD_085_sit_Tri6_06.wav")?.label == .some(nil))
    #expect(collection.recording("train/MD_085_sit_Tri6_06.wav")?.patientID == "patient_085")
    #expect(collection.recording("train/MD_022_sit_Aor.wav")?.patientID == "MD_022")
    #expect(collection.subjects(.rowWithoutFile) == ["MD_085_sit_Tri"])
    #expect(
      collection.complaints.first { $0.kind == .rowWithoutFile }?.message.contains("MD_085_sit_Tri6_06.wav") == true)
    #expect(collection.subjects(.fileWithoutRow) == ["train/MD_022_sit_Aor.wav", "train/MD_085_sit_Tri6_06.wav"])
    #expect(collection.subjects(.labelConflict) == ["train/N_003_sit_Pul.wav"])
  }
}

@Suite struct YaseenLayoutTests {
  @Test(arguments: [
    ["AS_New_3주기/New_AS_001.wav", "N_New_3주기/New_N_001.wav"],
    ["AS_New_3주기".decomposedStringWithCanonicalMapping + "/New_AS_001.wav", "N_New_3주기/New_N_001.wav"],
    ["Data/AS_New/New_AS_001.wav", "Data/N_New/New_N_001.wav"], ["Data/AS/New_AS_001.wav", "Data/N/New_N_001.wav"],
    ["MERGED/New_AS_001.wav", "MERGED/New_N_001.wav"], ["New_AS_001.wav", "New_N_001.wav"],
  ]) func everyFolderNameWillDo(files: [String]) throws {
    let collection = try readCollection(files)
    #expect(collection.layout == "yaseen" && collection.recordings.map(\.label) == ["AS", "N"])
    #expect(collection.complaints.isEmpty && collection.evidence.contains("none of MR, MS, MVP"))
  }

  @Test func copiesAndMisplacedFilesAreListed() throws {
    let collection = try readCollection([
      "AS_New/New_AS_001.wav", "MR_New/New_MS_002.wav", "Test/New_AS_001.wav", "AS_New/other.wav",
    ])
    #expect(collection.subjects(.copy) == ["Test/New_AS_001.wav"])
    #expect(collection.subjects(.labelConflict) == ["MR_New/New_MS_002.wav"])
    #expect(collection.subjects(.oddName) == ["AS_New/other.wav"])
    #expect(collection.recording("AS_New/other.wav")?.label == "AS")
  }
}

@Suite struct SplitFolderLayoutTests {
  @Test(arguments: [
    ["train/normal/a.wav", "train/murmur/b.wav", "test/normal/c.wav"],
    ["normal/train/a.wav", "murmur/train/b.wav", "normal/test/c.wav"],
  ]) func foldersAreTheOfficialSplit(files: [String]) throws {
    let collection = try readCollection(files)
    #expect(collection.layout == "split-folders")
    let byName = Dictionary(uniqueKeysWithValues: collection.recordings.map { ($0.url.lastPathComponent, $0) })
    #expect(["a.wav", "b.wav", "c.wav"].map { byName[$0]?.label } == ["normal", "murmur", "normal"])
    #expect(["a.wav", "b.wav", "c.wav"].map { byName[$0]?.officialSplit } == [.train, .train, .test])
  }

  @Test func oneSideAloneIsNoSplit() throws {
    #expect(try readCollection(["train/normal/a.wav", "train/murmur/b.wav"]).layout == "folders")
  }
}

@Suite struct PrefixLayoutTests {
  @Test func wordsOfTheFieldAreLabels() throws {
    let collection = try readCollection(["all/normal_1.wav", "all/Murmur-2.wav", "all/x_3.wav", "all/normal.4.wav"])
    #expect(collection.layout == "prefix")
    #expect(collection.recordings.map(\.label) == ["murmur", "normal", "normal", nil])
    #expect(collection.subjects(.fileWithoutRow) == ["all/x_3.wav"])
    #expect(
      try readCollection(["all/anna_1.wav", "all/bob_1.wav"]).layout == "folders", "people's names are no classes")
  }

  @Test func datesNeedATable() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write(
      "prefix;label\n20230105;normal\n20230105-2;murmur\n20240101;normal\n", to: folder.file("dates.csv"))
    let options = LayoutOptions(prefixes: folder.file("dates.csv"))
    let collection = try readCollection(
      ["20230105-1.m4a", "20230105-2.m4a", "20230106.m4a"], layout: "prefix", options: options)
    #expect(collection.recordings.map(\.label) == ["normal", "murmur", nil], "the longest beginning counts")
    #expect(
      collection.subjects(.rowWithoutFile) == ["20240101"] && collection.subjects(.fileWithoutRow) == ["20230106.m4a"])
    #expect {
      try readCollection(["a.wav"], layout: "prefix", options: .init(prefixes: folder.file("none.csv")))
    } throws: {
      ($0 as? CurationError)?.code == .missing
    }
  }
}
