/// Recognises windows of a reference that repeat an earlier one bit by bit.
///
/// A rolling hash of the windows proposes, a comparison disposes. What a comparison at one lag has found is kept, so that
/// a constant or periodic reference is compared once and not once a window.
struct RepeatedWindows {
  private let reference: [Double]
  private let width: Int
  private let frames: Int
  /// The hash of all frames before each (a polynomial modulo 2⁶⁴).
  private lazy var prefixes: [UInt64] = makePrefixes()
  private lazy var leading: UInt64 = (0..<(frames * width)).reduce(1) { power, _ in power &* Self.base }
  /// The latest start seen with each hash.
  private var latest: [UInt64: Int] = [:]
  /// By lag: frames from `start` up to `end` equal those a lag later.
  private var runs: [Int: Range<Int>] = [:]

  private static let base: UInt64 = 0x9E37_79B9_7F4A_7C15

  init(reference: [Double], width: Int, frames: Int) {
    (self.reference, self.width, self.frames) = (reference, width, frames)
  }

  /// Whether the window at `start` equals one that was asked about before; starts come in ascending order.
  mutating func isRepeated(_ start: Int) -> Bool {
    let hash = prefixes[start + frames] &- prefixes[start] &* leading
    defer { latest[hash] = start }
    guard let earlier = latest[hash] else { return false }
    return areEqual(earlier, start)
  }

  private mutating func areEqual(_ earlier: Int, _ start: Int) -> Bool {
    let lag = start - earlier
    let known = runs[lag] ?? earlier..<earlier
    let from = known.contains(earlier) || known.upperBound == earlier ? known.lowerBound : earlier
    var end = max(earlier, known.lowerBound == from ? known.upperBound : earlier)
    while end < earlier + frames, frame(end, equals: end + lag) { end += 1 }
    runs[lag] = from..<end
    return end >= earlier + frames
  }

  private func frame(_ a: Int, equals b: Int) -> Bool {
    for column in 0..<width where reference[a * width + column] != reference[b * width + column] { return false }
    return true
  }

  private func makePrefixes() -> [UInt64] {
    var hash: UInt64 = 0
    var result: [UInt64] = [0]
    result.reserveCapacity(reference.count / width + 1)
    for (index, value) in reference.enumerated() {
      // Adding zero makes one of the two zeros, which are equal.
      hash = hash &* Self.base &+ (value + 0).bitPattern &* 0xFF51_AFD7_ED55_8CCD
      if (index + 1) % width == 0 { result.append(hash) }
    }
    return result
  }
}
