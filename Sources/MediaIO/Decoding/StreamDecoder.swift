internal import CFFmpeg
internal import Core

/// Which signals are taken from the channels of a stream.
enum ChannelSelection {
  /// One: the mean of all.
  case mean
  /// One: this channel, or the last there is.
  case only(Int)
  /// Each channel for itself.
  case each

  var channel: Int? {
    if case .only(let channel) = self { channel } else { nil }
  }
}

/// One pass over one audio stream: packets in, blocks of one or more signals and facts out.
struct StreamDecoder {
  private let source: MediaSource
  private let options: DecodingOptions
  private let demuxer: Demuxer
  private let decoder: FrameDecoder
  private let packet: Packet
  private var planes = ChannelPlanes()
  private var stereo = StereoStatistics()
  private var contrast: ChannelContrast?
  /// Finds lost pages by their time stamps, for containers that state them in samples.
  private var clock: PageClock?
  private var blocks: [[Float]] = []
  /// Frames of encoder delay still to be left out, where the container does not do it.
  private var framesToSkip = 0
  /// Frames at another sample rate than the first, which have no place in one signal.
  private var foreignFrames = 0
  /// Frames of encoder padding that were removed from the end.
  private var paddingFrames = 0
  /// Silence that stands for refused packets; written only when something decodable follows.
  private var pendingSilence = 0
  private var facts = MediaFacts()
  /// The greatest positive value of the codec's samples.
  private var fullScale: Float = 1

  /// Blocks are handed on when they reach this many samples.
  private static let blockLength = 1 << 15
  /// A forged index can name the same bytes any number of times; with so many refused, nothing good will follow.
  private static let mostLostPackets = 1_000_000

  init(_ source: MediaSource, options: DecodingOptions) throws(MediaError) {
    try source.check()
    self.source = source
    self.options = options
    demuxer = try Demuxer.open(source, stream: options.stream)
    decoder = try FrameDecoder.open(demuxer.stream, subject: source.subject)
    packet = try Packet()
    facts.container = demuxer.container
    facts.codec = decoder.codecName
    facts.streamCount = demuxer.audioStreamCount
    if facts.container == "ogg" { clock = PageClock(timeBase: demuxer.stream.pointee.time_base) }
  }

  /// Mono samples that the file probably holds, for reserving memory; a hostile file may claim anything.
  var expectedFrames: Int { min(max(0, demuxer.declaredFrames ?? 0), 1 << 24) }

  /// Decodes everything; `consume` gets the sample rate and each block of samples, one array a signal, in order.
  mutating func run(
    _ selection: ChannelSelection, consume: (_ sampleRate: Int, _ signals: [[Float]]) throws(MediaError) -> Void
  ) throws(MediaError) -> MediaFacts {
    facts.channel = selection.channel
    while facts.lostPackets < Self.mostLostPackets, demuxer.read(into: packet) {
      let trimming = packet.trimming
      facts.removedPrimingFrames += trimming.start
      paddingFrames += trimming.end
      if decoder.send(packet) {
        try receiveAll(selection, consume: consume)
      } else {
        losePacket()
      }
    }
    if facts.removedPrimingFrames == 0 { facts.removedPrimingFrames = decoder.ownPrimingFrames }
    if decoder.send(nil) { try receiveAll(selection, consume: consume) }
    try flush(consume)
    return try finish()
  }

  /// Decodes everything to find the channel of the greatest contrast.
  mutating func bestChannel() throws(MediaError) -> Int? {
    contrast = ChannelContrast(channelCount: 0, sampleRate: 1)
    let facts = try run(.mean) { (_, _) throws(MediaError) in }
    return facts.channelCount > 1 ? contrast?.best : nil
  }

  private mutating func receiveAll(
    _ selection: ChannelSelection, consume: (Int, [[Float]]) throws(MediaError) -> Void
  ) throws(MediaError) {
    var framesOfPacket = 0
    while true {
      switch decoder.receive() {
      case .frame: framesOfPacket += try take(selection, consume: consume)
      case .failed:
        losePacket(after: framesOfPacket)
        return
      case .needsPacket, .ended: return
      }
    }
  }

  /// Notes that the decoder refused a packet, or what was left of it after `decoded` frames.
  private mutating func losePacket(after decoded: Int = 0) {
    let rate = Int32(facts.sampleRate)
    guard rate > 0 else {
      facts.lostPackets += 1
      return
    }
    let duration = max(0, packet.pointer.pointee.duration)
    let frames = av_rescale_q(duration, demuxer.stream.pointee.time_base, AVRational(num: 1, den: rate))
    // No codec packs more than 65,535 frames into a packet; a longer claim is damage, too.
    let lost = min(Int(frames), 65_535) - decoded
    // A few bytes after whole frames, as at the end of a cut PCM file, are no loss.
    guard lost > 0 || decoded == 0 else { return }
    facts.lostPackets += 1
    pendingSilence += max(0, lost)
  }

  /// Adds the frame that was just decoded; returns its length.
  private mutating func take(
    _ selection: ChannelSelection, consume: (Int, [[Float]]) throws(MediaError) -> Void
  ) throws(MediaError) -> Int {
    guard planes.load(decoder.frame) else { return 0 }
    if facts.sampleRate == 0 {
      try begin()
      let signals = if case .each = selection { planes.channelCount } else { 1 }
      blocks = Array(repeating: [], count: signals)
      for signal in blocks.indices { blocks[signal].reserveCapacity(Self.blockLength * 2) }
    }
    guard Int(decoder.frame.pointee.sample_rate) == facts.sampleRate else {
      foreignFrames += planes.frameCount
      return planes.frameCount
    }
    let unusual = planes.checkRange(top: fullScale)
    facts.nonFiniteSamples += unusual.nonFinite
    facts.clippedSamples += unusual.clipped
    stereo.add(planes)
    contrast?.add(planes)
    // Refused packets and lost pages before this frame are one and the same hole.
    pendingSilence = max(pendingSilence, clock?.gap(before: decoder.frame, sampleRate: facts.sampleRate) ?? 0)
    let skipped = min(framesToSkip, planes.frameCount)
    framesToSkip -= skipped
    try checkLength(facts.frameCount + pendingSilence + planes.frameCount - skipped)
    try fillGap(consume)
    for signal in blocks.indices {
      let channel = if case .each = selection { signal } else { selection.channel }
      planes.append(channel: channel, skipping: skipped, to: &blocks[signal])
    }
    facts.frameCount += planes.frameCount - skipped
    if isBlockFull { try flush(consume) }
    return planes.frameCount
  }

  /// Puts silence where packets were refused, so that what follows stays at its time.
  private mutating func fillGap(_ consume: (Int, [[Float]]) throws(MediaError) -> Void) throws(MediaError) {
    facts.lostFrames += pendingSilence
    facts.filledFrames += pendingSilence
    facts.frameCount += pendingSilence
    while pendingSilence > 0 {
      let count = min(pendingSilence, Self.blockLength)
      for signal in blocks.indices { blocks[signal].append(contentsOf: repeatElement(0, count: count)) }
      pendingSilence -= count
      if isBlockFull { try flush(consume) }
    }
  }

  private func checkLength(_ frames: Int) throws(MediaError) {
    let limit = options.limits.maximumDuration
    guard Double(frames) <= limit * Double(facts.sampleRate) else {
      throw MediaError(
        .overLimit, "is longer than \(limit) s. Cut the file.", subject: source.subject)
    }
  }

  /// Notes what the first frame shows, and checks it against the limits.
  private mutating func begin() throws(MediaError) {
    facts.sampleRate = Int(decoder.frame.pointee.sample_rate)
    facts.channelCount = planes.channelCount
    facts.channel = planes.channelCount > 1 ? facts.channel.map { min($0, planes.channelCount - 1) } : nil
    facts.bitsPerSample = decoder.bitsPerSample
    let isInteger = facts.bitsPerSample > 1 && facts.bitsPerSample < 25 && !facts.codec.contains("_f")
    fullScale = isInteger ? 1 - Float(sign: .plus, exponent: 1 - facts.bitsPerSample, significand: 1) : 1
    let limits = options.limits
    guard facts.sampleRate > 0, facts.sampleRate <= limits.maximumSampleRate else {
      throw MediaError(
        .overLimit, "claims \(facts.sampleRate) samples a second; the limit is \(limits.maximumSampleRate).",
        subject: source.subject)
    }
    guard facts.channelCount <= limits.maximumChannels else {
      throw MediaError(
        .overLimit, "has \(facts.channelCount) channels; the limit is \(limits.maximumChannels).",
        subject: source.subject)
    }
    if contrast != nil { contrast = ChannelContrast(channelCount: facts.channelCount, sampleRate: facts.sampleRate) }
    if ["aac", "loas"].contains(facts.container) {
      // Raw AAC has nowhere to mark the delay; encoders put one frame in front.
      framesToSkip = planes.frameCount
      facts.removedPrimingFrames = planes.frameCount
      facts.primingAssumed = true
      facts.notes.append(
        "Raw AAC does not mark its encoder's delay; the usual \(planes.frameCount) frames were removed.")
    }
  }

  private var isBlockFull: Bool { (blocks.first?.count ?? 0) >= Self.blockLength }

  private mutating func flush(_ consume: (Int, [[Float]]) throws(MediaError) -> Void) throws(MediaError) {
    guard blocks.first?.isEmpty == false else { return }
    for block in blocks { facts.peak = max(facts.peak, block.largestMagnitude) }
    switch WorkLimit.reached {
    case nil: break
    case .interrupted: throw MediaError(.interrupted, "was given up, as the program was asked to end.")
    case .overTime(let time):
      throw MediaError(
        .overTime, "takes longer than \(time) s, so it was given up. Raise --time-limit, or cut the file.",
        subject: source.subject)
    }
    try consume(facts.sampleRate, blocks)
    for signal in blocks.indices { blocks[signal].removeAll(keepingCapacity: true) }
  }

  private mutating func finish() throws(MediaError) -> MediaFacts {
    guard facts.frameCount > 0 else {
      throw MediaError(
        .damaged, "begins like \(facts.container) with \(facts.codec), but nothing of it can be decoded.",
        subject: source.subject)
    }
    facts.channelCorrelation = stereo.correlation
    facts.isAntiphase = stereo.isAntiphase
    facts.isCutShort = demuxer.lacksLastPage
    judgeDelay()
    addNotes()
    facts.lostFrames += foreignFrames
    accountForEarlyEnd()
    return facts
  }

  /// Says what is assumed of a delay that the container does not mark.
  private mutating func judgeDelay() {
    if let removed = EncoderDelay.removedByDecoder(codec: facts.codec, sampleRate: facts.sampleRate) {
      facts.removedPrimingFrames = removed
      facts.primingAssumed = true
      facts.notes.append(
        "WMA does not mark its encoder's delay; the \(removed) frames that Windows puts in front were removed.")
    } else if facts.removedPrimingFrames == 0,
      EncoderDelay.isExpected(codec: facts.codec, container: facts.container)
    {
      facts.delayUnmarked = true
      facts.notes.append("The file does not mark its encoder's delay: all events may be some 10 to 50 ms late.")
    }
  }

  private mutating func addNotes() {
    if facts.isAntiphase {
      facts.notes.append("The two channels are of opposite sign, so that their mean cancels: take one of them.")
    }
    if facts.lostPackets > 0 { facts.notes.append("\(facts.lostPackets) damaged packets were refused.") }
    if facts.lostFrames > 0 {
      facts.notes.append("\(facts.lostFrames) frames are lost between good ones; silence stands for them.")
    }
    if foreignFrames > 0 {
      facts.notes.append("\(foreignFrames) frames at another sample rate than the first were left out.")
    }
    if facts.isCutShort { facts.notes.append("The file ends without its last page: what followed is lost.") }
    if let damage = demuxer.damage { facts.notes.append("Reading stopped at damage: \(damage).") }
  }

  /// Compares what was decoded with what the container's own index promises, where it has one.
  private mutating func accountForEarlyEnd() {
    guard let promised = demuxer.promisedFrames else {
      facts.lostFrames += pendingSilence
      return
    }
    // Lossy codecs may leave out up to a frame at the end.
    var tolerance = facts.bitsPerSample > 0 ? 0 : decoder.frameLength
    if demuxer.isPromiseRough { tolerance = max(2 * decoder.frameLength, facts.sampleRate / 50) }
    // A LAME tag counts the frames before delay and padding are removed; other indices after.
    let trimmed = facts.container == "mp3" ? facts.removedPrimingFrames + paddingFrames : 0
    let missing = promised - facts.frameCount - trimmed
    guard missing > tolerance else { return }
    facts.lostFrames += missing
    facts.notes.append("The file ends early: \(facts.frameCount) of \(promised) frames are there.")
  }
}
