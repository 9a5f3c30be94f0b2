public import Foundation

/// A folder that results are written into as a whole, such as a model or a report.
public enum ResultFolder {
  /// Makes the folder where it is missing, and sees that nothing of others is mixed with what is about to be written.
  /// - Parameter marks: names of which at least one stands in every folder that the same command has written or begun.
  /// - Throws: `CoreError` `.cannotCreate` where the folder holds something and none of `marks`.
  public static func claim(_ url: URL, marks: [String]) throws(CoreError) {
    try AtomicFile.makeFolder(url)
    let present = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    guard let other = present.min(by: precedesInBytes), marks.allSatisfy({ !present.contains($0) }) else { return }
    throw CoreError(
      .cannotCreate,
      "holds '\(other)' and nothing that this command has written. Choose an empty folder, or a new one.",
      subject: url.path)
  }
}
