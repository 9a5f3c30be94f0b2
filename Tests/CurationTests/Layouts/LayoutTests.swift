import Core
import Curation
import Foundation
import TestSupport
import Testing

@Suite struct LayoutTests {
  @Test func oneFolderAClass() throws {
    let (folder, tree) = try makeTree(["normal/a.wav", "murmur/b.M4A", "c.mp3", "normal/notes.txt", ".hidden.wav"])
    let collection = try Layouts.read(tree)
    #expect(collection.layout == "folders")
    #expect(collection.recordings.map(\.path) == ["c.mp3", "murmur/b.M4A", "normal/a.wav"])
    #expect(collection.recordings.map(\.label) == [nil, "murmur", "normal"])
    #expect(collection.complaints.map(\.subject) == ["c.mp3", ".hidden.wav"])
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

  @Test func aRowWithoutANameIsNamedByItsNumber() throws {
    let collection = try readCollection(["a.wav"], tables: ["l.csv": "file,label\n ,x\na.wav,x\n"])
    #expect(collection.recordings.map(\.label) == ["x"])
    #expect(collection.subjects(.rowWithoutFile) == ["row 2"])
  }

  @Test func annotationsBesideATableAreKept() throws {
    let collection = try readCollection(
      ["audio/a.wav", "audio/b.wav"],
      tables: ["l.csv": "file,label\naudio/a.wav,x\naudio/b.wav,x\n", "annotations/a.tsv": "0\t1\t1\n"])
    #expect(collection.recordings.map { $0.annotation?.path } == ["annotations/a.tsv", nil])
  }

  @Test func annotationsOfTheSameNameAreFoundInAnyLayout() throws {
    let collection = try readCollection(
      ["x/1.wav", "x/2.wav", "y/3.wav", "y/z/4.wav"],
      tables: [
        "x/1.tsv": "0\t1\t1\n", "annotations/2.tsv": "0\t1\t1\n", "y/annotations/4.tsv": "0\t1\t1\n",
        "y/other.tsv": "0\t1\t1\t\n",
      ])
    #expect(collection.layout == "folders")
    #expect(
      collection.recordings.map { $0.annotation?.path } == ["x/1.tsv", "annotations/2.tsv", nil, "y/annotations/4.tsv"])
    // What belongs to a recording is no table that could not be read.
    #expect(collection.complaints.filter { $0.kind == .notRead }.allSatisfy { $0.subject == "y/other.tsv" })
  }

  @Test func anAnnotationThatSeveralCouldHaveIsGivenToNone() throws {
    let collection = try readCollection(["x/1.wav", "y/1.wav", "y/2.wav"], tables: ["annotations/1.tsv": "0\t1\t1\n"])
    #expect(collection.recordings.allSatisfy { $0.annotation == nil })
    #expect(collection.subjects(.annotation) == ["annotations/1.tsv"])
    // Two formats of one recording share theirs.
    let formats = try readCollection(["x/1.wav", "x/1.mp3", "y/2.wav"], tables: ["x/1.tsv": "0\t1\t1\n"])
    #expect(formats.recordings.map { $0.annotation != nil } == [true, true, false])
  }

  @Test func blanksAndUnknownsOfATable() throws {
    let (folder, tree) = try makeTree(
      ["a.wav", "b.wav", "c.wav", "d.wav"],
      tables: ["l.csv": "file,label,patient\na.wav,x,P1\nb.wav, x ,P1 \nc.wav,NaN,nan\nd.wav,y,NA\na.wav,x,P2\n"])
    let collection = try Layouts.read(tree)
    #expect(collection.recordings.map(\.label) == [nil, "x", nil, "y"], "two patients are claimed for the first")
    #expect(collection.recordings.map(\.patientID) == ["P1", "P1", "", ""])
    #expect(collection.complaints.map(\.kind) == [.labelConflict])
    withExtendedLifetime(folder) {}
  }

  /// Absolute paths, of this computer or another, mean the file with which most of their last folders agree.
  @Test func absolutePathsOfATable() throws {
    let (folder, tree) = try makeTree(["a/1.wav", "b/1.wav", "b/2.wav"])
    let elsewhere = try TemporaryFolder()
    try writeTone(elsewhere.file("3.wav"))
    let rows = ["\(folder.url.path)/a/1.wav,x", "/kaggle/input/set/b/1.wav,y", "/kaggle/2.wav,y", "/kaggle/1.wav,x"]
    try AtomicFile.write(
      (["file,label"] + rows + ["\(elsewhere.file("3.wav").path),x"]).joined(separator: "\n") + "\n",
      to: folder.file("l.csv"))
    let collection = try Layouts.read(FolderTree(scanning: folder.url, wantsRecordings: true))
    #expect(collection.recordings.map(\.label) == ["x", "y", "y"])
    #expect(collection.subjects(.ambiguousRow) == ["/kaggle/1.wav"])
    #expect(
      collection.complaints.contains { $0.kind == .rowWithoutFile && $0.message.contains("leads out of the folder") })
    withExtendedLifetime((folder, tree)) {}
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

  @Test func marksThatNobodySeesMakeNoClassUnsaid() throws {
    let collection = try readCollection(
      ["a.wav", "b.wav", "c.wav"],
      tables: ["l.csv": "file,label\na.wav,normal\nb.wav,normal\u{0}\nc.wav,nor\u{200B}mal\n"])
    let complaint = try #require(collection.complaints.first)
    #expect(collection.complaints.count == 1 && complaint.kind == .similarLabels)
    #expect(
      complaint.subject == #"normal / normal\0 / nor\u{200B}mal"# && complaint.message.hasSuffix("mend the table."))
  }

  @Test func optionsThatALayoutPassesOverAreRefused() throws {
    let (folder, tree) = try makeTree(["normal/a.wav", "murmur/b.wav"])
    for (options, name, heeding) in [
      (LayoutOptions(murmurScope: .heard), "--murmur", "circor"),
      (LayoutOptions(labelFrom: "x"), "--label-from", "table"),
      (LayoutOptions(prefixes: folder.file("prefixes.csv")), "--labels", "prefix"),
    ] {
      #expect { try Layouts.read(tree, layout: "folders", options: options) } throws: { error in
        let message = (error as? CurationError)?.message ?? ""
        return message.contains("'folders', which does not heed \(name).") && message.contains(heeding)
      }
    }
    withExtendedLifetime(folder) {}
  }

  @Test func hiddenRecordingsAreSaid() throws {
    let (folder, tree) = try makeTree(["n/a.wav", "n/.b.wav", "n/._a.wav", "n/.notes.txt", ".git/c.wav"])
    let collection = try Layouts.read(tree)
    #expect(collection.recordings.map(\.path) == ["n/a.wav"])
    #expect(collection.complaints.map(\.subject) == ["n/.b.wav"] && collection.complaints[0].kind == .notRead)
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

  @Test func emptyFoldersAndMissingOnesAreExplained() throws {
    let (folder, tree) = try makeTree(["readme.txt"])
    #expect { try Layouts.read(tree) } throws: { ($0 as? CurationError)?.code == .empty }
    #expect { try FolderTree(scanning: folder.file("nowhere")) } throws: { ($0 as? CurationError)?.code == .missing }
    #expect(throws: CurationError.self) { try Layouts.read(tree, layout: "pasqual") }
  }
}
