import Core
import Curation
import Foundation
import Manifest
import Testing

@Suite struct SavedSplitTests {
  private static func table(_ text: String) throws -> CSVTable { try CSVTable(Data(text.utf8), name: "splits.csv") }

  /// Four recordings of three patients, one of them unlabelled.
  private static let files = [
    ("d/a.wav", "x", "1"), ("d/b.wav", "x", "1"), ("d/c.wav", "y", "2"), ("d/d.wav", nil, "3"),
  ]
  .map { name, label, group in
    SavedSplit.File(paths: [[name]], labels: label.map { [$0] } ?? [], item: SplitItem(label: label, group: group))
  }

  private func plan(
    _ text: String, validation: Double = 0, known: Set<String> = [], allowsLeakage: Bool = false
  ) throws -> SplitPlan {
    try SavedSplit(Self.table(text), name: "splits.csv").plan(
      for: Self.files, request: SplitRequest(validation: validation, test: 0, seed: 0), known: known,
      allowsLeakage: allowsLeakage)
  }

  @Test func spellingsOfPathsAndSidesAreUnderstood() throws {
    let plan = try plan("FileName;Split\n./d/a.wav;Training\nd\\b.wav;TRAIN\nd/c.wav;dev\n")
    #expect(plan.splits == [.train, .train, .validation, .unlabelled])
    let left = try self.plan("file_name,split\nd/a.wav,unlabelled\nd/b.wav,unlabelled\nd/c.wav,train\n")
    #expect(left.splits == [.unlabelled, .unlabelled, .train, .unlabelled])
  }

  @Test func foldsAndRepeatsAreTakenOver() throws {
    let plan = try plan(
      "file_name,fold,repeat\nd/a.wav,0,1\nd/b.wav,0,1\nd/c.wav,7,1\nd/a.wav,1,2\nd/b.wav,1,2\nd/c.wav,2,2\n")
    #expect(plan.folds == [[0, 0, 7, nil], [1, 1, 2, nil]])
    #expect(plan.rounds.map { $0.prefix(amongRepeats: 2) }.first == "repeat-1-fold-0-")
    #expect(plan.rounds[0].sides == [.test, .test, .train, .unlabelled])
  }

  /// What has a side and no fold trains in all folds, or in none; what is held out must not leak into them either.
  @Test func whatIsOutsideOfTheFoldsIsComparedToo() throws {
    let text = "file_name,split,fold\nd/a.wav,,1\nd/b.wav,,1\nd/c.wav,"
    let training = try plan(text + "train,\n")
    #expect(training.rounds.map(\.sides) == [[.test, .test, .train, .unlabelled]])
    let heldOut = try plan(text + "test,\n")
    #expect(heldOut.rounds.map(\.sides) == [[.test, .test, nil, .unlabelled]] && heldOut.comparisons.count == 2)
    #expect {
      try plan("file_name,split,fold\nd/a.wav,,1\nd/b.wav,test,\nd/c.wav,,2\n")
    } throws: {
      ($0 as? CurationError)?.code == .leak
    }
  }

  @Test func validationIsCutOutWhereThereIsNone() throws {
    let files = (0..<40).map { index in
      SavedSplit.File(
        paths: [["\(index)"]], labels: [], item: SplitItem(label: "l\(index % 2)", group: "g\(index / 2)"))
    }
    let text = "file_name,split\n" + (0..<40).map { "\($0),\($0 < 30 ? "train" : "test")\n" }.joined()
    let plan = try SavedSplit(Self.table(text), name: "s").plan(
      for: files, request: SplitRequest(validation: 0.15, test: 0, seed: 0))
    #expect(plan.splits.count { $0 == .validation } == 6 && plan.splits.suffix(10).allSatisfy { $0 == .test })
    #expect(plan.notes.contains { $0.contains("no validation") })
  }

  @Test(arguments: [
    ("file,fold\nd/a.wav,one\n", "row 2, column fold"), ("file_name,split\nd/a.wav,later\n", "row 2, column split"),
    ("file_name,label\nd/a.wav,x\n", "split or fold"), ("file_name,split\n,train\n", "row 2"),
    ("file_name,split\nd/a.wav,\n", "neither"), ("file_name,split,fold\nd/a.wav,test,2\n", "outside of the folds"),
    ("file_name,split\nd/a.wav,train\nd/c.wav,train\nd/a.wav,test\n", "rows 2 and 4"),
    ("file_name,split\nd/a.wav,train\nd/b.wav,train\n", "no row for 1 labelled files: 'd/c.wav'"),
    ("file_name,split\nd/a.wav,train\nd/b.wav,train\nd/c.wav,test\nd/z.wav,test\n", "not here: 'd/z.wav'"),
    ("file_name,split\na.wav,train\nb.wav,test\n", "none of the 4 files"),
    ("file_name,split,label\nd/a.wav,train,y\nd/b.wav,train,x\nd/c.wav,test,y\n", "the label 'y' there and 'x' here"),
    ("file_name,split\nd/a.wav,train\nd/b.wav,test\nd/c.wav,test\n", "divides 1 group(s)"),
    ("file_name,split,group\nd/a.wav,train,p\nd/b.wav,train,q\nd/c.wav,test,p\n", "divides 1 group(s)"),
    ("file_name,fold\nd/a.wav,1\nd/b.wav,2\nd/c.wav,2\n", "divides 1 group(s)"),
    ("file_name,fold,repeat\nd/a.wav,1,1\nd/b.wav,1,1\nd/c.wav,2,1\nd/c.wav,2,2\n", "no row for repeat 2"),
  ]) func faultsAreNamed(text: String, message: String) throws {
    #expect { try self.plan(text) } throws: { error in
      guard let error = error as? CurationError else { return false }
      return error.message.contains(message) && [.malformedTable, .leak].contains(error.code)
    }
  }

  @Test func whatMayBeIsAllowed() throws {
    // Rows that say the same twice, and files that are known although they are not here.
    let rows = "file_name,split\nd/a.wav,train\nd/a.wav,train\nd/b.wav,train\nd/c.wav,test\n"
    #expect(try plan(rows).splits == [.train, .train, .test, .unlabelled])
    #expect(try plan(rows + "d/gone.wav,test\n", known: ["d/gone.wav"]).notes.isEmpty == false)
    let leaky = try plan("file_name,split\nd/a.wav,train\nd/b.wav,test\nd/c.wav,test\n", allowsLeakage: true)
    #expect(leaky.splits == [.train, .test, .test, .unlabelled])
    #expect(leaky.dividedGroups(["1", "1", "2", "3"]).map(\.group) == ["1"])
  }

  @Test(arguments: [
    "", "\n", "file_name", "file_name,split\n\"", "file_name,fold\n\u{0},99999999999999999999\n",
    "split,file_name\n=1+1,train\n",
    "file_name,split,split\na,train,test\n",
  ]) func hostileTablesEndInWords(text: String) {
    #expect(throws: (any Error).self) { try self.plan(text) }
  }
}
