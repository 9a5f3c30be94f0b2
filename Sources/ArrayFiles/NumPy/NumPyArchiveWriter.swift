public import Core
public import Foundation

/// Writes an `.npz` file array by array, so that it need not be held in memory; the bytes are those of ``NumPyArchive``.
public final class NumPyArchiveWriter {
  private let url: URL
  private let handle: FileHandle
  private var zip = StoredZIPWriter()
  private var names: Set<String> = []

  /// Begins the file, which must not be read before ``finish()``.
  /// - Throws: `CoreError` `.cannotCreate` or `.inputOutput`.
  public init(_ url: URL) throws(CoreError) {
    self.url = url
    handle = try AtomicFile.create(url)
  }

  /// Adds an array by the bytes of its `.npy` file.
  /// - Throws: `CoreError` `.cannotCreate` if the name is used or unusable or the file gets too large; `.inputOutput`.
  public func add(_ npyData: Data, named name: String) throws(CoreError) {
    guard names.insert(name).inserted else {
      throw CoreError(.cannotCreate, "an .npz file cannot hold two arrays named “\(name)”.")
    }
    try write(try zip.add(npyData, named: name + ".npy"))
    try write(npyData)
  }

  /// Ends the file.
  /// - Throws: `CoreError`.
  public func finish() throws(CoreError) { try write(try zip.end()) }

  private func write(_ data: Data) throws(CoreError) {
    do { try handle.write(contentsOf: data) } catch { throw AtomicFile.failureToWrite(url, error) }
  }
}
