internal import CFFmpeg
internal import Core
internal import Foundation

/// Where the bytes of a recording come from.
enum MediaSource {
  case file(URL)
  case memory(Data, name: String)

  /// What errors are about.
  var subject: String {
    switch self {
    case .file(let url): url.path
    case .memory(_, let name): name
    }
  }

  /// The first bytes, to tell a damaged recording from something else altogether.
  func head(_ count: Int) -> [UInt8] {
    switch self {
    case .file(let url): return InputFile.head(of: url.path, count) ?? []
    case .memory(let data, _): return [UInt8](data.prefix(count))
    }
  }

  /// Refuses what is not a readable regular file with bytes in it: libavformat would hang on a pipe, and a folder,
  /// a missing or an empty file deserve better messages than its own.
  func check() throws(MediaError) {
    switch self {
    case .memory(let data, let name):
      if data.isEmpty { throw MediaError(.notAudio, "is empty: 0 bytes.", subject: name) }
    case .file(let url):
      var status = stat()
      guard stat(url.path, &status) == 0 else {
        throw MediaError(.unreadable, "cannot be found: \(String(cString: strerror(errno))).", subject: url.path)
      }
      switch status.st_mode & S_IFMT {
      case S_IFREG: break
      case S_IFDIR: throw MediaError(.unreadable, "is a folder. Name a file inside it.", subject: url.path)
      default: throw MediaError(.unreadable, "is not a regular file. Copy the recording to one.", subject: url.path)
      }
      guard access(url.path, R_OK) == 0 else {
        throw MediaError(.unreadable, "may not be read: \(String(cString: strerror(errno))).", subject: url.path)
      }
      if status.st_size == 0 { throw MediaError(.notAudio, "is empty: 0 bytes.", subject: url.path) }
    }
  }
}

/// Bytes in memory that libavformat reads as if they were a file.
final class MemoryReader {
  private let bytes: UnsafeMutableRawBufferPointer
  private var position = 0
  /// The context to hand to a demuxer; it lives as long as this object.
  private(set) var context: UnsafeMutablePointer<AVIOContext>?

  init(_ data: Data) throws(MediaError) {
    bytes = .allocate(byteCount: data.count, alignment: 16)
    data.copyBytes(to: bytes)
    let bufferSize = 32 << 10
    context = avio_alloc_context(
      av_malloc(bufferSize)?.assumingMemoryBound(to: UInt8.self), Int32(bufferSize), 0,
      Unmanaged.passUnretained(self).toOpaque(),
      { opaque, target, count in MemoryReader.from(opaque).read(into: target, count: Int(count)) }, nil,
      { opaque, offset, origin in MemoryReader.from(opaque).seek(to: offset, from: origin) })
    if context == nil { throw MediaError(.outOfMemory, "there is no memory for a reader.") }
  }

  deinit {
    if let context {
      av_free(context.pointee.buffer)
      avio_context_free(&self.context)
    }
    bytes.deallocate()
  }

  private static func from(_ opaque: UnsafeMutableRawPointer?) -> MemoryReader {
    Unmanaged<MemoryReader>.fromOpaque(opaque!).takeUnretainedValue()
  }

  private func read(into target: UnsafeMutablePointer<UInt8>?, count: Int) -> Int32 {
    let available = min(count, bytes.count - position)
    guard available > 0, let target, let base = bytes.baseAddress else { return hs_error_end_of_file }
    UnsafeMutableRawPointer(target).copyMemory(from: base + position, byteCount: available)
    position += available
    return Int32(available)
  }

  private func seek(to offset: Int64, from origin: Int32) -> Int64 {
    if origin & AVSEEK_SIZE != 0 { return Int64(bytes.count) }
    let base: Int64
    switch origin & ~AVSEEK_FORCE {
    case SEEK_SET: base = 0
    case SEEK_CUR: base = Int64(position)
    case SEEK_END: base = Int64(bytes.count)
    default: return -1
    }
    let (target, overflow) = base.addingReportingOverflow(offset)
    guard !overflow, target >= 0, target <= Int64(bytes.count) else { return -1 }
    position = Int(target)
    return target
  }
}
