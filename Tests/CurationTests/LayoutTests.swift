import Core
import Curation
import Foundation
import TestSupport
import Testing

private func makeTree(_ files: [String], tables: [String: String] = [:]) throws -> (TemporaryFolder, FolderTree) {
  let folder = try TemporaryFolder()
  for file in files { try AtomicFile.write("x", to: folder.file(file)) }
  for (name, text) in tables { try AtomicFile.write(text, to: folder.file(name)) }
  return (folder, try FolderTree(scanning: folder.url))
}

@Suite struct LayoutTests {
  @Test func oneFolderAClass() throws {
    let (folder, tree) = try makeTree(["normal/a.wav", "murmur/b.M4A", "c.mp3", "normal/notes.txt", ".hidden.wav"])
    let collection = try Layouts.read(tree)
    #expect(collection.layout == "folders")
    #expect(collection.recordings.map(\.path) == ["c.mp3", "murmur/b.M4A", "normal/a.wav"])
    #expect(collection.recordings.map(\.label) == [nil, "murmur", "normal"])
    #expect(collection.complaints.map(\.subject) == ["c.mp3"])
    #expect(tree.otherFiles == ["normal/notes.txt"])
    withExtendedLifetime(folder) {}
  }

  @Test func aTableOfPathsAndLabels() throws {
    // "audio/a" has no extension, and one file fits; what leads out of the folder is never followed.
    let (folder, tree) = try makeTree(
      ["audio/a.wav", "audio/b.wav", "audio/c.wav"],
      tables: [
        "labels.csv":
          "Filename;Patient;Label\naudio/a;7;murmur\naudio/b.wav;8;\ngone.wav;9;normal\n../../etc/passwd;1;normal\n"
      ])
    let collection = try Layouts.read(tree)
    #expect(collection.layout == "table")
    #expect(collection.recordings.map(\.label) == ["murmur", nil, nil])
    #expect(collection.recordings.map(\.patientID) == ["7", "8", ""])
    #expect(collection.complaints.map(\.kind) == [.rowWithoutFile, .rowWithoutFile, .fileWithoutRow])
    withExtendedLifetime(folder) {}
  }

  @Test func blanksAndUnknownsOfATable() throws {
    let (folder, tree) = try makeTree(
      ["a.wav", "b.wav", "c.wav", "d.wav"],
      tables: ["l.csv": "file,label,patient\na.wav,x,P1\nb.wav, x ,P1 \nc.wav,NaN,nan\nd.wav,y,NA\na.wav,x,P2\n"])
    let collection = try Layouts.read(tree)
    #expect(collection.recordings.map(\.label) == ["x", "x", nil, "y"])
    #expect(collection.recordings.map(\.patientID) == ["P1", "P1", "", ""])
    #expect(collection.complaints.map(\.kind) == [.labelConflict])
    withExtendedLifetime(folder) {}
  }

  @Test func aBrokenLabelTableIsNotPassedOver() throws {
    let (folder, tree) = try makeTree(
      ["x/a.wav"], tables: ["l.csv": "file,label\nx/a.wav,b\n1,2,3\n", "notes.csv": "a\n1,2\n"])
    #expect { try Layouts.read(tree) } throws: {
      ($0 as? CurationError)?.code == .malformedTable && "\($0)".contains("row 3")
    }
    #expect(try Layouts.read(tree, layout: "folders").recordings.map(\.label) == ["x"])
    withExtendedLifetime(folder) {}
  }

  @Test func whatIsSkippedIsSaid() throws {
    let (folder, _) = try makeTree([
      "x/a.wav", "prepared/clips/train/x/a.wav", "prepared/manifest.csv", "prepared/dataset.json",
    ])
    try FileManager.default.createSymbolicLink(at: folder.file("link"), withDestinationURL: folder.file("x"))
    #expect(mkfifo(folder.file("x/pipe.wav").path, 0o600) == 0)
    let collection = try Layouts.read(try FolderTree(scanning: folder.url, wantsRecordings: true))
    #expect(collection.recordings.map(\.path) == ["x/a.wav"])
    #expect(collection.complaints.map(\.subject) == ["link", "prepared", "x/pipe.wav"])
    #expect(collection.complaints.allSatisfy { $0.kind == .notRead })
    #expect { try FolderTree(scanning: folder.file("prepared"), wantsRecordings: true) } throws: {
      ($0 as? CurationError)?.code == .alreadyPrepared
    }
    #expect(try FolderTree(scanning: folder.file("prepared")).soundFiles == ["clips/train/x/a.wav"])
  }

  @Test func labelsThatLookAlikeAreSaidToBeTwo() throws {
    let (folder, tree) = try makeTree(["Normal/a.wav", "normal/b.wav", "murmur/c.wav"])
    let collection = try Layouts.read(tree)
    #expect(Set(collection.recordings.map(\.label)) == ["Normal", "normal", "murmur"])
    #expect(collection.complaints.map(\.kind) == [.similarLabels])
    #expect(collection.complaints.first?.subject == "Normal / normal")
    withExtendedLifetime(folder) {}
  }

  @Test func unfinishedDataSetsAreNoRecordings() throws {
    let (folder, _) = try makeTree(
      ["normal/a.wav", "out/clips/x.wav"], tables: ["out/.auscult/command": "prepare\n"])
    let tree = try FolderTree(scanning: folder.url, wantsRecordings: true)
    #expect(tree.soundFiles == ["normal/a.wav"])
    #expect(tree.skipped.map(\.path) == ["out"])
  }

  @Test func aTableOnItsOwnNamesAllThereIs() throws {
    let (folder, _) = try makeTree(
      ["audio/a.wav", "audio/b.wav"], tables: ["l.csv": "file,label\naudio/a.wav,x\n", "bad.csv": "a,b\n1,2\n"])
    let collection = try Layouts.read(table: folder.file("l.csv"))
    #expect(collection.recordings.map(\.path) == ["audio/a.wav"])
    #expect(collection.complaints.isEmpty)
    #expect { try Layouts.read(table: folder.file("bad.csv")) } throws: {
      ($0 as? CurationError)?.code == .malformedTable
    }
  }

  @Test func pascalNamesGivePatientsAndSites() throws {
    let (folder, tree) = try makeTree(
      [
        "set_a/artifact__201012172012.wav", "set_a/Aunlabelledtest__201106120928.wav",
        "set_b/normal__103_1305031931979_B.wav",
        "set_b/murmur_noisymurmur_162_1307101835989_B_1.wav", "set_b/Bunlabelledtest__146_1306778707532_D31.wav",
      ],
      tables: [
        "set_b.csv":
          "dataset,fname,label,sublabel\nb,set_b/Btraining_normal_103_1305031931979_B.wav,normal,\nb,set_b/Btraining_murmur_Btraining_noisymurmur_162_1307101835989_B_1.wav,murmur,noisymurmur\nb,set_b/Bunlabelledtest_146_1306778707532_D31.wav,,\nb,set_b/Btraining_normal_1_1305031931979_A.wav,normal,\n",
        "set_a.csv":
          "dataset,fname,label,sublabel\na,set_a/artifact__201012172012.wav,murmur,\na,set_a/__201106120928.wav,,\n",
      ])
    let collection = try Layouts.read(tree)
    #expect(collection.layout == "pascal")
    let byPath = Dictionary(uniqueKeysWithValues: collection.recordings.map { ($0.path, $0) })
    #expect(byPath["set_b/murmur_noisymurmur_162_1307101835989_B_1.wav"]?.patientID == "B162")
    #expect(byPath["set_b/normal__103_1305031931979_B.wav"]?.site == "B")
    #expect(byPath["set_b/Bunlabelledtest__146_1306778707532_D31.wav"]?.patientID == "B146")
    #expect(byPath["set_b/Bunlabelledtest__146_1306778707532_D31.wav"]?.label == .some(nil))
    #expect(byPath["set_a/artifact__201012172012.wav"]?.patientID == "")
    #expect(
      collection.complaints.map(\.kind).sorted { $0.rawValue < $1.rawValue } == [.labelConflict, .rowWithoutFile])
    withExtendedLifetime(folder) {}
  }

  @Test func emptyFoldersAndMissingOnesAreExplained() throws {
    let (folder, tree) = try makeTree(["readme.txt"])
    #expect { try Layouts.read(tree) } throws: { ($0 as? CurationError)?.code == .empty }
    #expect { try FolderTree(scanning: folder.file("nowhere")) } throws: { ($0 as? CurationError)?.code == .missing }
    #expect(throws: CurationError.self) { try Layouts.read(tree, layout: "pasqual") }
  }

  @Test(.enabled(if: SharedData.path("data/pascal") != nil)) func theRealPascalFolder() throws {
    let collection = try Layouts.read(try FolderTree(scanning: try #require(SharedData.path("data/pascal"))))
    #expect(collection.layout == "pascal")
    let labels = Dictionary(grouping: collection.recordings, by: \.label).mapValues(\.count)
    #expect(labels == ["artifact": 40, "murmur": 129, "normal": 351, "extrahls": 19, "extrastole": 46, nil: 30])
    // The table of set A in circulation has lost the unlabelled rows; the folder holds a part of set B's unlabelled files.
    let complaints = Dictionary(grouping: collection.complaints, by: \.kind)
    #expect(complaints[.fileWithoutRow]?.allSatisfy { $0.subject.contains("Aunlabelledtest") } == true)
    #expect(complaints[.rowWithoutFile]?.allSatisfy { $0.subject.contains("Bunlabelledtest") } == true)
    #expect(complaints[.labelConflict] == nil && complaints[.oddName] == nil)
  }
}
