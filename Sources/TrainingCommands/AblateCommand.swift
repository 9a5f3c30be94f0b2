import CommandLineKit
import Core
import Foundation
import Training

/// `auscult-train ablate`: what each part of training adds, under the same folds.
struct AblateCommand: Command {
  static let data = Argument("DATA", .folder, help: "the folder that 'auscult prepare' or 'auscult split' wrote")
  static let output = Option(required: "output", short: "o", .folder, help: "where the results go; made if missing")
  static let switches = Option(
    "switch", .list(of: .choice(of: AblationVariant.self)), default: AblationVariant.allCases, defaultText: "all",
    help: "what to switch, one at a time")

  static let specification = CommandSpec(
    name: "ablate", abstract: "Switch each part of training off, or on, under the same folds",
    discussion: """
      Cross-validates the model as asked for, then once for each part of training with that part switched: off where it is on, \
      on where it is off. One table tells mean and deviation over folds, and the change on the same recordings with a 95 % \
      interval. Where recordings are altered anew for every epoch (--augment), each transform of the policy is left out in turn, \
      too. Writes ablation.txt, ablation.csv and ablation.json; finished folds are kept, as 'cross-validate' keeps them.
      """,
    arguments: [data], options: [output, switches] + FoldArguments.all + TrainingArguments.all,
    examples: [
      .init("auscult-train ablate prepared -o ablation --switch mask-bands,mixup", "do masks and mixup help here?")
    ])

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    let settings = try TrainingArguments.settings(arguments)
    let shard = try FoldArguments.shard(arguments)
    let plan = try FoldArguments.plan(arguments[Self.data], arguments, keepsLast: settings.keeping == .last)
    let output = arguments[Self.output]
    let ablation = try Ablation(
      plan: plan, settings: settings, variants: arguments[Self.switches],
      arrays: try TrainingArguments.arrays(arguments), output: output,
      threads: arguments[TrainingArguments.threads] ?? arguments.workers)
    let command = Self.specification.name
    try ResultFolder.check(output, command: command)
    Interruption.listen()
    let display = FoldDisplay(settings: settings, console: console)
    try ResultFolder.fill(output, command: command) {
      if arguments[FoldArguments.restart] { try ablation.forget() }
      try ablation.run(shard) { event in
        switch event {
        case .variant(let words, let number, let count): console.note("Variant \(number) of \(count): \(words).")
        case .folds(let event): display.show(event)
        }
      }
    }
    guard let report = try ablation.result(seed: settings.seed) else {
      console.note("Some folds are still to come on other shards.")
      return .done
    }
    try report.write(to: output)
    if console.isJSON { try console.printJSON(report) } else { console.write(report.text) }
    for note in plan.notes { console.warn(note) }
    if !plan.leaks.isEmpty {
      console.warn("\(plan.leaks.count) leaks between the sides of folds were allowed: these figures are too good.")
    }
    console.note("Wrote \(output.relativePath)/ablation.txt")
    return .done
  }
}
