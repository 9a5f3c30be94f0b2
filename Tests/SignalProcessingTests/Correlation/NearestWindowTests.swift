import Core
import Foundation
import SignalProcessing
import Testing

/// The definition, written down once more and apart from the library.
private func firstNearest(_ sequence: [Double], in reference: [Double]) -> Int {
  var best = (start: -1, distance: Double.infinity)
  for start in 0...((reference.count - sequence.count) / 2) {
    var sum = 0.0
    for k in stride(from: 0, to: sequence.count, by: 2) {
      let f = sequence[k] - reference[2 * start + k]
      let a = sequence[k + 1] - reference[2 * start + k + 1]
      sum += f * f + a * a
    }
    if sum.squareRoot() < best.distance { best = (start, sum.squareRoot()) }
  }
  return best.start
}

/// Values in which ties of some kind abound.
private enum Material: CaseIterable {
  case noise, integers, binary, hertz, constant, periodic, fractionalPeriod, plateaus, silence, tiny, offset

  func values(_ frames: Int, _ generator: inout SeededGenerator) -> [Double] {
    let period = 1 + generator.integer(below: 9)
    let pattern = (0..<(2 * period)).map { _ in Double(generator.integer(below: 5)) }
    return (0..<(2 * frames)).map { i in
      switch self {
      case .noise: generator.normal()
      case .integers: Double(generator.integer(below: 4))
      case .binary: Double(generator.integer(below: 2))
      case .hertz:
        i % 2 == 0 ? 172.265625 * Double(generator.integer(below: 6)) : Double(Float(generator.uniform() * 80))
      case .constant: 3.7
      case .periodic: pattern[i % (2 * period)]
      case .fractionalPeriod: pattern[i % (2 * period)] * 0.1 + 0.7
      case .plateaus: Double(i / 14 % 3)
      case .silence: 0
      case .tiny: generator.normal() * 1e-160
      case .offset: 1e6 + Double(generator.integer(below: 3))
      }
    }
  }
}

@Suite struct NearestWindowTests {
  /// The same start as the definition, for every pair of materials and many lengths; half the sequences are cut from the
  /// reference itself, so that distances of zero occur.
  @Test(arguments: Material.allCases) private func agreesWithTheDefinition(material: Material) {
    for (index, other) in Material.allCases.enumerated() {
      var generator = SeededGenerator(seed: 5, id: "\(material)", copy: index, step: "search")
      for round in 0..<6 {
        let length = 40 + generator.integer(below: 260)
        let frames = 6 + generator.integer(below: length - 6)
        let reference = material.values(length, &generator)
        let cut = 2 * generator.integer(below: length - frames + 1)
        let sequence = round % 2 == 0 ? other.values(frames, &generator) : Array(reference[cut..<(cut + 2 * frames)])
        let match = NearestWindowSearch(reference: reference, width: 2).nearest(to: sequence)
        #expect(match.start == firstNearest(sequence, in: reference), "\(material) in \(other), \(frames) of \(length)")
      }
    }
  }

  @Test func lengthsAtTheLimits() {
    let search = NearestWindowSearch(reference: [5, 1, 0, 0, 5, 1], width: 2)
    #expect(search.nearest(to: []).start == 0)
    #expect(search.nearest(to: [5, 1]).start == 0)
    #expect(search.nearest(to: [0, 0]).start == 1)
    #expect(search.nearest(to: [9, 9, 9, 9, 9, 9]).start == 0)
    #expect(search.exhaustiveNearest(to: [0, 0]).distance == 0)
  }

  /// Few evaluations where nothing ties, and few where everything repeats.
  @Test func almostAllStartsAreRuledOut() {
    var generator = SeededGenerator(seed: 1)
    let noise = NearestWindowSearch(reference: Material.hertz.values(3000, &generator), width: 2)
    #expect(noise.nearest(to: Material.hertz.values(1000, &generator)).evaluations <= 2)
    let constant = NearestWindowSearch(reference: [Double](repeating: 3.7, count: 6000), width: 2)
    #expect(constant.nearest(to: [Double](repeating: 1.2, count: 2000)).evaluations == 1)
    let period = (0..<6000).map { Double($0 % 14) }
    #expect(NearestWindowSearch(reference: period, width: 2).nearest(to: Array(period[6..<2006])).evaluations == 1)
  }

  @Test func otherWidthsWork() {
    var generator = SeededGenerator(seed: 2)
    let reference = (0..<900).map { _ in generator.normal() }
    for width in [1, 3] {
      let search = NearestWindowSearch(reference: reference, width: width)
      #expect(search.nearest(to: Array(reference[(width * 120)..<(width * 220)])).start == 120)
    }
  }
}
