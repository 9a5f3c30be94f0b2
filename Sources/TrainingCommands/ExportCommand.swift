import CommandLineKit
import Core
import Foundation
import Training

/// `auscult-train export`: a trained network for other programs.
struct ExportCommand: Command {
  static let model = Argument("MODEL", .folder, help: "the folder that 'auscult-train train' wrote")
  static let onnx = Option(required: "onnx", .path, help: "the ONNX file to write")
  static let int8 = Option(flag: "int8", help: "keep kernels and matrices in eight bits: a quarter of the size")
  static let data = Option(
    "data", .folder, help: "a prepared folder on whose validation rows the cost of eight bits is measured")

  static let specification = CommandSpec(
    name: "export", abstract: "Write a trained network as an ONNX file",
    discussion: """
      The file takes 'input', samples in the shape that model.json tells, and gives 'logits' and 'probabilities'; its \
      metadata hold the classes, the recipe and how input is made of a recording; of log-mel maps every step, in \
      'log_mel'. With --int8, weights are rounded to 255 steps a channel; --data tells what that costs.
      """,
    arguments: [model], options: [onnx, int8, data, TrainingArguments.arrays],
    examples: [
      .init("auscult-train export model --onnx heart.onnx", "for ONNX Runtime"),
      .init("auscult-train export model --onnx heart.onnx --int8 --data prepared", "small, with its cost in accuracy"),
    ])

  private struct Result: Encodable {
    var file: String
    var bytes: Int
    var exactBytes: Int
    var cost: ModelExport.Cost?
  }

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    let export = try ModelExport(ModelFolder(contentsOf: arguments[Self.model]))
    let isRounded = arguments[Self.int8]
    let exact = try export.onnx(isRounded: false)
    let file = isRounded ? try export.onnx(isRounded: true) : exact
    let url = arguments[Self.onnx]
    var cost: ModelExport.Cost?
    if let folder = arguments[Self.data] {
      cost = try export.cost(
        on: PreparedData(folder: folder), arrays: try TrainingArguments.arrays(arguments), threads: arguments.workers)
    }
    try AtomicFile.write(file, to: url)
    if console.isJSON {
      try console.printJSON(
        Result(file: url.relativePath, bytes: file.count, exactBytes: exact.count, cost: cost))
      return .done
    }
    console.print(
      "Wrote \(url.relativePath): \(file.count) bytes\(isRounded ? ", \(exact.count) in single precision" : "")")
    if let cost { console.print(Self.text(cost)) }
    return .done
  }

  private static func text(_ cost: ModelExport.Cost) -> String {
    func line(_ name: String, _ figures: ModelDescription.ValidationMetrics) -> String {
      String(
        format: "%@: validation accuracy %.4f, balanced accuracy %.4f, loss %.4f", name, figures.accuracy,
        figures.balancedAccuracy, figures.loss)
    }
    return [
      line("single precision", cost.exact), line("eight bits", cost.rounded),
      String(format: "greatest difference of a probability: %.4f", cost.greatestDifference),
    ].joined(separator: "\n")
  }
}
