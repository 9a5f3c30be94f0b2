import Foundation
import Testing

@testable import MediaIO

@Suite struct KaiserFilterTests {
  @Test(arguments: [(1.0, 64), (22.05, 4410), (96.0, 9600)]) func responseIsItsDefinition(over: Double, size: Int) {
    let filter = KaiserFilter(oversampling: over)
    let count = size / 2
    let response = filter.response(size: size, count: count)
    #expect(response.count == count)
    for bin in stride(from: 0, to: count, by: max(1, count / 50)) {
      let direct = filter.taps.enumerated().reduce(0.0) { sum, tap in
        sum + (tap.offset == 0 ? 1 : 2) * tap.element * cos(2 * .pi * Double(tap.offset * bin % size) / Double(size))
      }
      #expect(abs(response[bin] - direct) < 1e-11, "bin \(bin)")
    }
  }
}
