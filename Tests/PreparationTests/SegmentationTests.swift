import Core
import Preparation
import Testing

@Suite struct SegmentationTests {
  private func segmentation(_ remainder: Segmentation.Remainder, short: Segmentation.Short = .pad) -> Segmentation {
    Segmentation(length: 3, overlap: 1, remainder: remainder, short: short, shortest: 0.5)
  }

  /// 8 s at 1 kHz: whole windows at 0, 2 and 4 s, and one second that is left.
  @Test(arguments: [
    (Segmentation.Remainder.drop, [0..<3000, 2000..<5000, 4000..<7000]),
    (.centre, [500..<3500, 2500..<5500, 4500..<7500]),
    (.overlap, [0..<3000, 2000..<5000, 4000..<7000, 5000..<8000]),
    (.pad, [0..<3000, 2000..<5000, 4000..<7000, 6000..<8000]),
  ]) func remainders(remainder: Segmentation.Remainder, ranges: [Range<Int>]) {
    let windows = segmentation(remainder).windows(sampleCount: 8000, sampleRate: 1000)
    #expect(windows.map(\.range) == ranges)
    #expect(windows.allSatisfy { $0.range.count + $0.padding == 3000 })
  }

  @Test func shortRecordingsArePaddedOrRefused() {
    #expect(segmentation(.drop).windows(sampleCount: 1000, sampleRate: 1000) == [.init(range: 0..<1000, padding: 2000)])
    #expect(segmentation(.drop, short: .reject).windows(sampleCount: 1000, sampleRate: 1000).isEmpty)
    #expect(segmentation(.drop).windows(sampleCount: 499, sampleRate: 1000).isEmpty)
    #expect(segmentation(.drop).windows(sampleCount: 0, sampleRate: 1000).isEmpty)
  }

  /// Laws over many lengths: windows lie inside, have one size, are in order, and `overlap` and `pad` lose no sample.
  @Test func laws() {
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<500 {
      let count = 500 + generator.integer(below: 40_000)
      for remainder in Segmentation.Remainder.allCases {
        let windows = segmentation(remainder).windows(sampleCount: count, sampleRate: 1000)
        #expect(!windows.isEmpty)
        #expect(
          windows.allSatisfy {
            $0.range.count + $0.padding == 3000 && $0.range.lowerBound >= 0 && $0.range.upperBound <= count
          })
        #expect(zip(windows, windows.dropFirst()).allSatisfy { $0.range.lowerBound < $1.range.lowerBound })
        if remainder == .overlap || remainder == .pad {
          #expect(windows.last?.range.upperBound == count)
          #expect(zip(windows, windows.dropFirst()).allSatisfy { $1.range.lowerBound <= $0.range.upperBound })
        }
      }
    }
  }
}
