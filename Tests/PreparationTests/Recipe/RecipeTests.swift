import Core
import Foundation
import Manifest
import TestSupport
import Testing

@testable import Preparation

@Suite struct RecipeTests {
  private func read(_ text: String) throws -> Recipe { try Recipe(json: Data(text.utf8), subject: "r.json") }

  @Test func whatIsNotNamedComesFromTheBase() throws {
    let recipe = try read(
      "{extends: 'default', resample: {rate: 4000}, /* JSON5 */ labels: {map: {murmur: 'abnormal'}}}")
    #expect(recipe.resample.rate == 4000)
    #expect(recipe.resample.method == Recipe.standard.resample.method)
    #expect(recipe.labels.map == ["murmur": "abnormal"])
    #expect(recipe.segment == Recipe.standard.segment)
  }

  @Test func picturesCanBeLeftOut() throws { #expect(try read(#"{"spectrogram": null}"#).spectrogram == nil) }

  @Test func recordingsCanBeTakenWhole() throws {
    let recipe = try read(#"{"segment": null, "resample": {"rate": 384000}}"#)
    #expect(recipe.segment == nil)
    #expect(recipe.windows(sampleCount: 12_345) == [.init(range: 0..<12_345, padding: 0)])
    #expect(recipe.windows(sampleCount: 0).isEmpty)
    // A frame may be longer than a segment that is not there.
    #expect(throws: Never.self) { try read(#"{"segment": null, "spectrogram": {"window": 10}}"#) }
    #expect(try read(#"{"extends": "system-2", "segment": {"length": 5}}"#).name == "system-2, changed")
    #expect(try read(#"{"extends": "system-2", "segment": {"length": 5}, "name": "mine"}"#).name == "mine")
    #expect(try read(#"{"extends": "system-2"}"#).name == "system-2")
    #expect(try read(#"{"extends": "system-2", "segment": {"length": 5}}"#).segment?.length == 5)
  }

  /// What a data set says that was prepared before there were these keys means what was done then.
  @Test func resolvedRecipesOfEarlierVersionsAreRead() throws {
    func decode(_ change: (inout [String: JSONValue]) -> Void) throws -> Recipe {
      guard case .object(var members) = Recipe.system1.jsonValue else { throw CancellationError() }
      change(&members)
      return try JSONText.decode(Recipe.self, from: Data(JSONText.encode(JSONValue.object(members)).utf8))
    }
    let old = try decode { members in
      for key in ["filter", "level", "quality", "augment"] { members[key] = nil }
      guard case .object(var split) = members["split"] else { return }
      split["copies"] = nil
      members["split"] = .object(split)
    }
    var expected = Recipe.system1
    expected.split.copies = .ignored
    #expect(old == expected)
    #expect { try decode { $0["segment"] = nil } } throws: { "\($0)".contains("'segment' is missing") }
  }

  /// Found by fuzzing: Foundation's JSON5 reader traps on such bytes.
  @Test func bytesThatAreNotUTF8AreRefused() {
    let bytes = Data(#"{"resample": {"#.utf8) + Data([0x22, 0xFF, 0xFF, 0x0E, 0xF9, 0x79, 0x22]) + Data(": 1}}".utf8)
    #expect { try Recipe(json: bytes, subject: "r.json") } throws: { "\($0)".contains("UTF-8") }
  }

  @Test func theLargestSeedSurvives() throws { #expect(try read(#"{"seed": 18446744073709551615}"#).seed == .max) }

  @Test(arguments: [
    (#"{"resampel": {}}"#, "'resample'"), (#"{"resample": {"rat": 1}}"#, "resample.rat"),
    (#"{"resample": {"rate": "x"}}"#, "resample.rate"),
    (#"{"resample": {"rate": 7}}"#, "resample.rate"), (#"{"segment": {"overlap": 3}}"#, "segment.overlap"),
    ("[1]", "object"),
    ("{", "ends"), (#"{"extends": "nothing"}"#, "nothing"), (#"{"split": {"test": 0.9, "validation": 0.2}}"#, "split"),
    (#"{"spectrogram": {"high_frequency": 5000}}"#, "high_frequency"),
    (#"{"filter": {"high_frequency": 1000}}"#, "below half of"),
    (#"{"filter": {"low_frequency": 400, "high_frequency": 100}}"#, "must be below"),
    (#"{"filter": {"remove_spikes": 1}}"#, "true or false"), (#"{"level": "peek"}"#, "peak"),
    (#"{"segment": {"shortest": 1e300}}"#, "segment.shortest"),
    (#"{"resample": {"rate": 384000}, "segment": {"length": 3600}}"#, "segment.length"),
    (#"{"segment": {"length": 1e-9, "overlap": 0}}"#, "segment.length"),
    (#"{"spectrogram": {"hop": 1e300}}"#, "spectrogram.hop"),
    (#"{"spectrogram": {"range": 1e-300}}"#, "spectrogram.range"),
    (#"{"labels": {"map": {"a": " "}}}"#, "labels.map"), (#"{"resample": {"method": "soxr"}}"#, "resample.method"),
    ("", "empty"),
  ]) func mistakesNameTheKey(text: String, expected: String) {
    #expect { try read(text) } throws: { error in
      (error as? PreparationError)?.code == .recipe && "\(error)".contains(expected) && "\(error)".contains("r.json")
    }
  }

  @Test func allMistakesAreToldAtOnceWithTheirPlaces() {
    let text = """
      {
        extends: 'default',
        "resample": {"rate": "4000", "methd": "fft"},
        "segment": {"length": 0, "overlap": 3},
        "rate": 4000,
        "labels": {"map": {"a": ""}, "exclude": "artifact"},
        "seed": -1
      }
      """
    let (recipe, problems) = Recipe.check(Data(text.utf8))
    #expect(recipe == nil)
    #expect(
      problems.map(\.key) == [
        "resample.rate", "resample.methd", "segment.length", "rate", "labels.map", "labels.exclude", "seed",
      ])
    #expect(problems.map { "\($0.line):\($0.column)" } == ["3:24", "3:32", "4:25", "5:3", "6:21", "6:43", "7:11"])
    #expect(problems[1].message.contains("Did you mean 'method'?"))
    #expect(problems[3].message.contains("Did you mean 'resample.rate'?"))
    #expect { try read(text) } throws: { "\($0)".contains("r.json:3:24: ") && "\($0)".contains("7 mistakes") }
  }

  /// The file is right by itself, and so is what it extends: the place shown is where the file has part in it.
  @Test func conflictsWithTheBaseAreShownInTheFile() {
    let (_, problems) = Recipe.check(Data("{\n\"resample\": {\"rate\": 1000}}".utf8))
    #expect(problems.map(\.key) == ["spectrogram.high_frequency"])
    #expect(problems.first.map { [$0.line, $0.column] } == [2, 22])
  }

  @Test func nullTakesANameOutOfTheMap() throws {
    let recipe = try read(#"{"extends": "normal-abnormal", "labels": {"map": {"extrahls": null, "x": "y"}}}"#)
    #expect(recipe.labels.map == ["murmur": "abnormal", "extrastole": "abnormal", "x": "y"])
  }

  @Test func wholeNumbersMayBeWrittenAsNumbers() throws {
    #expect(try read(#"{"resample": {"rate": 4e3}, "seed": 7.0}"#).resample.rate == 4000)
    #expect(throws: PreparationError.self) { try read(#"{"resample": {"rate": 4000.5}}"#) }
    #expect(throws: PreparationError.self) { try read(#"{"resample": {"rate": 1e30}}"#) }
  }

  @Test func unknownNamesGetASuggestion() {
    #expect { try Recipe.named("defualt") } throws: { "\($0)".contains("'default'") }
  }

  @Test(arguments: Recipe.presets) func publishedPresetsAreCurrent(recipe: Recipe) throws {
    try recipe.validate()
    let text = try recipe.json()
    #expect(try Snapshot(inRepository: "manifests/recipes").recorded("\(recipe.name).json", for: text) == text)
    #expect(try Recipe(json: Data(text.utf8), subject: recipe.name) == recipe)
  }

  @Test func thePublishedSchemaIsCurrent() throws {
    let text = try TableSchema.json()
    #expect(try Snapshot(inRepository: "manifests/schema").recorded("manifest.schema.json", for: text) == text)
  }

  /// Mutated bytes are read or refused, never more; `tools/fuzz` does the same for longer.
  @Test func mutatedRecipesNeverTrap() throws {
    let text = Array(try Recipe.standard.json().utf8)
    var generator = SeededGenerator(seed: 8)
    for _ in 0..<400 {
      var bytes = text
      for _ in 0...generator.integer(below: 4) {
        let position = generator.integer(below: bytes.count)
        switch generator.integer(below: 3) {
        case 0: bytes[position] = UInt8(generator.integer(below: 256))
        case 1: bytes.remove(at: position)
        default: bytes.insert(contentsOf: bytes[position...].prefix(generator.integer(below: 20)), at: position)
        }
      }
      let (recipe, problems) = Recipe.check(Data(bytes))
      #expect((recipe == nil) != problems.isEmpty)
    }
  }
}
