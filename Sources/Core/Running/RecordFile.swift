public import Foundation
import Synchronization

/// A file that only grows, a whole line at a time, so that it can be read after the process was killed at any moment.
public final class RecordFile: Sendable {
  /// The file.
  public let url: URL
  private let handle: Mutex<FileHandle>

  /// Opens the file for appending; it is made where it is missing.
  /// - Parameter notesCrashes: whether a crash of this process adds ``Interruption/crashLine``.
  /// - Throws: `CoreError` `.cannotCreate`.
  public init(appendingTo url: URL, notesCrashes: Bool = false) throws(CoreError) {
    let descriptor = open(url.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw AtomicFile.failureToCreate(url, code: errno)
    }
    self.url = url
    handle = Mutex(FileHandle(fileDescriptor: descriptor, closeOnDealloc: true))
    self.notesCrashes = notesCrashes
    if notesCrashes { Interruption.noteCrashes(in: descriptor) }
  }

  private let notesCrashes: Bool

  deinit { if notesCrashes { Interruption.noteCrashes(in: -1) } }

  /// Appends `line` and a line end in one write.
  /// - Precondition: `line` holds no line end.
  /// - Throws: `CoreError` `.inputOutput`.
  public func append(_ line: String) throws(CoreError) {
    do { try handle.withLock { try $0.write(contentsOf: Data((line + "\n").utf8)) } } catch {
      throw AtomicFile.failureToWrite(url, error)
    }
  }
}

/// Reads the lines of a ``RecordFile`` without holding it in memory.
public final class RecordReader {
  private let handle: FileHandle
  private let url: URL

  /// Opens a file; nil if there is none.
  public init?(_ url: URL) {
    guard let handle = try? FileHandle(forReadingFrom: url) else { return nil }
    self.handle = handle
    self.url = url
  }

  /// Hands every whole line to `body` with the offset of its first byte; what a killed process left unended is left out.
  /// - Throws: `CoreError` `.inputOutput`, and what `body` throws.
  public func forEachLine(_ body: (_ line: Data, _ offset: Int) throws -> Void) throws {
    try handle.seek(toOffset: 0)
    var (rest, start) = (Data(), 0)
    while let block = try handle.read(upToCount: 1 << 20), !block.isEmpty {
      rest.append(block)
      var position = rest.startIndex
      while let end = rest[position...].firstIndex(of: 10) {
        try body(rest[position..<end], start + (position - rest.startIndex))
        position = end + 1
      }
      start += position - rest.startIndex
      rest = Data(rest[position...])
    }
  }

  /// The bytes at an offset that ``forEachLine(_:)`` told.
  /// - Throws: `CoreError` `.inputOutput` if they are not there any more.
  public func bytes(at offset: Int, count: Int) throws(CoreError) -> Data {
    do {
      try handle.seek(toOffset: UInt64(offset))
      var data = Data()
      while data.count < count, let block = try handle.read(upToCount: count - data.count), !block.isEmpty {
        data.append(block)
      }
      if data.count == count { return data }
    } catch {
      throw CoreError(.inputOutput, "cannot be read.", subject: url.path, cause: error)
    }
    throw CoreError(.inputOutput, "became shorter while it was read.", subject: url.path)
  }
}
