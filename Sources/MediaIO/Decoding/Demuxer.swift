internal import CFFmpeg
internal import Core
internal import Foundation

/// An opened container with one audio stream selected; owns libavformat's context.
final class Demuxer {
  /// Containers that hold sound and refer to nothing outside themselves: no playlists, no scripts, no devices, no
  /// network, no music modules.
  private static let containers = [
    "aac", "ac3", "aiff", "amr", "amrnb", "amrwb", "ape", "asf", "au", "avi", "caf", "dsf", "dts", "eac3", "flac",
    "flv", "gsm", "iff", "ircam", "loas", "matroska", "mov", "mp3", "mpc", "mpc8", "mpeg", "mpegts", "nistsphere",
    "nut", "ogg", "oma", "paf", "pvf", "qcp", "rm", "sox", "tak", "tta", "voc", "w64", "wav", "wv",
  ].joined(separator: ",")

  /// Bytes of the first packet of a WAV file, the fewest that its demuxer gives, and of those after it.
  private static let smallestWavePacket = 1024
  private static let usualWavePacket: Int64 = 1 << 15

  private let context: UnsafeMutablePointer<AVFormatContext>
  /// Kept because `context` reads through it.
  private let memory: MemoryReader?
  /// The selected stream.
  let stream: UnsafeMutablePointer<AVStream>
  /// The number of audio streams in the container.
  let audioStreamCount: Int

  /// Frames by the header of a PCM WAV file; libavformat forgets the header's figure where the file is shorter.
  private let waveFrames: Int?

  private init(
    context: UnsafeMutablePointer<AVFormatContext>, memory: MemoryReader?, head: [UInt8], audioStream: Int32, count: Int
  ) {
    self.context = context
    self.memory = memory
    stream = context.pointee.streams[Int(audioStream)]!
    audioStreamCount = count
    hasSmallPackets = WaveHeader.begins(head) && String(cString: context.pointee.iformat.pointee.name) == "wav"
    let blockSize = Int(stream.pointee.codecpar.pointee.block_align)
    let isPCM = av_get_exact_bits_per_sample(stream.pointee.codecpar.pointee.codec_id) > 0
    waveFrames = isPCM && blockSize > 0 ? WaveHeader.dataSize(in: head).map { $0 / blockSize } : nil
    for index in 0..<Int(context.pointee.nb_streams) where index != Int(audioStream) {
      context.pointee.streams[index]?.pointee.discard = AVDISCARD_ALL
    }
  }

  deinit {
    var closing: UnsafeMutablePointer<AVFormatContext>? = context
    avformat_close_input(&closing)
  }

  /// Opens `source` and selects an audio stream: the `wanted`-th, or the one libavformat finds best.
  static func open(_ source: MediaSource, stream wanted: Int?) throws(MediaError) -> Demuxer {
    let memory: MemoryReader?
    let address: String
    switch source {
    case .file(let url): (memory, address) = (nil, "file:" + url.path)
    case .memory(let data, _): (memory, address) = (try MemoryReader(data), "")
    }
    // Most files tell all in their first bytes; some WAV files have long chunks before their sound.
    var head = source.head(4 << 10)
    if WaveHeader.begins(head) && WaveHeader.dataSize(in: head) == nil { head = source.head(64 << 10) }
    let context = try openInput(address, memory: memory, head: head, source: source)
    do throws(MediaError) {
      let (index, count) = try selectStream(wanted, of: context, source: source)
      return Demuxer(context: context, memory: memory, head: head, audioStream: index, count: count)
    } catch {
      var closing: UnsafeMutablePointer<AVFormatContext>? = context
      avformat_close_input(&closing)
      throw error
    }
  }

  private static func openInput(
    _ address: String, memory: MemoryReader?, head: [UInt8], source: MediaSource
  ) throws(MediaError) -> UnsafeMutablePointer<AVFormatContext> {
    _ = Diagnosis.silence
    _ = LoadedLibraries.trimmed
    var context = avformat_alloc_context()
    guard context != nil else {
      throw MediaError(.outOfMemory, "there is no memory to open it.", subject: source.subject)
    }
    if let memory { context?.pointee.pb = memory.context }
    var options: OpaquePointer?
    defer { av_dict_free(&options) }
    av_dict_set(&options, "format_whitelist", containers, 0)
    av_dict_set(&options, "protocol_whitelist", "file", 0)
    // By default libavformat looks for DTS in megabytes of every PCM file, which costs more than decoding it: only the first
    // packet is shown to all demuxers, and that is a small one.
    if WaveHeader.begins(head) {
      av_dict_set(&options, "max_probe_packets", "1", 0)
      av_dict_set(&options, "max_size", "\(smallestWavePacket)", 0)
    } else {
      av_dict_set(&options, "max_probe_packets", "64", 0)
    }
    // On failure libavformat frees the context itself.
    let status = avformat_open_input(&context, address, knownFormat(head), &options)
    guard status >= 0, let context else { throw Diagnosis.unopenable(source, head: head, status: status) }
    return context
  }

  /// The demuxer of a file whose first bytes leave no doubt; the others need not be asked.
  private static func knownFormat(_ head: [UInt8]) -> UnsafePointer<AVInputFormat>? {
    if WaveHeader.begins(head) && head.starts(with: "RIFF".utf8) { return av_find_input_format("wav") }
    if head.dropFirst(4).starts(with: "ftyp".utf8) { return av_find_input_format("mov") }
    return nil
  }

  private static func selectStream(
    _ wanted: Int?, of context: UnsafeMutablePointer<AVFormatContext>, source: MediaSource
  ) throws(MediaError) -> (index: Int32, count: Int) {
    // Pictures need no probing; skipping them spares decoding the first ones.
    for index in 0..<Int(context.pointee.nb_streams) {
      guard let stream = context.pointee.streams[index] else { continue }
      if stream.pointee.codecpar.pointee.codec_type != AVMEDIA_TYPE_AUDIO { stream.pointee.discard = AVDISCARD_ALL }
    }
    if !isPlainPCM(context) { avformat_find_stream_info(context, nil) }
    let audio = (0..<Int(context.pointee.nb_streams)).filter {
      context.pointee.streams[$0]?.pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_AUDIO
    }
    guard !audio.isEmpty else { throw Diagnosis.soundless(source, streamCount: Int(context.pointee.nb_streams)) }
    if let wanted {
      guard audio.indices.contains(wanted) else {
        throw MediaError(
          .notAudio, "has \(audio.count) audio stream(s), so there is no stream \(wanted): count from 0.",
          subject: source.subject)
      }
      return (Int32(audio[wanted]), audio.count)
    }
    let best = av_find_best_stream(context, AVMEDIA_TYPE_AUDIO, -1, -1, nil, 0)
    return (best >= 0 ? best : Int32(audio[0]), audio.count)
  }

  /// Whether the header of a WAV file tells everything, its length as well, so that no packet need be looked at in advance.
  private static func isPlainPCM(_ context: UnsafeMutablePointer<AVFormatContext>) -> Bool {
    guard String(cString: context.pointee.iformat.pointee.name) == "wav", context.pointee.nb_streams == 1,
      let stream = context.pointee.streams[0]?.pointee, let parameters = stream.codecpar?.pointee
    else { return false }
    let isPCM = (AV_CODEC_ID_PCM_S16LE.rawValue..<AV_CODEC_ID_ADPCM_IMA_QT.rawValue)
      .contains(parameters.codec_id.rawValue)
    return isPCM && parameters.sample_rate > 0 && parameters.ch_layout.nb_channels > 0 && stream.duration > 0
  }

  /// A short name of the container: one of the several that libavformat gives to a family.
  var container: String {
    let family = String(cString: context.pointee.iformat.pointee.name)
    guard family.hasPrefix("mov,") else { return String(family.prefix { $0 != "," }) }
    let brand = av_dict_get(context.pointee.metadata, "major_brand", nil, 0).map { String(cString: $0.pointee.value) }
    switch brand?.prefix(3) {
    case "qt ": return "mov"
    case "M4A": return "m4a"
    case "3gp", "3g2": return "3gp"
    default: return "mp4"
    }
  }

  /// Sample frames by the container's declaration or by estimate; not to be trusted.
  var declaredFrames: Int? {
    let rate = stream.pointee.codecpar.pointee.sample_rate
    guard stream.pointee.duration > 0, rate > 0 else { return nil }
    return Int(av_rescale_q(stream.pointee.duration, stream.pointee.time_base, AVRational(num: 1, den: rate)))
  }

  /// Sample frames that the container's own index promises, or nil where there is none that means it.
  var promisedFrames: Int? {
    if let waveFrames { return waveFrames }
    if container == "matroska" {
      // Matroska tells the length of the whole, rounded to its clock, and not of each stream.
      let rate = Int32(stream.pointee.codecpar.pointee.sample_rate)
      let duration = context.pointee.duration
      guard context.pointee.nb_streams == 1, duration > 0, rate > 0 else { return nil }
      return Int(av_rescale_q(duration, AVRational(num: 1, den: AV_TIME_BASE), AVRational(num: 1, den: rate)))
    }
    let hasIndex = ["w64", "flac", "aiff", "au", "m4a", "mp4", "mov", "3gp", "mp3", "caf"].contains(container)
    return hasIndex && context.pointee.duration_estimation_method == AVFMT_DURATION_FROM_STREAM ? declaredFrames : nil
  }

  /// Whether the index counts packets or milliseconds rather than frames, so that it promises some more than there are.
  var isPromiseRough: Bool { ["matroska", "caf"].contains(container) }

  /// Whether an Ogg file ends without the page that is marked as the last one (RFC 3533, header type 0x04), as a copy that
  /// was broken off does; to be asked when all is read.
  var lacksLastPage: Bool {
    guard container == "ogg", let input = context.pointee.pb else { return false }
    let size = avio_size(input)
    guard size > 0 else { return false }
    // No page is longer.
    var tail = [UInt8](repeating: 0, count: Int(min(size, 65_307)))
    guard avio_seek(input, size - Int64(tail.count), SEEK_SET) >= 0 else { return false }
    let count = Int(avio_read(input, &tail, Int32(tail.count)))
    let begins = Array("OggS".utf8)
    guard let page = stride(from: count - 27, through: 0, by: -1).first(where: { tail[$0...].starts(with: begins) })
    else { return true }
    let isLast = tail[page + 5] & 4 != 0
    // The head tells the number of segments, the bytes after it their lengths.
    let body = page + 27 + Int(tail[page + 26])
    let isWhole = body <= count && tail[(page + 27)..<body].reduce(body) { $0 + Int($1) } <= count
    return !(isLast && isWhole)
  }

  /// Why nothing more could be read, where that was not the end of the file.
  private(set) var damage: String?

  /// Whether packets of a WAV file have still to be made larger, which can be done when the first one is there.
  private var hasSmallPackets: Bool

  /// Reads the next packet of the selected stream into `packet`; false at the end or where nothing more can be read.
  func read(into packet: Packet) -> Bool {
    defer {
      if hasSmallPackets {
        av_opt_set_int(context.pointee.priv_data, "max_size", Self.usualWavePacket, 0)
        hasSmallPackets = false
      }
    }
    var retries = 0
    while true {
      packet.clear()
      let status = av_read_frame(context, packet.pointer)
      if status == hs_error_try_again && retries < 1000 {
        retries += 1
        continue
      }
      guard status >= 0 else {
        if status != hs_error_end_of_file { damage = Diagnosis.text(of: status) }
        return false
      }
      if packet.pointer.pointee.stream_index == stream.pointee.index { return true }
    }
  }
}

/// A compressed packet; owns libavcodec's.
final class Packet {
  let pointer: UnsafeMutablePointer<AVPacket>

  init() throws(MediaError) {
    guard let packet = av_packet_alloc() else { throw MediaError(.outOfMemory, "there is no memory for a packet.") }
    pointer = packet
  }

  deinit {
    var freed: UnsafeMutablePointer<AVPacket>? = pointer
    av_packet_free(&freed)
  }

  /// Gives the data back; the packet can be filled again.
  func clear() { av_packet_unref(pointer) }

  /// Sample frames to be left out at the start and the end of this packet: encoder delay and padding.
  var trimming: (start: Int, end: Int) {
    var size = 0
    guard let data = av_packet_get_side_data(pointer, AV_PKT_DATA_SKIP_SAMPLES, &size), size >= 10 else {
      return (0, 0)
    }
    func number(at offset: Int) -> Int { (0..<4).reduce(0) { $0 | Int(data[offset + $1]) << (8 * $1) } }
    return (number(at: 0), number(at: 4))
  }
}
