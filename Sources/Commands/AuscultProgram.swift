import CommandLineKit
import Core

/// The program that prepares: `auscult`.
public enum AuscultProgram {
  static let program = Program(
    name: "auscult", version: AuscultVersion.current,
    abstract: "Turn folders of heart-sound recordings into data sets that can be trusted",
    discussion: """
      Every file found ends as rows in manifest.csv or, with a reason, in rejected.csv. Patients are never divided between \
      training and test. The same inputs and recipe give the same bytes, for any number of workers.

      Research use only: this is not a medical device.
      """,
    groups: [
      .init(
        "DATA SETS",
        [
          InspectCommand.self, AuditCommand.self, PrepareCommand.self, MergeCommand.self, SplitCommand.self,
          VerifyCommand.self,
          DiffCommand.self, RecipeCommand.self, SynthesizeCommand.self,
        ]),
      .init(
        "RECORDINGS",
        [
          ConvertCommand.self, SpectrogramCommand.self, FeaturesCommand.self, AlignCommand.self, SegmentCommand.self,
          AugmentCommand.self,
        ]),
    ],
    readNext: [
      ("auscult-train --help", "train, evaluate and use a classifier on what auscult prepared"),
      ("README.md", "the two commands to begin with, and results with their splits"),
    ])

  /// Runs the program with the process's command line and ends the process.
  public static func main() -> Never { ProgramRunner(program).main() }
}
