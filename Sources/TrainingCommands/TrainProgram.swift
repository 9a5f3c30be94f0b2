import CommandLineKit
import Core

/// The companion that learns: `auscult-train`.
public enum TrainProgram {
  static let program = Program(
    name: "auscult-train", version: AuscultVersion.current,
    abstract: "Train, evaluate and use classifiers on data sets that auscult prepared",
    discussion: """
      A data set whose splits share a patient, a recording or the same bytes is refused. Figures are for recordings, the \
      probabilities of their clips averaged, with the majority rate and 95 % intervals beside them.

      Research use only: this is not a medical device.
      """,
    groups: [
      .init("MODELS", [TrainCommand.self, PredictCommand.self, ExportCommand.self]),
      .init("JUDGING", [EvaluateCommand.self, CrossValidateCommand.self, CompareCommand.self, AblateCommand.self]),
      .init("MEASURING", [BenchmarkCommand.self]),
    ],
    readNext: [
      ("auscult prepare --help", "make a data set from a folder of recordings"),
      ("README.md", "the two commands to begin with, and results with their splits"),
    ])

  /// Runs the program with the process's command line and ends the process.
  public static func main() -> Never { ProgramRunner(program).main() }
}
