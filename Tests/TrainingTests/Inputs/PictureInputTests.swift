import Pictures
import Testing

@testable import Training

@Suite struct PictureInputTests {
  /// All reds, all greens, all blues, as shares of 255.
  @Test func aPictureIsThreeMaps() throws {
    let picture = Picture(width: 2, height: 1, pixels: .rgb8([255, 0, 51, 0, 102, 255]))
    let sample = try PictureInput(width: 2, height: 1)(picture.png())
    #expect(sample.window(from: 0, width: 6) == [1, 0, 0, 0.4, 0.2, 1])
    #expect(throws: PictureError.self) { try PictureInput(width: 1, height: 2)(picture.png()) }
  }

  /// However many rows there are, no more than a few large samples are in memory as numbers at a time.
  @Test func largeSamplesAreJudgedAFewAtATime() throws {
    let size = 1_500_000
    var set = InputSet(width: size, rows: 7)
    for row in 0..<7 {
      set.add(.each([InputSource(whole: [UInt8](repeating: UInt8(51 * (row % 6)), count: size))]), at: [row])
    }
    var most = 0
    let answers = try set.probabilities { inputs in
      most = max(most, inputs.count)
      return stride(from: 0, to: inputs.count, by: size).map { [inputs[$0], inputs[$0 + size - 1]] }
    }
    #expect(answers.map { Float($0[0]) } == [0, 0.2, 0.4, 0.6, 0.8, 1, 0])
    #expect(answers.allSatisfy { $0[0] == $0[1] })
    #expect(most == 3 * size)
  }
}
