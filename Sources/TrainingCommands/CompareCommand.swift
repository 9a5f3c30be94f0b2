import CommandLineKit
import Core
import Foundation
import Training

/// `auscult-train compare`: whether one model is better than another on the same recordings.
struct CompareCommand: Command {
  static let first = Argument(
    "A", .path, help: "a folder of 'evaluate' or 'cross-validate', predictions.csv, or a model")
  static let second = Argument("B", .path, help: "the same of what may be better")
  static let data = Option(
    "data", .path, help: "a list or prepared folder to evaluate models on, where A or B is a model folder")
  static let output = Option("output", short: "o", .folder, help: "where comparison.json and comparison.txt go")

  static let specification = CommandSpec(
    name: "compare", abstract: "Compare two models on the same recordings",
    discussion: """
      Brings the predictions of both together by file_name, those of repeats as their mean, and tells by how much B is better than A: each score's difference \
      with a 95 % interval from drawing the same groups for both, McNemar's exact test, and DeLong's test of AUROC. That two \
      intervals overlap does not mean that there is no difference; the interval of the difference tells.
      """,
    arguments: [first, second], options: [data, TrainingArguments.arrays, output],
    examples: [
      .init("auscult-train compare evaluation-a evaluation-b", "is B better than A?"),
      .init("auscult-train compare model-a model-b --data prepared", "evaluate two models, then compare them"),
    ])

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    let paths = [arguments[Self.first], arguments[Self.second]]
    let command = Self.specification.name
    if let output = arguments[Self.output] { try ResultFolder.check(output, command: command) }
    let models = try paths.map(Self.model)
    let arrays = try TrainingArguments.arrays(arguments, for: models.compactMap(\.self))
    let tables = try zip(paths, models).map { path, model in
      try model.map { try Self.predictions($0, at: path, arguments, arrays) } ?? PredictionTable(at: path)
    }
    let pair = try PredictionPair(tables[0], tables[1], names: (paths[0].relativePath, paths[1].relativePath))
    let comparison = pair.comparison(seed: arguments.seed ?? 0)
    if let output = arguments[Self.output] {
      try ResultFolder.fill(output, command: command) {
        try AtomicFile.write(try JSONText.encode(comparison), to: output.appendingPathComponent("comparison.json"))
        try AtomicFile.write(comparison.text, to: output.appendingPathComponent("comparison.txt"))
      }
      console.note("Wrote \(output.relativePath)/comparison.json")
    }
    if console.isJSON { try console.printJSON(comparison) } else { console.write(comparison.text) }
    if pair.unmatched > 0 {
      console.warn("\(pair.unmatched) recordings were judged by one of the two only and are left out.")
    }
    return .done
  }

  /// The model in a folder; nil where results lie, or a table.
  private static func model(_ path: URL) throws -> ModelFolder? {
    FileManager.default.fileExists(atPath: path.appendingPathComponent("model.json").path)
      ? try ModelFolder(contentsOf: path) : nil
  }

  /// What a model says of the data that were named.
  private static func predictions(
    _ model: ModelFolder, at path: URL, _ arguments: ParsedArguments, _ arrays: ArrayFolder?
  ) throws -> PredictionTable {
    guard let data = arguments[data] else {
      throw CommandLineError(
        .usage, "'\(path.relativePath)' is a model. Say with '--data' what to evaluate it on, or give its evaluation.")
    }
    let evaluation = try Evaluation(
      model: model, data: data,
      settings: .init(arrays: arrays, workers: arguments.workers, seed: arguments.seed ?? 0))
    return evaluation.assessment.predictions
  }
}
