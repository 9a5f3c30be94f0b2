import Core
import Foundation
import MediaIO

/// Reads whole recordings for work that must see them at once: the mean of the channels, at a wanted rate.
struct RecordingReader: Sendable {
  /// The rate to which recordings are brought, in hertz; nil leaves each at its own.
  let rate: Int?

  /// A gigabyte of samples: three hours at 24 kHz.
  private static let mostSamples = 1 << 28

  /// The signal of a file and what decoding found; only the resampled signal is held in memory.
  /// - Throws: `MediaError`.
  func callAsFunction(_ url: URL) throws(MediaError) -> (audio: AudioBuffer, facts: MediaFacts) {
    var samples: [Float] = []
    var resampler: Resampler?
    let facts = try AudioDecoder.stream(url) { (sourceRate, block) throws(MediaError) in
      let current: Resampler
      if let resampler {
        current = resampler
      } else {
        current = try Resampler(from: sourceRate, to: rate ?? sourceRate, method: .fft)
        resampler = current
      }
      current.process(block, into: &samples)
      guard samples.count <= Self.mostSamples else {
        throw MediaError(
          .overLimit, "is too long to be treated whole. Give a lower --rate, or cut it with 'auscult prepare'.")
      }
    }
    try facts.refuseRuin()
    resampler?.finish(into: &samples)
    return (AudioBuffer(samples: samples, sampleRate: rate ?? facts.sampleRate), facts)
  }
}

extension MediaFacts {
  /// Refuses a file of which too little is left, whatever is to be made of it.
  /// - Throws: `MediaError` `.damaged`.
  func refuseRuin() throws(MediaError) {
    guard isRuin else { return }
    let good = frameCount - filledFrames
    throw MediaError(
      .damaged, "is damaged: only \(good) of \(good + lostFrames) frames could be decoded. Fetch it again.")
  }
}

extension BatchNote {
  /// What is said of a recording whose mean was taken although its channels cancel.
  static let antiphaseMessage =
    "its two channels are each other's opposite, so their mean cancels. 'auscult convert --channel left' takes one of them."

  /// What is said of a recording in which there is nothing to hear.
  static func silence(_ input: BatchInput) -> BatchNote {
    BatchNote(
      kind: "silent", subject: input.path,
      message: "it is silent: no sample reaches 1/32768 of full scale. Leave it out, or look for another channel.")
  }

  /// What may be wrong with a recording that was read.
  /// - Parameters:
  ///   - use: what was done with the rest of a damaged one, such as "drawn".
  ///   - isMean: whether the mean of its channels was taken.
  static func notes(on input: BatchInput, _ facts: MediaFacts, use: String, isMean: Bool = true) -> [BatchNote] {
    var notes: [BatchNote] = []
    func note(_ kind: String, _ message: String) {
      notes.append(BatchNote(kind: kind, subject: input.path, message: message))
    }
    if facts.isAntiphase && isMean { note("antiphase", antiphaseMessage) }
    if facts.isSilent && !facts.isAntiphase { notes.append(silence(input)) }
    if facts.nonFiniteSamples > 0 {
      note("not_finite", "\(facts.nonFiniteSamples) of its samples are no numbers; silence stands for them.")
    }
    if facts.lostFrames > 0 {
      note("damaged", "it is damaged: \(facts.lostFrames) frames are lost; the rest was \(use).")
    }
    if facts.primingAssumed, facts.codec.hasPrefix("wma") {
      note(
        "delay_assumed",
        "WMA does not mark its encoder's delay: its decoder left out the first \(facts.removedPrimingFrames) frames, which only Windows' encoders put there."
      )
    }
    if facts.isCutShort {
      note("damaged", "it ends without its last page: an unknown part is lost; the rest was \(use). Fetch it again.")
    }
    return notes
  }
}
