import Core
import Foundation
import TestSupport
import Testing

@Suite struct RecipeCommandTests {
  private func run(_ words: String...) throws -> Program.Result { try Program.run("auscult", ["recipe"] + words) }

  @Test func recipesAreListed() throws {
    for words in [[], ["--list"], ["show"]] {
      let run = try Program.run("auscult", ["recipe"] + words)
      #expect(run.status == 0 && run.output.contains("normal-abnormal  "), "\(run)")
    }
  }

  @Test func whatIsShownIsAccepted() throws {
    let folder = try TemporaryFolder()
    let shown = try run("show", "wide")
    try AtomicFile.write(shown.output, to: folder.file("my.json"))
    let checked = try run("check", folder.file("my.json").path)
    #expect(checked.status == 0 && checked.output.contains("no mistake"), "\(checked)")
    let same = try run("diff", "wide", folder.file("my.json").path)
    #expect(same.status == 0 && same.output.contains("same values"), "\(same)")
    let other = try run("diff", "default", folder.file("my.json").path)
    #expect(other.status == 1 && other.output.contains("resample.rate: 2000 -> 16000\n"), "\(other)")
  }

  @Test func mistakesAreToldAsCompilersDo() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("my.json").path
    try AtomicFile.write("{\n  \"resampel\": {},\n  \"seed\": x\n}\n", to: folder.file("my.json"))
    let checked = try run("check", file)
    #expect(checked.status == 65)
    #expect(checked.output.contains("\(file):2:3: 'resampel' is no key of a recipe. Did you mean 'resample'?"))
    #expect(checked.output.contains("\(file):3:11: 'x' is no value of JSON"))
    let json = try JSONSerialization.jsonObject(with: Data(try run("check", file, "--json").output.utf8))
    let problems = (json as? [String: Any])?["problems"] as? [[String: Any]]
    #expect(problems?.map { $0["line"] as? Int } == [2, 3])
    let prepared = try Program.run("auscult", ["prepare", folder.url.path, "-o", "/nowhere/x", "--recipe", file])
    #expect(prepared.status == 65 && prepared.messages.contains("\(file):2:3"), "\(prepared)")
  }

  @Test(arguments: [
    (["shwo"], 64, "'show'"), (["show", "defualt"], 64, "'default'"), (["check"], 64, "recipe check FILE"),
    (["check", "nowhere.json"], 66, "no such file"), (["diff", "default"], 64, "recipe diff RECIPE OTHER"),
    (["show", "default", "wide"], 64, "recipe show RECIPE"), (["show", "/"], 66, "auscult prepare"),
  ]) func wrongUseIsExplained(words: [String], status: Int32, expected: String) throws {
    let run = try Program.run("auscult", ["recipe"] + words)
    #expect(run.status == status && run.messages.contains(expected), "\(run)")
  }
}
