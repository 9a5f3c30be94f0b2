internal import CFFmpeg
internal import Core

/// An encoder of one stream; owns libavcodec's context and frame.
final class FrameEncoder {
  let context: UnsafeMutablePointer<AVCodecContext>
  let frame: UnsafeMutablePointer<AVFrame>
  private let codec: UnsafePointer<AVCodec>
  private let packet: Packet

  private init(
    context: UnsafeMutablePointer<AVCodecContext>, frame: UnsafeMutablePointer<AVFrame>,
    codec: UnsafePointer<AVCodec>, packet: Packet
  ) {
    self.context = context
    self.frame = frame
    self.codec = codec
    self.packet = packet
    context.pointee.flags |= AV_CODEC_FLAG_BITEXACT
    context.pointee.thread_count = 1
  }

  deinit {
    var freedContext: UnsafeMutablePointer<AVCodecContext>? = context
    avcodec_free_context(&freedContext)
    var freedFrame: UnsafeMutablePointer<AVFrame>? = frame
    av_frame_free(&freedFrame)
  }

  /// Finds the encoder called `name`; it still has to be configured and started.
  static func find(_ name: String) throws(MediaError) -> FrameEncoder {
    guard let codec = avcodec_find_encoder_by_name(name) else {
      throw MediaError(.missingCodec, "the installed FFmpeg has no encoder \(name).")
    }
    let packet = try Packet()
    guard let context = avcodec_alloc_context3(codec), let frame = av_frame_alloc() else {
      throw MediaError(.outOfMemory, "there is no memory for an encoder.")
    }
    return FrameEncoder(context: context, frame: frame, codec: codec, packet: packet)
  }

  /// The rates the codec is limited to, or nil for any.
  var supportedRates: [Int]? {
    guard var next = codec.pointee.supported_samplerates else { return nil }
    var rates: [Int] = []
    while next.pointee != 0 {
      rates.append(Int(next.pointee))
      next += 1
    }
    return rates.sorted()
  }

  /// Sets an audio encoder up.
  func configure(sampleRate: Int, channelCount: Int, format: AVSampleFormat, bitRate: Int) {
    context.pointee.sample_rate = Int32(sampleRate)
    context.pointee.sample_fmt = format
    context.pointee.bit_rate = Int64(bitRate)
    context.pointee.time_base = AVRational(num: 1, den: Int32(sampleRate))
    av_channel_layout_default(&context.pointee.ch_layout, Int32(channelCount))
  }

  /// Sets a picture encoder up.
  func configure(width: Int, height: Int, pictureRate: Int) {
    context.pointee.width = Int32(width)
    context.pointee.height = Int32(height)
    context.pointee.pix_fmt = AV_PIX_FMT_YUV420P
    context.pointee.time_base = AVRational(num: 1, den: Int32(pictureRate))
    context.pointee.gop_size = 10
    context.pointee.bit_rate = 50_000
  }

  /// Starts the configured encoder.
  func start(globalHeader: Bool) throws(MediaError) {
    if globalHeader { context.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER }
    let status = avcodec_open2(context, codec, nil)
    guard status >= 0 else {
      throw MediaError(
        .cannotWrite,
        "the encoder \(String(cString: codec.pointee.name)) refuses these samples: \(Diagnosis.text(of: status)).")
    }
  }

  /// Samples that go into one frame.
  var frameLength: Int { context.pointee.frame_size > 0 ? Int(context.pointee.frame_size) : 4096 }

  /// Encodes what `fill` puts into a frame of `sampleCount` samples, or of a picture for nil, at time `time`.
  func encode(
    sampleCount: Int?, time: Int, to muxer: Muxer, _ stream: UnsafeMutablePointer<AVStream>,
    fill: (UnsafeMutablePointer<AVFrame>) -> Void
  ) throws(MediaError) {
    av_frame_unref(frame)
    if let sampleCount {
      frame.pointee.nb_samples = Int32(sampleCount)
      frame.pointee.format = context.pointee.sample_fmt.rawValue
      frame.pointee.sample_rate = context.pointee.sample_rate
      av_channel_layout_copy(&frame.pointee.ch_layout, &context.pointee.ch_layout)
    } else {
      (frame.pointee.width, frame.pointee.height) = (context.pointee.width, context.pointee.height)
      frame.pointee.format = context.pointee.pix_fmt.rawValue
    }
    guard av_frame_get_buffer(frame, 0) >= 0 else { throw MediaError(.outOfMemory, "there is no memory for a frame.") }
    frame.pointee.pts = Int64(time)
    fill(frame)
    try send(frame, to: muxer, stream)
  }

  /// Writes what the encoder still holds back.
  func finish(to muxer: Muxer, _ stream: UnsafeMutablePointer<AVStream>) throws(MediaError) {
    try send(nil, to: muxer, stream)
  }

  private func send(
    _ frame: UnsafeMutablePointer<AVFrame>?, to muxer: Muxer, _ stream: UnsafeMutablePointer<AVStream>
  ) throws(MediaError) {
    var status = avcodec_send_frame(context, frame)
    while status >= 0 {
      status = avcodec_receive_packet(context, packet.pointer)
      if status >= 0 { try muxer.write(packet, of: stream, timeBase: context.pointee.time_base) }
    }
    guard status == hs_error_try_again || status == hs_error_end_of_file else {
      throw MediaError(.cannotWrite, "encoding failed: \(Diagnosis.text(of: status)).")
    }
  }
}
