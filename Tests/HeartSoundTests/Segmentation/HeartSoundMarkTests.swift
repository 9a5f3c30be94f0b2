import Core
import HeartSound
import Testing

@Suite struct HeartSoundMarkTests {
  private func interval(_ start: Int, _ end: Int, _ state: HeartSoundState) -> StateInterval {
    StateInterval(startSample: start, endSample: end, state: state)
  }

  @Test func soundsGetTheirMeanLengthAndWhatLiesBetweenItsState() {
    let marks: [HeartSoundMark] = [
      .init(.s2, at: 500), .init(.s1, at: 200), .init(.s1, at: 1000), .init(.s2, at: 1300),
    ]
    #expect(
      HeartSoundMark.intervals(of: marks, sampleRate: 1000) == [
        interval(139, 261, .s1), interval(261, 454, .systole), interval(454, 546, .s2), interval(546, 939, .diastole),
        interval(939, 1061, .s1), interval(1061, 1254, .systole), interval(1254, 1346, .s2),
      ])
  }

  @Test func whatNobodyMarkedIsNotAnnotated() {
    // An S2 is missing after the first S1, and between the last two lie more than two seconds.
    let marks: [HeartSoundMark] = [.init(.s1, at: 0), .init(.s1, at: 900), .init(.s2, at: 1200), .init(.s1, at: 3500)]
    #expect(
      HeartSoundMark.intervals(of: marks, sampleRate: 1000) == [
        interval(0, 61, .s1), interval(839, 961, .s1), interval(961, 1154, .systole), interval(1154, 1246, .s2),
        interval(3439, 3561, .s1),
      ])
    #expect(HeartSoundMark.intervals(of: [], sampleRate: 1000).isEmpty)
  }

  /// States never overlap and come in order, whatever is marked; each mark lies in its sound, or touches it.
  @Test func statesNeverOverlap() {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<300 {
      let marks = (0..<Int.random(in: 1...12, using: &random)).map { _ in
        HeartSoundMark(Bool.random(using: &random) ? .s1 : .s2, at: Int.random(in: 0...3000, using: &random))
      }
      let states = HeartSoundMark.intervals(of: marks, sampleRate: 1000)
      #expect(zip(states, states.dropFirst()).allSatisfy { $0.endSample <= $1.startSample })
      #expect(states.allSatisfy { $0.samples.count <= 2000 })
    }
  }

  @Test func statesOfPartsGiveThoseOfTheWhole() {
    let states = [
      interval(0, 100, .s1), interval(100, 300, .systole), interval(300, 400, .s2), interval(450, 500, .s1),
    ]
    let windows = [0..<250, 200..<420, 420..<500]
    let parts = windows.map { (start: $0.lowerBound, states: StateAnnotations.intervals(states, in: $0)) }
    #expect(StateAnnotations.joined(parts) == states)
    #expect(StateAnnotations.joined([]).isEmpty)
  }

  @Test func partsOfAWindow() {
    let states = [interval(0, 100, .s1), interval(100, 300, .systole), interval(300, 400, .s2)]
    #expect(
      StateAnnotations.intervals(states, in: 50..<320) == [
        interval(0, 50, .s1), interval(50, 250, .systole), interval(250, 270, .s2),
      ])
    #expect(StateAnnotations.intervals(states, in: 400..<500).isEmpty)
  }
}
