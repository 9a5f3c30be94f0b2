internal import CFFmpeg
internal import Core
internal import Foundation

/// One file being encoded: its sound, and a picture track if wanted.
struct EncodingJob {
  let channels: [[Float]]
  let sampleRate: Int
  let format: MediaFormat
  let options: EncodingOptions

  /// Pictures per second, and their size.
  private static let pictureRate = 5
  private static let pictureSize = (width: 64, height: 48)

  /// Encodes everything to `url`.
  func run(to url: URL) throws(MediaError) {
    guard !options.withPictureTrack || format.canHoldPictures else {
      throw MediaError(.cannotWrite, "\(format.rawValue) files hold no pictures: choose mp4.")
    }
    try run(into: try Muxer.open(url, format: format))
  }

  /// Encodes everything into `muxer`, which is finished afterwards.
  func run(into muxer: Muxer) throws(MediaError) {
    let encoder = try FrameEncoder.find(format.encoder.name)
    let (channels, rate) = try converted(for: encoder)
    encoder.configure(
      sampleRate: rate, channelCount: channels.count, format: format.encoder.sampleFormat,
      bitRate: options.bitRate ?? min(96_000, 4 * rate) * channels.count)
    try encoder.start(globalHeader: muxer.wantsGlobalHeader)
    let sound = try muxer.addStream(encoder.context)
    let picture = options.withPictureTrack ? try pictureTrack(in: muxer) : nil
    try muxer.begin(indexFirst: options.indexFirst)
    var pictures = 0
    for start in stride(from: 0, to: channels[0].count, by: encoder.frameLength) {
      if let picture {
        while pictures * rate <= start * Self.pictureRate {
          let number = pictures
          try picture.encoder.encode(sampleCount: nil, time: number, to: muxer, picture.stream) {
            Self.draw(number, on: $0)
          }
          pictures += 1
        }
      }
      let range = start..<min(start + encoder.frameLength, channels[0].count)
      try encoder.encode(sampleCount: range.count, time: start, to: muxer, sound) {
        Self.fill($0, from: channels, range)
      }
    }
    try encoder.finish(to: muxer, sound)
    if let picture { try picture.encoder.finish(to: muxer, picture.stream) }
    try muxer.finish()
  }

  /// The samples at a rate that the codec has.
  private func converted(for encoder: FrameEncoder) throws(MediaError) -> (channels: [[Float]], rate: Int) {
    guard let rates = encoder.supportedRates ?? format.usualRates, !rates.contains(sampleRate),
      let rate = rates.first(where: { $0 > sampleRate }) ?? rates.last
    else { return (channels, sampleRate) }
    let resampler = try Resampler(from: sampleRate, to: rate)
    return (channels.map(resampler.resample), rate)
  }

  private func pictureTrack(
    in muxer: Muxer
  ) throws(MediaError) -> (encoder: FrameEncoder, stream: UnsafeMutablePointer<AVStream>) {
    let encoder = try FrameEncoder.find("mpeg4")
    encoder.configure(
      width: Self.pictureSize.width, height: Self.pictureSize.height, pictureRate: Self.pictureRate)
    try encoder.start(globalHeader: muxer.wantsGlobalHeader)
    return (encoder, try muxer.addStream(encoder.context))
  }

  /// Copies samples into a frame of any of the formats that ``MediaFormat`` asks for.
  private static func fill(_ frame: UnsafeMutablePointer<AVFrame>, from channels: [[Float]], _ range: Range<Int>) {
    let format = AVSampleFormat(frame.pointee.format)
    let isPlanar = av_sample_fmt_is_planar(format) != 0
    let isFloat = av_get_packed_sample_fmt(format) == AV_SAMPLE_FMT_FLT
    for (number, channel) in channels.enumerated() {
      guard let plane = frame.pointee.extended_data[isPlanar ? number : 0] else { continue }
      let (offset, step) = isPlanar ? (0, 1) : (number, channels.count)
      if isFloat {
        let target = UnsafeMutableRawPointer(plane).assumingMemoryBound(to: Float.self)
        for i in range { target[offset + (i - range.lowerBound) * step] = channel[i] }
      } else {
        let target = UnsafeMutableRawPointer(plane).assumingMemoryBound(to: Int16.self)
        var integers: [Int16] = []
        var undithered: SeededGenerator?
        _ = Quantiser.append(Array(channel[range]), to: &integers, dither: &undithered)
        for i in integers.indices { target[offset + i * step] = integers[i] }
      }
    }
  }

  /// Draws a grey ramp that moves on by one column a picture.
  private static func draw(_ number: Int, on frame: UnsafeMutablePointer<AVFrame>) {
    let sizes = [
      pictureSize, (pictureSize.width / 2, pictureSize.height / 2), (pictureSize.width / 2, pictureSize.height / 2),
    ]
    let data = [frame.pointee.data.0, frame.pointee.data.1, frame.pointee.data.2]
    let strides = [frame.pointee.linesize.0, frame.pointee.linesize.1, frame.pointee.linesize.2]
    for plane in 0..<3 {
      guard let base = data[plane] else { continue }
      for y in 0..<sizes[plane].1 {
        for x in 0..<sizes[plane].0 {
          base[y * Int(strides[plane]) + x] = plane == 0 ? UInt8((x * 3 + y + number) % 220 + 16) : 128
        }
      }
    }
  }
}
