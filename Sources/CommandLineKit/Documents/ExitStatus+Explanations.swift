public import Core

extension ExitStatus {
  /// Every status and its meaning, for help texts and manual pages.
  public static let explanations: [(status: ExitStatus, text: String)] = [
    (.done, "done"),
    (.finishedWithRejections, "finished, with rejected items listed"),
    (.usage, "the command line is wrong"),
    (.badData, "input data are malformed"),
    (.noInput, "an input does not exist or holds nothing usable"),
    (.missingComponent, "a needed component is missing"),
    (.cannotCreate, "an output cannot be created"),
    (.inputOutput, "reading or writing failed, for example because the disk is full"),
    (.interrupted, "interrupted"),
  ]
}
