import Core
import SignalProcessing

/// Finds pairs of recordings that may be copies, without comparing every pair: the prefilter of the search.
///
/// Below 125 Hz, where heart sounds live, every sample that is the greatest in magnitude within ±60 ms is an *anchor*: it
/// moves with the sound, so that a copy, an excerpt or a louder version has the same anchors. What surrounds an anchor
/// (768 ms) is turned into 64 bits by the signs of its projections on 64 fixed random directions: an angle θ between two
/// surroundings makes θ/π of the bits differ (Charikar 2002), gain plays no part. Anchors that agree in one of four groups
/// of 16 bits (locality-sensitive hashing with banding) and in most of all 64 propose their recordings and the lag between
/// them. Copies share many anchors, so that missing some does no harm; strangers share few.
struct AnchorIndex: Sendable {
  /// A proposal: two recordings, and how much later the common sound stands in the first, in samples.
  struct Candidate: Sendable, Hashable {
    var a: Int32
    var b: Int32
    var lag: Int32
    var distance: Int32
  }

  /// What surrounds an anchor, in samples, and every how many of them is looked at.
  static let (window, step) = (768, 4)
  /// An anchor is the greatest within so many samples on either side.
  static let reach = 60
  /// Recordings shorter than this have too few places for anchors: they are compared with all others.
  static let shortest = window + 2 * reach

  /// A 16-bit group that more anchors share is only searched among neighbours, in the order of all their bits.
  private static let (crowd, neighbours) = (1024, 64)
  /// So many lags of a pair are kept, the nearest ones.
  static let lagsAPair = 6

  /// The anchors of one recording.
  struct Anchors: Sendable {
    var positions: [Int32] = []
    var words: [UInt64] = []
  }

  /// Random directions, the same in every run: for every sample of the surroundings that is looked at, 64 coefficients in
  /// four vectors.
  private static let directions: [SIMD16<Float>] = {
    var generator = SeededGenerator(seed: 0x5EED, id: "anchors", step: "directions")
    return (0..<(4 * window / step)).map { _ in
      var quarter = SIMD16<Float>()
      for lane in 0..<16 { quarter[lane] = Float(generator.normal()) }
      return quarter
    }
  }()

  /// Finds the anchors of a signature.
  static func anchors(of signature: SoundSignature) -> Anchors {
    var result = Anchors()
    let half = window / 2
    guard signature.samples.count >= shortest,
      let filter = try? ButterworthFilter(.lowPass(125), order: 3, sampleRate: Double(SoundSignature.sampleRate))
    else { return result }
    let low: [Float] = filter(signature.samples.map { Float($0) })
    for center in peaks(of: low) where center >= half && center + half <= low.count {
      result.positions.append(Int32(center))
      result.words.append(word(low, from: center - half, isInverted: low[center] < 0))
    }
    return result
  }

  /// The signs of the projections of a window, the sign of a peak taken as positive: polarity plays no part.
  private static func word(_ samples: [Float], from start: Int, isInverted: Bool) -> UInt64 {
    var (a, b, c, d) = (SIMD16<Float>(), SIMD16<Float>(), SIMD16<Float>(), SIMD16<Float>())
    let directions = directions
    for row in 0..<(window / step) {
      let sample = SIMD16<Float>(repeating: samples[start + row * step])
      a += directions[4 * row] * sample
      b += directions[4 * row + 1] * sample
      c += directions[4 * row + 2] * sample
      d += directions[4 * row + 3] * sample
    }
    var word: UInt64 = 0
    for (quarter, sums) in [a, b, c, d].enumerated() {
      for lane in 0..<16 where (isInverted ? -sums[lane] : sums[lane]) > 0 {
        word |= 1 << UInt64(16 * quarter + lane)
      }
    }
    return word
  }

  /// Samples that no other within reach surpasses in magnitude.
  private static func peaks(of samples: [Float]) -> [Int] {
    var peaks: [Int] = []
    // The indices of a window's samples that may still be its greatest, in descending magnitude.
    var queue: [Int] = []
    var head = 0
    for i in 0..<(samples.count + reach) {
      if i < samples.count {
        while queue.count > head, abs(samples[queue[queue.count - 1]]) < abs(samples[i]) { queue.removeLast() }
        queue.append(i)
      }
      let center = i - reach
      if head > 4096 {
        queue.removeFirst(head)
        head = 0
      }
      while head < queue.count, queue[head] < center - reach { head += 1 }
      guard center >= 0, head < queue.count, abs(samples[center]) > 0 else { continue }
      if abs(samples[queue[head]]) == abs(samples[center]) { peaks.append(center) }
    }
    return peaks
  }

  /// The pairs of recordings that share anchors, a < b, in order of (a, b, distance, lag); each lag once, a few a pair.
  ///
  /// Memory is bounded by the pairs there are, whatever the number of anchors they share.
  static func candidates(_ anchors: [Anchors], hammingLimit: Int) -> [Candidate] {
    var owners: [Int32] = []
    var positions: [Int32] = []
    var words: [UInt64] = []
    for (owner, own) in anchors.enumerated() {
      owners += [Int32](repeating: Int32(owner), count: own.words.count)
      positions += own.positions
      words += own.words
    }
    var found: [Candidate] = []
    var room = 1 << 22
    for group in 0..<4 {
      // The group's own bits come first, then all others, so that neighbours in a crowd are alike.
      let shift = UInt64(16 * group)
      let keys = words.map { $0 << shift | $0 >> ((64 - shift) & 63) }
      // Of equal ones, those of different recordings stand beside each other.
      let order = keys.indices.sorted { (keys[$0], positions[$0], $0) < (keys[$1], positions[$1], $1) }
      var start = 0
      while start < order.count {
        let head = keys[order[start]] >> 48
        var end = start + 1
        while end < order.count, keys[order[end]] >> 48 == head { end += 1 }
        let span = end - start > crowd ? neighbours : end - start
        for i in start..<end {
          for j in (i + 1)..<max(i + 1, min(end, i + 1 + span)) {
            let (x, y) = (order[i], order[j])
            let distance = (words[x] ^ words[y]).nonzeroBitCount
            guard distance <= hammingLimit, owners[x] != owners[y] else { continue }
            let (p, q) = owners[x] < owners[y] ? (x, y) : (y, x)
            found.append(
              Candidate(a: owners[p], b: owners[q], lag: positions[p] - positions[q], distance: Int32(distance)))
          }
        }
        if found.count > room {
          found = pruned(found)
          room = max(room, 2 * found.count)
        }
        start = end
      }
    }
    return pruned(found)
  }

  /// Candidates in order, each once, the nearest lags of a pair only.
  private static func pruned(_ candidates: [Candidate]) -> [Candidate] {
    let sorted = candidates.sorted {
      ($0.a, $0.b, $0.distance, $0.lag) < ($1.a, $1.b, $1.distance, $1.lag)
    }
    var kept: [Candidate] = []
    var ofPair = 0
    for candidate in sorted {
      if let last = kept.last, (last.a, last.b) == (candidate.a, candidate.b) {
        guard candidate != last, ofPair < lagsAPair else { continue }
        ofPair += 1
      } else {
        ofPair = 1
      }
      kept.append(candidate)
    }
    return kept
  }
}
