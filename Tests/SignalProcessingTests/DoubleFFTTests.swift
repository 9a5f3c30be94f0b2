import Core
import Foundation
import SignalProcessing
import Testing

@Suite struct DoubleFFTTests {
  @Test(arguments: [1, 2, 7, 101, 256, 1000]) func inverseUndoesForward(size: Int) {
    var generator = SeededGenerator(seed: UInt64(size))
    let samples = (0..<size).map { _ in generator.normal() }
    let transform = DoubleFFT(size: size)
    let back = transform.inverse(transform.forward(samples)).map { $0 / Double(size) }
    #expect(zip(samples, back).allSatisfy { abs($0 - $1) < 1e-14 })
  }

  @Test(arguments: [7, 16, 30]) func agreesWithTheDefinition(size: Int) {
    var generator = SeededGenerator(seed: UInt64(size))
    let samples = (0..<size).map { _ in generator.normal() }
    for (k, bin) in DoubleFFT(size: size).forward(samples).enumerated() {
      let sum = samples.enumerated().reduce(ComplexDouble(0)) { sum, sample in
        sum + ComplexDouble(sample.element) * ComplexDouble(angle: -2 * .pi * Double(k * sample.offset) / Double(size))
      }
      #expect((sum - bin).magnitude < 1e-13)
    }
  }

  @Test func quickSizesAreTheSmallestOfTheirKind() {
    func isQuick(_ size: Int) -> Bool {
      var rest = size
      for factor in [2, 3, 5] { while rest % factor == 0 { rest /= factor } }
      return rest == 1
    }
    for minimum in 1...2000 {
      #expect(DoubleFFT.quickSize(atLeast: minimum) == (minimum...).first(where: isQuick))
    }
    #expect(DoubleFFT.quickSize(atLeast: 0) == 1)
  }

  @Test func sharedSizesAreFewAndHardlyLarger() {
    let sizes = (1...20_000).map { ($0, DoubleFFT.sharedSize(atLeast: $0)) }
    #expect(sizes.allSatisfy { $1 >= $0 && (Double($1) <= 1.26 * Double($0) || $1 <= 8) })
    #expect(Set(sizes.map(\.1)).count < 54)
  }

  @Test func plansOutliveTheCache() {
    let first = DoubleFFT(size: 97)
    let before = first.forward([1, 2, 3])
    for size in 100..<140 { _ = DoubleFFT(size: size) }
    #expect(first.forward([1, 2, 3]) == before)
  }

  @Test func squareRootsOfComplexNumbers() {
    for z in [
      ComplexDouble(4), ComplexDouble(-4), ComplexDouble(3, 4), ComplexDouble(-3, -4), ComplexDouble(0, 1e-9),
      ComplexDouble(0),
    ] {
      let root = z.squareRoot
      #expect((root * root - z).magnitude <= 1e-15 * max(1, z.magnitude))
      #expect(root.real >= 0)
    }
  }
}
