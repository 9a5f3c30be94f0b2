import Foundation
import TestSupport
import Testing

/// Synthetic collections, and data sets prepared from them, by the real executables.
enum SyntheticSet {
  /// A folder with the collection `c`.
  static func collection(_ arguments: [String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let run = try Program.run("auscult", ["synthesize", "-o", folder.file("c").path, "--quiet"] + arguments)
    #expect(run.status == 0, "\(run.messages)")
    return folder
  }

  /// A folder with the collection `c` and the data set `data` that a recipe makes of it.
  static func prepared(_ arguments: [String], recipe: String) throws -> TemporaryFolder {
    let folder = try collection(arguments)
    let file = folder.file("r.json")
    try Data(recipe.utf8).write(to: file)
    let run = try Program.run(
      "auscult",
      ["prepare", folder.file("c").path, "-o", folder.file("data").path, "--recipe", file.path, "--quiet"])
    #expect(run.status == 0, "\(run.messages)")
    return folder
  }
}
