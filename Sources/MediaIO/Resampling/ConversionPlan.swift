internal import Foundation
import Synchronization

/// Everything about a conversion between two rates that does not depend on the signal; shared by all converters.
struct ConversionPlan: Sendable {
  /// The ratio in lowest terms: `inputUnit` samples become `outputUnit`.
  let inputUnit: Int
  let outputUnit: Int
  /// Units in one block, and at each of its ends how many the filter spoils.
  let units: Int
  let overlap: Int
  /// The filter at each bin that is kept, scaled for an unscaled pair of transforms.
  let response: [Float]

  var inputSize: Int { inputUnit * units }
  var outputSize: Int { outputUnit * units }
  /// New input samples that each block consumes.
  var hop: Int { inputUnit * (units - 2 * overlap) }

  /// The plan from one rate to another, made once a process.
  static func shared(from input: Int, to output: Int) -> ConversionPlan {
    let divisor = greatestCommonDivisor(input, output)
    let key = Ratio(input: input / divisor, output: output / divisor)
    return cache.withLock { cache in
      if let known = cache[key] { return known }
      let made = ConversionPlan(ratio: key)
      cache[key] = made
      return made
    }
  }

  private struct Ratio: Hashable {
    let input: Int
    let output: Int
  }

  private static let cache = Mutex<[Ratio: ConversionPlan]>([:])

  private init(ratio: Ratio) {
    (inputUnit, outputUnit) = (ratio.input, ratio.output)
    let oversampling = max(1, Double(ratio.input) / Double(ratio.output))
    let reach = KaiserFilter.reach(oversampling: oversampling)
    overlap = (reach + ratio.input - 1) / ratio.input
    units = Self.cheapestUnits(ratio, overlap: overlap)
    let (inputSize, outputSize) = (ratio.input * units, ratio.output * units)
    // The bin at the lower Nyquist frequency itself is left out: the filter stops there.
    let kept = (min(inputSize, outputSize) + 1) / 2
    let scale = 1 / Float(inputSize)
    response = KaiserFilter(oversampling: oversampling).response(size: inputSize, count: kept).map { $0 * scale }
  }

  /// The even number of units a block that makes an output sample cheapest, by the usual N log N for a transform.
  private static func cheapestUnits(_ ratio: Ratio, overlap: Int) -> Int {
    func cost(_ units: Int) -> Double {
      let (n, m) = (Double(ratio.input * units), Double(ratio.output * units))
      let smooth = largestFactor(units) <= 7 ? 1.0 : 3.0
      // Beyond the second-level cache, each pass over the block costs more.
      let memory = max(1, log2(max(n, m) / 65_536))
      return smooth * memory * (n * log2(n) + m * log2(m) + 4 * (n + m)) / Double(units - 2 * overlap)
    }
    let candidates = Array(stride(from: 2 * overlap + 2, through: 64 * overlap + 64, by: 2))
    return candidates.min { cost($0) < cost($1) } ?? 2 * overlap + 2
  }

  private static func largestFactor(_ number: Int) -> Int {
    var rest = number
    var factor = 2
    while factor * factor <= rest { if rest % factor == 0 { rest /= factor } else { factor += 1 } }
    return rest
  }
}

/// The greatest common divisor of two positive numbers (Euclid).
func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : greatestCommonDivisor(b, a % b) }
