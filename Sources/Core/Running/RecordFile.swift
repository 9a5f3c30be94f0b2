public import Foundation
import Synchronization

/// A file that only grows, a whole line at a time, so that it can be read after the process was killed at any moment.
public final class RecordFile: Sendable {
  /// The file.
  public let url: URL
  private let state: Mutex<State>

  private struct State {
    let handle: FileHandle
    let descriptor: Int32
    /// Whether half a line may stand at the end, after an append that failed or a process that was killed.
    var isTorn: Bool
  }

  /// Opens the file for appending; it is made where it is missing.
  /// - Parameter notesCrashes: whether a crash of this process adds ``Interruption/crashLine``.
  /// - Throws: `CoreError` `.cannotCreate`.
  public init(appendingTo url: URL, notesCrashes: Bool = false) throws(CoreError) {
    let descriptor = open(url.path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw AtomicFile.failureToCreate(url, code: errno)
    }
    self.url = url
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var last: UInt8 = 10
    let end = lseek(descriptor, 0, SEEK_END)
    if end > 0 { pread(descriptor, &last, 1, end - 1) }
    state = Mutex(State(handle: handle, descriptor: descriptor, isTorn: last != 10))
    self.notesCrashes = notesCrashes
    if notesCrashes { Interruption.noteCrashes(in: descriptor) }
  }

  private let notesCrashes: Bool

  deinit { if notesCrashes { Interruption.noteCrashes(in: -1) } }

  /// Appends `line` and a line end in one write.
  /// - Parameter isDurable: whether it must outlast a power cut before anything else is done.
  /// - Precondition: `line` holds no line end.
  /// - Returns: the offset of the line.
  /// - Throws: `CoreError` `.inputOutput`.
  @discardableResult
  public func append(_ line: String, isDurable: Bool = false) throws(CoreError) -> Int {
    do {
      return try state.withLock { state in
        // What a failed append has left is a line of its own then, which no reader takes for one of ours.
        let text = (state.isTorn ? "\n" : "") + line + "\n"
        state.isTorn = true
        try state.handle.write(contentsOf: Data(text.utf8))
        state.isTorn = false
        if isDurable { fdatasync(state.descriptor) }
        return Int(lseek(state.descriptor, 0, SEEK_END)) - line.utf8.count - 1
      }
    } catch {
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
    // Bytes that no line has ended yet, and where the first of them stands in the file.
    var (rest, start) = (Data(), 0)
    while let block = try handle.read(upToCount: 1 << 20), !block.isEmpty {
      var position = block.startIndex
      while let end = Self.lineEnd(in: block, from: position) {
        let line = rest.isEmpty ? block[position..<end] : rest + block[position..<end]
        try body(line, start)
        start += line.count + 1
        rest = Data()
        position = end + 1
      }
      rest.append(block[position...])
    }
  }

  /// The place of the next line end; there are very many lines, and the C library finds their ends fastest.
  private static func lineEnd(in block: Data, from position: Int) -> Int? {
    block.withUnsafeBytes { bytes in
      let offset = position - block.startIndex
      guard let base = bytes.baseAddress, offset < bytes.count,
        let end = memchr(base + offset, 10, bytes.count - offset)
      else { return nil }
      return block.startIndex + (end - UnsafeMutableRawPointer(mutating: base))
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
