public import Core

extension Interruption {
  /// Ends work that keeps nothing half done, where the user has asked to end.
  /// - Throws: `TrainingError` `.interrupted`.
  public static func check() throws(TrainingError) {
    guard isRequested else { return }
    throw TrainingError(.interrupted, "stopped as asked. Run the same command again.")
  }
}
