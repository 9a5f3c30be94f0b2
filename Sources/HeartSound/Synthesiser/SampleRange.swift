import Core

extension Range<Int> {
  /// The samples from `start` to before `end` that lie within a signal of `count` samples, possibly none.
  static func samples(from start: Seconds, to end: Seconds, sampleRate: Int, count: Int) -> Range<Int> {
    let first = Swift.min(Swift.max(0, Int((start * Double(sampleRate)).rounded(.up))), count)
    let last = Swift.min(Swift.max(0, Int((end * Double(sampleRate)).rounded(.up))), count)
    return first..<Swift.max(first, last)
  }
}
