internal import CFFmpeg

/// Watches the time stamps of decoded frames for pages that a demuxer dropped because they were damaged.
struct PageClock {
  private let timeBase: AVRational
  /// Where the next frame should begin, in sample frames.
  private var expected: Int?

  init(timeBase: AVRational) { self.timeBase = timeBase }

  /// Sample frames that are missing before `frame`, 0 where it follows its predecessor.
  ///
  /// Less than 4,096 frames is the uncertainty of Vorbis at its first block, and less than a page; a jump backwards or
  /// of more than ten minutes is a new recording in the same file.
  mutating func gap(before frame: UnsafePointer<AVFrame>, sampleRate: Int) -> Int {
    guard frame.pointee.pts != hs_no_timestamp else {
      expected = expected.map { $0 + Int(frame.pointee.nb_samples) }
      return 0
    }
    let begin = Int(av_rescale_q(frame.pointee.pts, timeBase, AVRational(num: 1, den: Int32(sampleRate))))
    defer { expected = begin &+ Int(frame.pointee.nb_samples) }
    guard let expected else { return 0 }
    let (gap, overflow) = begin.subtractingReportingOverflow(expected)
    return !overflow && (4096...max(4096, 600 * sampleRate)).contains(gap) ? gap : 0
  }
}
