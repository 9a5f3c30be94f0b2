import Core
import Foundation
import Pictures
import Testing

@Suite struct TicksTests {
  @Test(arguments: [
    (0.0...1.0, 5, [0, 0.2, 0.4, 0.6, 0.8, 1.0]), (0...10, 5, [0, 2, 4, 6, 8, 10]), (-3...17, 4, [0, 5, 10, 15]),
    (1...30, 8, [5, 10, 15, 20, 25, 30]), (0...3400, 6, [0, 500, 1000, 1500, 2000, 2500, 3000]),
    (-0.02...0.03, 5, [-0.02, -0.01, 0, 0.01, 0.02, 0.03]),
  ]) func roundNumbers(range: ClosedRange<Double>, count: Int, expected: [Double]) {
    let ticks = Ticks(in: range, about: count)
    #expect(ticks.values.count == expected.count)
    for (value, wanted) in zip(ticks.values, expected) { #expect(abs(value - wanted) < 1e-12) }
  }

  @Test func anyRangeGetsAFewTicksInside() {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<2000 {
      let center = generator.normal() * pow(10, generator.uniform(in: -6...6))
      let half = pow(10, generator.uniform(in: -4...6))
      let range = center - half...center + half
      let ticks = Ticks(in: range, about: 6)
      #expect(3...12 ~= ticks.values.count)
      #expect(ticks.values.allSatisfy { $0 > range.lowerBound - half * 1e-6 && $0 < range.upperBound + half * 1e-6 })
      let outer = Ticks.rounded(range, about: 6)
      #expect(outer.lowerBound <= range.lowerBound + half * 1e-6 && outer.upperBound >= range.upperBound - half * 1e-6)
      #expect(outer.upperBound - outer.lowerBound <= 2 * half + 2 * ticks.step * (1 + 1e-6))
    }
  }

  @Test func oddRangesDoNotTrap() {
    for range in [
      0...0, 5...5, -Double.infinity...Double.infinity, 1e300...1.1e300, -1.7e308...1.7e308,
      0...Double.leastNonzeroMagnitude,
    ] {
      #expect(Ticks(in: range, about: 5).values.count < 20)
      let outer = Ticks.rounded(range, about: 5)
      #expect(outer.lowerBound < outer.upperBound || range.upperBound > 1e299)
    }
  }

  @Test func labelsHaveTheDecimalsTheyNeed() {
    #expect(Ticks(in: 0...1, about: 5).label(0.6000000000000001) == "0.6")
    #expect(Ticks(in: 0...0.05, about: 5).label(0.03) == "0.03")
    #expect(Ticks(in: -20...0, about: 4).label(-15) == "−15")
    #expect(Ticks(in: -1...1, about: 4).label(-1e-17) == "0.0")
    #expect(Ticks(in: 0...40000, about: 4).label(20000) == "20\u{202F}000")
    #expect(Ticks(in: 0...1, about: 5).percentLabel(0.4) == "40 %")
    #expect(Ticks(in: 0...0.01, about: 5).percentLabel(0.002) == "0.2 %")
  }
}
