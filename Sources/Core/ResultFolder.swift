public import Foundation

/// A folder that results are written into as a whole, such as a model or a report.
public enum ResultFolder {
  /// Sees that nothing of others is mixed with what is about to be written; makes nothing.
  /// - Parameter marks: names of which at least one stands in every folder that the same command has written or begun.
  /// - Throws: `CoreError` `.cannotCreate` where there is no folder at `url` but something else, one that cannot be read,
  ///   or one that holds something and none of `marks`.
  public static func check(_ url: URL, marks: [String]) throws(CoreError) {
    let present: [String]
    do { present = try FileManager.default.contentsOfDirectory(atPath: url.path) } catch CocoaError.fileReadNoSuchFile {
      return
    } catch {
      throw CoreError(
        .cannotCreate, "cannot be read as a folder. Choose an empty folder, or a new one.", subject: url.path,
        cause: error)
    }
    guard let other = present.min(by: precedesInBytes), marks.allSatisfy({ !present.contains($0) }) else { return }
    throw CoreError(
      .cannotCreate,
      "holds '\(other)' and nothing that this command has written. Choose an empty folder, or a new one.",
      subject: url.path)
  }
}
