import Core
import Foundation
import TestSupport
import Testing

@testable import Preparation

@Suite struct RecipeSchemaTests {
  @Test func thePublishedSchemaIsCurrent() throws {
    let text = try Recipe.schemaText()
    #expect(try Snapshot(inRepository: "manifests/schema").recorded("recipe.schema.json", for: text) == text)
  }

  /// A property without a line in `fields` would be lost on the way through a file.
  @Test func everyPropertyHasAKey() {
    func check<Step: RecipeStep>(_ step: Step) {
      let properties = Mirror(reflecting: step).children.compactMap(\.label)
      let keys = Step.fields.map { $0.name.split(separator: "_").joined().lowercased() }
      #expect(properties.map { $0.lowercased() } == keys, "\(Step.self)")
      for child in Mirror(reflecting: step).children {
        if let inner = child.value as? any RecipeStep { check(inner) }
      }
    }
    check(Recipe.standard)
    check(Recipe.SpectrogramStep())
  }

  private static func recipes() -> [Recipe] {
    var generator = SeededGenerator(seed: 21)
    return Recipe.presets
      + (0..<60).map { number in
        var recipe = Recipe.presets[number % Recipe.presets.count]
        recipe.name = "n\u{E9} \"\(number)\""
        recipe.resample.rate = 2000 + generator.integer(below: 40_000)
        recipe.resample.method = number % 2 == 0 ? .fft : .samplerate
        if var segment = recipe.segment {
          segment.length = 1 + generator.uniform() * 10
          segment.overlap = segment.length * generator.uniform() * 0.9
          segment.remainder = Segmentation.Remainder.allCases[generator.integer(below: 4)]
          recipe.segment = number % 5 == 0 ? nil : segment
        }
        recipe.labels.map["a\"b\\c\n💓"] = "x\(number)"
        recipe.labels.exclude = (0..<generator.integer(below: 3)).map { "label \($0)" }
        recipe.split.test = generator.uniform() * 0.5
        recipe.seed = .max - UInt64(generator.integer(below: 1000))
        if number % 3 == 0 {
          recipe.spectrogram = nil
        } else {
          recipe.spectrogram?.range = 1 + 299 * generator.uniform()
        }
        if let high = recipe.spectrogram?.highFrequency {
          recipe.spectrogram?.highFrequency = min(high, Double(recipe.resample.rate) / 2)
        }
        return recipe
      }
  }

  /// Whatever `recipe show` writes, `recipe check` accepts, and it is the same recipe; so is what `dataset.json` holds.
  @Test func shownRecipesAreTheSameAgain() throws {
    for recipe in Self.recipes() {
      let text = try recipe.json()
      let (again, problems) = Recipe.check(Data(text.utf8))
      #expect(problems.isEmpty, "\(problems)")
      #expect(again == recipe)
      #expect(recipe.differences(from: recipe).isEmpty)
      #expect(try JSONText.decode([Recipe].self, from: Data(JSONText.encode([recipe]).utf8)) == [recipe])
    }
  }

  /// A value of another type, and a key with a letter more, are found in each line of a shown recipe.
  @Test(arguments: Recipe.presets) func everySingleMistakeIsFoundInItsLine(recipe: Recipe) throws {
    let lines = try recipe.json().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let pattern = /^( *)"([a-z_]+)" : (.*?)(,?)$/
    var found = 0
    for (index, line) in lines.enumerated() {
      guard let match = line.wholeMatch(of: pattern), !["map", "exclude"].contains(match.2),
        !lines[index].hasSuffix(": ["),
        !lines.prefix(index).reversed().prefix(4).contains(where: { $0.contains("\"map\"") })
      else { continue }
      let isStep = match.3 == "{"
      var mutants = ["\(match.1)\"\(match.2)x\" : \(match.3)\(match.4)"]
      if !isStep {
        mutants += ["\(match.1)\"\(match.2)\" : [1]\(match.4)", "\(match.1)\"\(match.2)\" : -1e300\(match.4)"]
      }
      for mutant in mutants {
        var changed = lines
        changed[index] = mutant
        let (recipe, problems) = Recipe.check(Data(changed.joined(separator: "\n").utf8))
        #expect(recipe == nil && problems.count == 1, "\(mutant): \(problems)")
        #expect(problems.first?.line == index + 1, "\(mutant): \(problems)")
        #expect(problems.first?.key.contains(match.2) == true, "\(mutant): \(problems)")
        found += 1
      }
    }
    // Only a recipe without windows and pictures has fewer lines.
    #expect(found > (recipe.segment == nil && recipe.spectrogram == nil ? 35 : 60))
  }

  @Test func differencesAreByResolvedValue() throws {
    var other = Recipe.standard
    other.resample.rate = 4000
    other.spectrogram = nil
    other.labels.map["a"] = "b"
    let differences = Recipe.standard.differences(from: other)
    #expect(differences.map(\.key) == ["labels.map.a", "resample.rate", "spectrogram"])
    #expect(differences.map(\.second) == ["\"b\"", "4000", "null"])
    #expect(differences.map(\.first).prefix(2) == [nil, "2000"])
  }
}
