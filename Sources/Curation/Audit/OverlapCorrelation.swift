import Core
import SignalProcessing

/// The best fit of two signatures: the peak of their overlap-normalised cross-correlation.
///
/// c(lag) = |Σ a[n + lag] b[n]| / √(Σ a² Σ b²), all sums over the samples where both are present; the sign is ignored,
/// since a stethoscope may be plugged in the other way round. Only lags whose overlap is long enough count: half the
/// shorter recording and one second, or four fifths of recordings below 1.25 s. With the energies taken over the overlap,
/// an excerpt fits the recording it was cut from as well as a whole copy does. Lags whose overlap is a silent part of a
/// recording (below −40 dB of its mean power) do not count. By FFT in single precision, O(n log n); the value of the best
/// lag is then computed exactly.
struct OverlapCorrelation: Sendable, Hashable {
  /// The greatest similarity, 0 … 1.
  var similarity: Double
  /// How many samples later the common sound stands in the first recording.
  var lag: Int
  /// How many samples of both take part.
  var overlap: Int

  /// The least overlap of recordings of these lengths, in samples at 1 kHz.
  static func leastOverlap(_ a: Int, _ b: Int) -> Int {
    let shorter = min(a, b)
    return max((shorter + 1) / 2, min(SoundSignature.sampleRate, shorter * 4 / 5), 1)
  }

  /// The best fit over all admissible lags; the first of equals in ascending order of lags.
  static func peak(_ a: [Int16], _ b: [Int16]) -> OverlapCorrelation {
    guard !a.isEmpty, !b.isEmpty else { return OverlapCorrelation(similarity: 0, lag: 0, overlap: 0) }
    let least = leastOverlap(a.count, b.count)
    // Lags with less overlap may fold onto each other; they do not count.
    let size = transformSize(atLeast: a.count + b.count - least)
    let transform = RealFFT(size: size)
    var product = transform.forward(a.map { Float($0) / 32_768 })
    let other = transform.forward(b.map { Float($0) / 32_768 })
    for k in product.indices { product[k] = product[k] * other[k].conjugate }
    let sums = transform.inverse(product)
    let (energyA, energyB) = (prefixEnergies(a), prefixEnergies(b))
    let scale = Float(32_768 * 32_768) / Float(size)
    let (quietA, quietB) = (quiet(energyA), quiet(energyB))
    var best = OverlapCorrelation(similarity: 0, lag: 0, overlap: 0)
    for lag in (least - b.count)...(a.count - least) {
      let (start, end) = (max(0, -lag), min(b.count, a.count - lag))
      let overlap = end - start
      let first = Double(energyA[lag + end] - energyA[lag + start])
      let second = Double(energyB[end] - energyB[start])
      guard first > quietA * Double(overlap), second > quietB * Double(overlap) else { continue }
      let value = abs(Double(sums[lag >= 0 ? lag : size + lag] * scale)) / (first * second).squareRoot()
      if value > best.similarity { best = OverlapCorrelation(similarity: value, lag: lag, overlap: overlap) }
    }
    if best.overlap > 0 { best.similarity = similarity(a, b, at: best.lag) }
    return best
  }

  /// The power below which a part of a recording counts as silent.
  private static func quiet(_ energies: [Int]) -> Double {
    1e-4 * Double(energies[energies.count - 1]) / Double(energies.count - 1)
  }

  /// The similarity at one lag, by its definition; 0 where the overlap is too short.
  /// - Parameter step: 1, or every how many samples are taken for an estimate.
  static func similarity(_ a: [Int16], _ b: [Int16], at lag: Int, step: Int = 1) -> Double {
    let (start, end) = (max(0, -lag), min(b.count, a.count - lag))
    guard end - start >= leastOverlap(a.count, b.count) else { return 0 }
    return similarity(a, b, at: lag, in: start..<end, step: step)
  }

  /// The share of half-second blocks of the overlap that fit each other for themselves (0.5 or more); 1 where there is none.
  ///
  /// Near-silent blocks (below a hundredth of the median or −40 dB of the mean power) do not vote. All others do, so that two
  /// recordings that share one click and nothing else are no copies, whatever share of the energy the click has.
  static func support(_ a: [Int16], _ b: [Int16], at lag: Int) -> Double {
    let (start, end) = (max(0, -lag), min(b.count, a.count - lag))
    let length = SoundSignature.sampleRate / 2
    let blocks = stride(from: start, through: end - length, by: length).map { $0..<($0 + length) }
    let energies = blocks.map { block in
      block.reduce(0) { $0 + Int(b[$1]) * Int(b[$1]) + Int(a[$1 + lag]) * Int(a[$1 + lag]) }
    }
    guard !energies.isEmpty else { return 1 }
    let mean = Double(energies.reduce(0, +)) / Double(energies.count)
    let floor = max(0.01 * Double(energies.sorted()[energies.count / 2]), 1e-4 * mean)
    let voters = zip(blocks, energies).filter { Double($0.1) >= floor }.map(\.0)
    return Double(voters.count { similarity(a, b, at: lag, in: $0) >= 0.5 }) / Double(max(1, voters.count))
  }

  private static func similarity(_ a: [Int16], _ b: [Int16], at lag: Int, in range: Range<Int>, step: Int = 1) -> Double
  {
    var (both, first, second) = (0, 0, 0)
    for i in stride(from: range.lowerBound, to: range.upperBound, by: step) {
      let (x, y) = (Int(a[i &+ lag]), Int(b[i]))
      both &+= x &* y
      first &+= x &* x
      second &+= y &* y
    }
    guard first > 0, second > 0 else { return 0 }
    return abs(Double(both)) / (Double(first) * Double(second)).squareRoot()
  }

  private static func prefixEnergies(_ samples: [Int16]) -> [Int] {
    var energies: [Int] = []
    energies.reserveCapacity(samples.count + 1)
    var sum = 0
    energies.append(0)
    for sample in samples {
      sum += Int(sample) * Int(sample)
      energies.append(sum)
    }
    return energies
  }

  /// A power of two or three quarters of one: few sizes, whose plans are shared by all pairs.
  private static func transformSize(atLeast minimum: Int) -> Int {
    var size = 512
    while size < minimum { size *= 2 }
    return size / 4 * 3 >= minimum ? size / 4 * 3 : size
  }
}
