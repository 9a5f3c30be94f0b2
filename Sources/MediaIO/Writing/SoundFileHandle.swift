internal import CSndfile
internal import Core
internal import Foundation

/// The bytes that libsndfile writes, with a position it may move.
final class WrittenMemory {
  private(set) var data = Data()
  private var position = 0

  fileprivate var length: Int { data.count }

  fileprivate func seek(to offset: Int, from origin: Int32) -> Int {
    let base = origin == SEEK_SET ? 0 : origin == SEEK_CUR ? position : data.count
    position = max(0, base + offset)
    return position
  }

  fileprivate func tell() -> Int { position }

  fileprivate func write(_ bytes: UnsafeRawBufferPointer) -> Int {
    let end = position + bytes.count
    if end > data.count { data.append(Data(count: end - data.count)) }
    data.withUnsafeMutableBytes { UnsafeMutableRawBufferPointer(rebasing: $0[position..<end]).copyMemory(from: bytes) }
    position = end
    return bytes.count
  }

  fileprivate func read(into bytes: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(bytes.count, max(0, data.count - position))
    data.withUnsafeBytes { bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<(position + count)])) }
    position += count
    return count
  }
}

/// A sound file that libsndfile writes; owns its handle.
final class SoundFileHandle {
  private var handle: OpaquePointer?
  /// Kept because the handle may write through it.
  private let memory: WrittenMemory?

  private init(_ handle: OpaquePointer?, memory: WrittenMemory?) throws(MediaError) {
    self.handle = handle
    self.memory = memory
    guard handle != nil else {
      throw MediaError(.cannotWrite, "libsndfile cannot begin the file: \(String(cString: sf_strerror(nil)))")
    }
    // libsndfile's default PEAK chunk of float files holds the time of day.
    sf_command(handle, Int32(SFC_SET_ADD_PEAK_CHUNK), nil, Int32(SF_FALSE))
  }

  /// Opens a file on disk.
  static func file(_ url: URL, sampleRate: Int, format: Int) throws(MediaError) -> SoundFileHandle {
    var information = information(sampleRate: sampleRate, format: format)
    return try SoundFileHandle(sf_open(url.path, Int32(SFM_WRITE), &information), memory: nil)
  }

  /// Opens a file in memory.
  static func memory(_ memory: WrittenMemory, sampleRate: Int, format: Int) throws(MediaError) -> SoundFileHandle {
    var callbacks = SF_VIRTUAL_IO(
      get_filelen: { sf_count_t(SoundFileHandle.memory($0).length) },
      seek: { sf_count_t(SoundFileHandle.memory($2).seek(to: Int($0), from: $1)) },
      read: { sf_count_t(SoundFileHandle.memory($2).read(into: .init(start: $0, count: Int($1)))) },
      write: { sf_count_t(SoundFileHandle.memory($2).write(.init(start: $0, count: Int($1)))) },
      tell: { sf_count_t(SoundFileHandle.memory($0).tell()) })
    var information = information(sampleRate: sampleRate, format: format)
    let opaque = Unmanaged.passUnretained(memory).toOpaque()
    return try SoundFileHandle(sf_open_virtual(&callbacks, Int32(SFM_WRITE), &information, opaque), memory: memory)
  }

  private static func information(sampleRate: Int, format: Int) -> SF_INFO {
    var information = SF_INFO()
    information.samplerate = Int32(clamping: sampleRate)
    information.channels = 1
    information.format = Int32(truncatingIfNeeded: format)
    return information
  }

  deinit { if let handle { sf_close(handle) } }

  func write(_ samples: [Float]) throws(MediaError) {
    let written = samples.withUnsafeBufferPointer { sf_writef_float(handle, $0.baseAddress, sf_count_t($0.count)) }
    try check(written == sf_count_t(samples.count))
  }

  func write(_ samples: [Int16]) throws(MediaError) {
    let written = samples.withUnsafeBufferPointer { sf_writef_short(handle, $0.baseAddress, sf_count_t($0.count)) }
    try check(written == sf_count_t(samples.count))
  }

  /// Completes the header; the memory then holds the whole file.
  func close() throws(MediaError) {
    let closing = handle
    handle = nil
    try check(sf_close(closing) == 0)
  }

  private func check(_ succeeded: Bool) throws(MediaError) {
    guard succeeded else {
      var reason = String(cString: sf_strerror(handle))
      while reason.hasSuffix(".") { reason.removeLast() }
      throw MediaError(.cannotWrite, "libsndfile stopped: \(reason).")
    }
  }

  private static func memory(_ opaque: UnsafeMutableRawPointer?) -> WrittenMemory {
    Unmanaged<WrittenMemory>.fromOpaque(opaque!).takeUnretainedValue()
  }
}
