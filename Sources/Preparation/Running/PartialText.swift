import Core
import Foundation

/// A text that is written piece by piece and appears whole when it is finished.
final class PartialText {
  private let partial: PartialFile
  private let handle: FileHandle
  private var pending = Data()
  /// Is handed every piece that goes to disk.
  private let observe: (Data) -> Void

  /// Begins a text at `url`.
  /// - Throws: `CoreError`.
  init(_ url: URL, observe: @escaping (Data) -> Void = { _ in }) throws(CoreError) {
    partial = try PartialFile(for: url)
    handle = try partial.open()
    self.observe = observe
  }

  /// Adds a piece.
  /// - Throws: `CoreError` `.inputOutput`.
  func append(_ text: String) throws(CoreError) {
    pending.append(contentsOf: text.utf8)
    if pending.count >= 1 << 16 { try flush() }
  }

  /// Adds a line.
  /// - Throws: `CoreError` `.inputOutput`.
  func appendLine(_ text: String) throws(CoreError) {
    try append(text)
    try append("\n")
  }

  /// Puts the text in place.
  /// - Throws: `CoreError`.
  func finish() throws(CoreError) {
    try flush()
    do { try handle.close() } catch { throw AtomicFile.failureToWrite(partial.url, error) }
    try partial.publish()
  }

  private func flush() throws(CoreError) {
    do { try handle.write(contentsOf: pending) } catch { throw AtomicFile.failureToWrite(partial.url, error) }
    observe(pending)
    pending.removeAll(keepingCapacity: true)
  }
}
