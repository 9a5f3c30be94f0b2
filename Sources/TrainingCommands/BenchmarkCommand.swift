import CommandLineKit
import Core
import Foundation
import NeuralNetwork
import Training

/// `auscult-train benchmark`: how fast the kernels train, on the network that peers are measured with.
struct BenchmarkCommand: Command {
  static let batchSize = Option("batch-size", .integer(in: 1...4096), default: 32, help: "pictures a step")
  static let steps = Option("steps", .integer(in: 1...1_000_000), default: 60, help: "steps to measure")
  static let pipeline = Option(
    flag: "pipeline", help: "draw, cut and mask the samples of every step, rather than take the same ones again")
  static let threads = Option("threads", .integer(in: 1...1024), help: "threads to train on, else --workers")

  static let specification = CommandSpec(
    name: "benchmark", abstract: "Measure how fast this machine trains",
    discussion: """
      Trains on random pictures of 64 x 128: four blocks of 3x3 convolution (16, 32, 64, 128), ReLU, max-pooling and dropout, \
      then global pooling and a dense layer of four classes, with Adam. Keras and PyTorch scripts for the same network give \
      the figures to compare with.
      """,
    options: [batchSize, steps, pipeline, threads])

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    let (size, steps) = (arguments[Self.batchSize], arguments[Self.steps])
    let threads = arguments[Self.threads] ?? arguments.workers
    let result =
      arguments[Self.pipeline]
      ? try PipelineBenchmark.run(batchSize: size, threads: threads, steps: steps)
      : try TrainingBenchmark.run(batchSize: size, threads: threads, steps: steps)
    if console.isJSON {
      try console.printJSON(result)
    } else {
      console.print(
        String(
          format: "batch %d, %d threads: %.2f ms a step, %.0f images/s, %.2f CPU ms a step (medians of %d steps)",
          result.batchSize,
          result.threads, result.millisecondsPerStep, result.imagesPerSecond, result.processorMillisecondsPerStep,
          steps))
    }
    return .done
  }
}
