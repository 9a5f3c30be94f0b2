import Core
import Foundation

/// What a classifier that only remembers reaches when slices are divided at random, by recording, and by group.
///
/// 1-nearest-neighbour on the means and deviations of 24 logarithmic bands (20–480 Hz, 128-sample Hann frames at 1 kHz) of 3 s
/// slices, every feature scaled to mean 0 and deviation 1; a fifth is held out, again and again. A large fall from the
/// first to the last says that random splits of this collection measure memory.
public struct LeakProbe: Sendable, Codable, Hashable {
  /// How many slices took part.
  public var slices: Int
  /// How many divisions were averaged.
  public var repetitions: Int
  /// Mean balanced accuracy when slices are divided at random.
  public var random: Double
  /// Mean balanced accuracy when recordings are kept whole.
  public var byRecording: Double
  /// Mean balanced accuracy when the audit's groups are kept whole.
  public var byGroup: Double
  /// What always naming one class reaches.
  public var floor: Double

  /// More slices than this are thinned out evenly: the cost is quadratic.
  static let mostSlices = 3000

  /// Measures labelled recordings; nil with fewer than two classes, or fewer than five groups.
  init?(labels: [String], groups: [String], slices: [[[Float]]], settings: AuditSettings) {
    let all = labels.indices.flatMap { index in slices[index].map { (owner: index, features: $0) } }
    let count = min(all.count, Self.mostSlices)
    let kept = (0..<count).map { all[$0 * all.count / count] }
    let classes = Set(kept.map { labels[$0.owner] })
    guard classes.count > 1, Set(kept.map { groups[$0.owner] }).count >= 5, settings.probeRepetitions > 0 else {
      return nil
    }
    let truth = kept.map { labels[$0.owner] }
    let neighbours = Neighbours(Self.standardised(kept.map(\.features)))
    var sums = [0.0, 0, 0]
    for repetition in 0..<settings.probeRepetitions {
      let units = [
        kept.indices.map { "\($0)" }, kept.map { "\($0.owner)" }, kept.map { groups[$0.owner] },
      ]
      for (kind, unit) in units.enumerated() {
        let isTest = Self.isTest(unit, seed: settings.seed, repetition: repetition)
        let tested = kept.indices.filter { isTest[$0] }
        let predicted = tested.map { truth[neighbours.nearest(to: $0) { !isTest[$0] } ?? $0] }
        sums[kind] += balancedAccuracy(truth: tested.map { truth[$0] }, predicted: predicted)
      }
    }
    let divisor = Double(settings.probeRepetitions)
    self.slices = count
    repetitions = settings.probeRepetitions
    (random, byRecording, byGroup) = (sums[0] / divisor, sums[1] / divisor, sums[2] / divisor)
    floor = 1 / Double(classes.count)
  }

  /// Which items are held out: units in a random order until a fifth of the items is reached.
  private static func isTest(_ units: [String], seed: UInt64, repetition: Int) -> [Bool] {
    var generator = SeededGenerator(seed: seed, id: "slices", copy: repetition, step: "probe")
    let sizes = Dictionary(units.map { ($0, 1) }, uniquingKeysWith: +)
    var held: Set<String> = []
    var count = 0
    for unit in sizes.keys.sorted(by: precedesInBytes).shuffled(with: &generator) where 5 * count < units.count {
      held.insert(unit)
      count += sizes[unit, default: 0]
    }
    return units.map(held.contains)
  }

  private static func standardised(_ features: [[Float]]) -> [[Float]] {
    guard let width = features.first?.count else { return [] }
    var result = features
    for column in 0..<width {
      let mean = features.reduce(0.0) { $0 + Double($1[column]) } / Double(features.count)
      let variance =
        features.reduce(0.0) { $0 + (Double($1[column]) - mean) * (Double($1[column]) - mean) } / Double(features.count)
      let scale = variance > 1e-12 ? 1 / variance.squareRoot() : 0
      for row in result.indices { result[row][column] = Float((Double(result[row][column]) - mean) * scale) }
    }
    return result
  }
}

/// All distances between a few thousand points.
private struct Neighbours {
  private let count: Int
  /// Squared distances, row after row.
  private let distances: [Float]

  init(_ points: [[Float]]) {
    count = points.count
    // Sixteen numbers a step; the last ones are filled up with zeros.
    let packed = points.map { point in
      stride(from: 0, to: point.count, by: 16).map { start in
        var chunk = SIMD16<Float>()
        for i in start..<min(point.count, start + 16) { chunk[i - start] = point[i] }
        return chunk
      }
    }
    var distances = [Float](repeating: 0, count: count * count)
    for i in 0..<count {
      for j in 0..<i {
        var sums = SIMD16<Float>()
        for (x, y) in zip(packed[i], packed[j]) {
          let difference = x - y
          sums += difference * difference
        }
        let distance = sums.sum()
        distances[i * count + j] = distance
        distances[j * count + i] = distance
      }
    }
    self.distances = distances
  }

  /// The nearest of the other points that may be chosen, the first of equals.
  func nearest(to point: Int, among mayChoose: (Int) -> Bool) -> Int? {
    var best: (index: Int, distance: Float)?
    for index in 0..<count where index != point && mayChoose(index) {
      let distance = distances[point * count + index]
      if distance < best?.distance ?? .infinity { best = (index, distance) }
    }
    return best?.index
  }
}
