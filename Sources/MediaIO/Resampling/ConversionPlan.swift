internal import Foundation
import Synchronization

/// Everything about a conversion from one rate to one or several that does not depend on the signal; shared by all
/// converters.
struct ConversionPlan: Sendable {
  /// One of the rates that come out of a block.
  struct Output: Sendable {
    /// Samples that `inputUnit` samples become.
    let unit: Int
    /// The filter at each bin that is kept, scaled for an unscaled pair of transforms.
    let response: [Float]
  }

  /// The fewest samples that become whole numbers of samples at every rate.
  let inputUnit: Int
  let outputs: [Output]
  /// Units in one block, and at each of its ends how many the longest filter spoils.
  let units: Int
  let overlap: Int

  var inputSize: Int { inputUnit * units }
  /// New input samples that each block consumes.
  var hop: Int { inputUnit * (units - 2 * overlap) }

  /// Beyond this, rates have so little in common that blocks for all of them would be clumsy.
  private static let largestUnit = 1 << 13

  /// Whether one block may serve all these rates.
  static func canShare(from input: Int, to outputs: [Int]) -> Bool {
    unit(from: input, to: outputs) <= max(largestUnit, outputs.map { unit(from: input, to: [$0]) }.max() ?? 0)
  }

  /// The plan from one rate to others, made once a process.
  static func shared(from input: Int, to outputs: [Int]) -> ConversionPlan {
    let unit = unit(from: input, to: outputs)
    let key = Ratios(
      input: unit,
      outputs: outputs.map {
        unit / (input / greatestCommonDivisor(input, $0)) * ($0 / greatestCommonDivisor(input, $0))
      })
    return cache.withLock { cache in
      if let known = cache[key] { return known }
      let made = ConversionPlan(key)
      cache[key] = made
      return made
    }
  }

  /// The least common multiple of the input side of all ratios in lowest terms.
  private static func unit(from input: Int, to outputs: [Int]) -> Int {
    outputs.reduce(1) { unit, output in
      let next = input / greatestCommonDivisor(input, output)
      return unit / greatestCommonDivisor(unit, next) * next
    }
  }

  private struct Ratios: Hashable {
    let input: Int
    let outputs: [Int]
  }

  private static let cache = Mutex<[Ratios: ConversionPlan]>([:])

  private init(_ ratios: Ratios) {
    func oversampling(_ output: Int) -> Double { max(1, Double(ratios.input) / Double(output)) }
    inputUnit = ratios.input
    let reach = ratios.outputs.map { KaiserFilter.reach(oversampling: oversampling($0)) }.max() ?? 0
    overlap = (reach + ratios.input - 1) / ratios.input
    units = Self.cheapestUnits(ratios, overlap: overlap)
    let size = ratios.input * units
    outputs = ratios.outputs.map { [units] unit in
      // The bin at the lower Nyquist frequency itself is left out: the filter stops there.
      let kept = (min(size, unit * units) + 1) / 2
      let response = KaiserFilter(oversampling: oversampling(unit)).response(size: size, count: kept)
      return Output(unit: unit, response: response.map { Float($0 / Double(size)) })
    }
  }

  /// The even number of units a block that makes an output sample cheapest, by the usual N log N for a transform.
  private static func cheapestUnits(_ ratios: Ratios, overlap: Int) -> Int {
    func cost(_ units: Int) -> Double {
      let sizes = ([ratios.input] + ratios.outputs).map { Double($0 * units) }
      let work = sizes.reduce(0) { $0 + $1 * (log2($1) + 4) }
      // Measured with FFTW's estimated plans: powers of two leave the fewest odd factors, and gain a quarter.
      let shape = units & (units - 1) == 0 ? 1 : largestFactor(units) <= 7 ? 1.35 : 3
      // Beyond the second-level cache, each pass over the block costs more.
      let memory = max(1, log2((sizes.max() ?? 0) / 65_536))
      return shape * memory * work / Double(units - 2 * overlap)
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
