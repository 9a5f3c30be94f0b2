internal import CFFmpeg
internal import Core

/// A decoder of one stream; owns libavcodec's context and frame.
final class FrameDecoder {
  /// What asking for a frame gave.
  enum Outcome {
    case frame
    case needsPacket
    case ended
    case failed
  }

  private let context: UnsafeMutablePointer<AVCodecContext>
  /// The frame that was decoded last.
  let frame: UnsafeMutablePointer<AVFrame>
  /// The codec's short name.
  let codecName: String

  private init(context: UnsafeMutablePointer<AVCodecContext>, frame: UnsafeMutablePointer<AVFrame>, codecName: String) {
    self.context = context
    self.frame = frame
    self.codecName = codecName
  }

  deinit {
    var freedContext: UnsafeMutablePointer<AVCodecContext>? = context
    avcodec_free_context(&freedContext)
    var freedFrame: UnsafeMutablePointer<AVFrame>? = frame
    av_frame_free(&freedFrame)
  }

  /// Opens the decoder of `stream`.
  static func open(_ stream: UnsafeMutablePointer<AVStream>, subject: String) throws(MediaError) -> FrameDecoder {
    guard let parameters = stream.pointee.codecpar else {
      throw MediaError(.damaged, "its stream has no description.", subject: subject)
    }
    guard parameters.pointee.codec_id != AV_CODEC_ID_NONE else {
      throw MediaError(
        .damaged, "does not say how its sound is coded: its header is cut short, or the codec is unknown.",
        subject: subject)
    }
    let name = String(cString: avcodec_get_name(parameters.pointee.codec_id))
    guard let codec = avcodec_find_decoder(parameters.pointee.codec_id) else {
      throw MediaError(
        .missingCodec, "is coded as \(name), which the installed FFmpeg cannot decode. Convert it elsewhere to WAV.",
        subject: subject)
    }
    guard let context = avcodec_alloc_context3(codec), let frame = av_frame_alloc() else {
      throw MediaError(.outOfMemory, "there is no memory for a decoder.", subject: subject)
    }
    let decoder = FrameDecoder(context: context, frame: frame, codecName: name)
    var status = avcodec_parameters_to_context(context, parameters)
    context.pointee.pkt_timebase = stream.pointee.time_base
    context.pointee.thread_count = 1
    // FLAC guards each frame by a checksum; a frame that fails it is noise, not sound.
    if parameters.pointee.codec_id == AV_CODEC_ID_FLAC {
      context.pointee.err_recognition = AV_EF_CRCCHECK | AV_EF_EXPLODE
    }
    if status >= 0 { status = avcodec_open2(context, codec, nil) }
    guard status >= 0 else {
      throw MediaError(
        .damaged, "its \(name) stream cannot be decoded: \(Diagnosis.text(of: status)).", subject: subject)
    }
    return decoder
  }

  /// Bits of one coded sample, 0 for codecs that have no such thing.
  var bitsPerSample: Int {
    let raw = context.pointee.bits_per_raw_sample
    let lossless = avcodec_descriptor_get(context.pointee.codec_id).map {
      $0.pointee.props & AV_CODEC_PROP_LOSSLESS != 0
    }
    guard lossless == true else { return 0 }
    return Int(raw > 0 ? raw : context.pointee.bits_per_coded_sample)
  }

  /// Samples in one frame of the codec, or a usual number where frames vary.
  var frameLength: Int { context.pointee.frame_size > 0 ? Int(context.pointee.frame_size) : 2048 }

  /// Frames of delay that the decoder itself removes: Opus states them in its header.
  var ownPrimingFrames: Int {
    context.pointee.codec_id == AV_CODEC_ID_OPUS ? max(0, Int(context.pointee.delay)) : 0
  }

  /// Hands a packet over, or nil to say that there are no more; false where the decoder refuses it.
  func send(_ packet: Packet?) -> Bool { avcodec_send_packet(context, packet?.pointer) >= 0 }

  /// Decodes the next frame into ``frame``.
  func receive() -> Outcome {
    let status = avcodec_receive_frame(context, frame)
    switch status {
    case 0...: return .frame
    case hs_error_try_again: return .needsPacket
    case hs_error_end_of_file: return .ended
    default: return .failed
    }
  }
}
