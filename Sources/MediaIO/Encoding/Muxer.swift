internal import CFFmpeg
internal import Core
internal import Foundation

/// A container being written to a file or to memory; owns libavformat's context.
final class Muxer {
  private let context: UnsafeMutablePointer<AVFormatContext>
  private let isInMemory: Bool
  /// The whole container, if it was written to memory and has been finished.
  private(set) var data = Data()

  private init(context: UnsafeMutablePointer<AVFormatContext>, isInMemory: Bool) {
    self.context = context
    self.isInMemory = isInMemory
    context.pointee.flags |= AVFMT_FLAG_BITEXACT
  }

  deinit {
    if isInMemory { _ = takeMemory() } else { avio_closep(&context.pointee.pb) }
    avformat_free_context(context)
  }

  /// Creates the container's file.
  static func open(_ url: URL, format: MediaFormat) throws(MediaError) -> Muxer {
    let address = "file:" + url.path
    let context = try context(for: format, address: address)
    let muxer = Muxer(context: context, isInMemory: false)
    let status = avio_open(&context.pointee.pb, address, AVIO_FLAG_WRITE)
    guard status >= 0 else { throw MediaError(.cannotWrite, "cannot be created: \(Diagnosis.text(of: status)).") }
    return muxer
  }

  /// Begins a container in memory.
  static func inMemory(format: MediaFormat) throws(MediaError) -> Muxer {
    let context = try context(for: format, address: nil)
    let muxer = Muxer(context: context, isInMemory: true)
    guard avio_open_dyn_buf(&context.pointee.pb) >= 0 else {
      throw MediaError(.outOfMemory, "there is no memory for a container.")
    }
    return muxer
  }

  private static func context(
    for format: MediaFormat, address: String?
  ) throws(MediaError) -> UnsafeMutablePointer<AVFormatContext> {
    _ = Diagnosis.silence
    var context: UnsafeMutablePointer<AVFormatContext>?
    guard avformat_alloc_output_context2(&context, nil, format.muxer, address) >= 0, let context else {
      throw MediaError(.missingCodec, "the installed FFmpeg cannot write \(format.rawValue) files.")
    }
    return context
  }

  /// Takes over what was written to memory.
  private func takeMemory() -> Data {
    guard let io = context.pointee.pb else { return Data() }
    var bytes: UnsafeMutablePointer<UInt8>?
    let count = avio_close_dyn_buf(io, &bytes)
    context.pointee.pb = nil
    defer { av_free(bytes) }
    return bytes.map { Data(bytes: $0, count: Int(count)) } ?? Data()
  }

  /// Whether codecs must put their headers into the container rather than into each packet.
  var wantsGlobalHeader: Bool { context.pointee.oformat.pointee.flags & AVFMT_GLOBALHEADER != 0 }

  /// Adds the stream that `encoder` makes.
  func addStream(_ encoder: UnsafeMutablePointer<AVCodecContext>) throws(MediaError) -> UnsafeMutablePointer<AVStream> {
    guard let stream = avformat_new_stream(context, nil) else {
      throw MediaError(.outOfMemory, "no memory for a stream.")
    }
    try check(avcodec_parameters_from_context(stream.pointee.codecpar, encoder))
    stream.pointee.time_base = encoder.pointee.time_base
    return stream
  }

  /// Writes the header.
  func begin(indexFirst: Bool) throws(MediaError) {
    var options: OpaquePointer?
    defer { av_dict_free(&options) }
    if indexFirst { av_dict_set(&options, "movflags", "+faststart", 0) }
    try check(avformat_write_header(context, &options))
  }

  /// Writes one packet in its place; the packet is empty afterwards.
  func write(
    _ packet: Packet, of stream: UnsafeMutablePointer<AVStream>, timeBase: AVRational
  ) throws(MediaError) {
    av_packet_rescale_ts(packet.pointer, timeBase, stream.pointee.time_base)
    packet.pointer.pointee.stream_index = stream.pointee.index
    try check(av_interleaved_write_frame(context, packet.pointer))
  }

  /// Writes the index and closes the file.
  func finish() throws(MediaError) {
    try check(av_write_trailer(context))
    if isInMemory { data = takeMemory() } else { try check(avio_closep(&context.pointee.pb)) }
  }

  private func check(_ status: Int32) throws(MediaError) {
    guard status >= 0 else { throw MediaError(.cannotWrite, "cannot be written: \(Diagnosis.text(of: status)).") }
  }
}
