import CommandLineKit
import Core
import Preparation

/// `auscult recipe`: shows, checks and compares recipes.
struct RecipeCommand: Command {
  enum Action: String, CaseIterable, Sendable { case show, check, diff }

  static let action = Argument(
    optional: "ACTION", .choice(of: Action.self), help: "what to do; none lists the recipes that are known by name")
  static let recipe = Argument(
    optional: "RECIPE", .string, help: "a recipe's name, a JSON file, or a folder that 'auscult prepare' wrote")
  static let other = Argument(optional: "OTHER", .string, help: "for diff, the recipe to compare with")
  static let list = Option(flag: "list", help: "list the recipes that are known by name, with their purpose")

  static let specification = CommandSpec(
    name: "recipe", abstract: "Show, check or compare recipes",
    discussion: """
      A recipe says all that 'auscult prepare' does. A file of your own names only what differs:

        // comments, single quotes and commas at the end are welcome
        {"extends": "default", "resample": {"rate": 4000}, "spectrogram": {"high_frequency": 1800}}

        auscult recipe show RECIPE        the whole recipe with every value, as JSON
        auscult recipe check FILE         every mistake with its line and column
        auscult recipe diff RECIPE OTHER  the keys whose values differ

      Editors check and complete recipes by manifests/schema/recipe.schema.json: name it in a key "$schema". The exit status \
      is 65 when a file has mistakes, and 1 when two recipes differ.
      """,
    arguments: [action, recipe, other], options: [list],
    examples: [
      .init("auscult recipe show default > my.json", "begin a recipe of your own with all keys"),
      .init("auscult recipe check my.json", "look for mistakes before a long run"),
      .init("auscult recipe diff default prepared", "see what a data set was prepared by, beside the default"),
    ])

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    let words = [arguments[Self.recipe], arguments[Self.other]].compactMap { $0 }
    func operands(_ count: Int, _ usage: String) throws(CommandLineError) {
      if words.count != count || arguments[Self.list] {
        throw CommandLineError(.usage, "write 'auscult recipe \(usage)'. 'auscult recipe --list' lists the names.")
      }
    }
    switch arguments[Self.action] {
    case .show where !words.isEmpty:
      try operands(1, "show RECIPE")
      console.write(try Recipe.named(words[0]).json())
      return .done
    case nil, .show:
      if !words.isEmpty { try operands(0, "--list") }
      return try list(console)
    case .check:
      try operands(1, "check FILE")
      return try check(words[0], console: console)
    case .diff:
      try operands(2, "diff RECIPE OTHER")
      return try compare(words[0], words[1], console: console)
    }
  }

  private func list(_ console: Console) throws -> ExitStatus {
    if console.isJSON {
      try console.printJSON(Recipe.presets.map { ["name": $0.name, "purpose": $0.purpose] })
      return .done
    }
    let widest = Recipe.presets.map(\.name.count).max() ?? 0
    for recipe in Recipe.presets {
      console.print(recipe.name + String(repeating: " ", count: widest + 2 - recipe.name.count) + recipe.purpose)
    }
    return .done
  }

  private func check(_ name: String, console: Console) throws -> ExitStatus {
    struct Outcome: Encodable {
      var file: String
      var isValid: Bool
      var problems: [RecipeProblem]
    }
    let (recipe, problems) = try Recipe.check(named: name)
    if console.isJSON {
      try console.printJSON(Outcome(file: name, isValid: recipe != nil, problems: problems))
    } else if let recipe {
      console.print(
        "\(name): no mistake; the recipe '\(recipe.name)'. 'auscult recipe diff default \(name)' shows what it changes."
      )
    } else {
      for problem in problems { console.print(problem.text(in: name)) }
      console.note("\(problems.count) \(problems.count == 1 ? "mistake" : "mistakes").")
    }
    return recipe == nil ? .badData : .done
  }

  private func compare(_ first: String, _ second: String, console: Console) throws -> ExitStatus {
    let differences = try Recipe.named(first).differences(from: try Recipe.named(second))
    if console.isJSON {
      try console.printJSON(differences)
    } else {
      for difference in differences {
        console.print("\(difference.key): \(difference.first ?? "absent") -> \(difference.second ?? "absent")")
      }
      if differences.isEmpty { console.print("The two recipes have the same values.") }
    }
    return differences.isEmpty ? .done : .finishedWithRejections
  }
}
