import CommandLineKit
import Core
import Foundation
import NeuralNetwork

/// `auscult-train benchmark`: how fast the kernels train, on the network that peers are measured with.
struct BenchmarkCommand: Command {
  static let batchSize = Option("batch-size", .integer(in: 1...4096), default: 32, help: "pictures a step")
  static let steps = Option("steps", .integer(in: 1...1_000_000), default: 60, help: "steps to measure")
  static let threads = Option("threads", .integer(in: 1...1024), help: "threads to train on, else --workers")

  static let specification = CommandSpec(
    name: "benchmark", abstract: "Measure how fast this machine trains",
    discussion: """
      Trains on random pictures of 64 x 128: four blocks of 3x3 convolution (16, 32, 64, 128), ReLU, max-pooling and dropout, \
      then global pooling and a dense layer of four classes, with Adam. Keras and PyTorch scripts for the same network give \
      the figures to compare with.
      """,
    options: [batchSize, steps, threads])

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    let result = try TrainingBenchmark.run(
      batchSize: arguments[Self.batchSize], threads: arguments[Self.threads] ?? arguments.workers,
      steps: arguments[Self.steps])
    if console.isJSON {
      try console.printJSON(result)
    } else {
      console.print(
        String(
          format: "batch %d, %d threads: %.2f ms a step, %.0f images/s, %.2f CPU ms a step (medians of %d steps)",
          result.batchSize,
          result.threads, result.millisecondsPerStep, result.imagesPerSecond, result.processorMillisecondsPerStep,
          arguments[Self.steps]))
    }
    return .done
  }
}
