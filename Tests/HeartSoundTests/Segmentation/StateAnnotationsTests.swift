import Core
import Foundation
import HeartSound
import TestSupport
import Testing

@Suite struct StateAnnotationsTests {
  private func parse(_ text: String) throws -> [StateInterval] {
    try StateAnnotations.parse(text, sampleRate: 1000, name: "a.tsv")
  }

  @Test func readsTheWaysPeopleWriteThem() throws {
    let wanted = [
      StateInterval(startSample: 100, endSample: 220, state: .s1),
      StateInterval(startSample: 220, endSample: 400, state: .systole),
    ]
    #expect(try parse("0\t0.1\t0\n0.1\t0.22\t1\n0.22\t0.4\t2\n") == wanted)
    #expect(try parse("\u{FEFF}0 0.1 N\r\n0.1,0.22,S1\r\n\r\n0.22 0.4 systole") == wanted)
    #expect(try parse("").isEmpty)
  }

  @Test(arguments: [
    "0.1 0.2", "a b 1", "0.2 0.1 1", "-1 0.1 1", "0 0.1 7", "0 0.5 1\n0.2 0.6 2", "nan 1 1", "0 inf 1", "0 1e30 2",
  ]) func refusesWhatCannotBe(text: String) {
    #expect(throws: HeartSoundError.self) { try parse(text) }
  }

  /// A file as those of the CinC 2016 challenge (tools/golden/matlab.py): noise, two cycles, the second in short names, and a
  /// state without an end.
  @Test func readsTheAnnotationsOfTheChallenge() throws {
    let goldens = try #require(Bundle.module.url(forResource: "Goldens", withExtension: nil))
    let url = goldens.appendingPathComponent("a0001_StateAns.mat")
    let found = try StateAnnotations.read(url, sampleRate: 1000)
    let begins = [
      (200, HeartSoundState.s1), (320, .systole), (600, .s2), (700, .diastole), (1000, .s1), (1120, .systole),
      (1400, .s2), (1500, .diastole),
    ]
    #expect(
      found
        == zip(begins, begins.dropFirst()).map { StateInterval(startSample: $0.0, endSample: $1.0, state: $0.1) })
    let folder = try TemporaryFolder()
    let other = folder.file("a.mat")
    let kinds = try Data(contentsOf: url)
    try kinds.prefix(200).write(to: other)
    #expect(throws: HeartSoundError.self) { try StateAnnotations.read(other, sampleRate: 1000) }
  }

  @Test func placesAreTheNearestFirst() {
    let named = ["annotations/r", "annotations/a_StateAns/r", "annotations/hand_corrected/a_StateAns/r"]
    func ended(_ places: [String]) -> [String] { places.flatMap { ["\($0).tsv", "\($0)_StateAns.mat"] } }
    let (near, far) = (ended(["d/a/r"] + named.map { "d/a/" + $0 }), ended(named.map { "d/" + $0 }))
    #expect(StateAnnotations.places(of: "d/a/r.wav", above: 0) == near)
    #expect(StateAnnotations.places(of: "d/a/r.wav", above: 1) == near + far)
    #expect(StateAnnotations.places(of: "d/a/r.wav", above: .max) == near + far + ended(named))
    #expect(StateAnnotations.places(of: "r.wav", above: .max) == ended(["r", "annotations/r"]))
  }

  @Test func writingAndReadingGivesTheSame() throws {
    var generator = SeededGenerator(seed: 4)
    for rate in [1000, 4000, 22_050, 44_100] {
      var (position, intervals): (Int, [StateInterval]) = (0, [])
      for index in 0..<40 {
        let start = position + (index % 5 == 0 ? 1 + generator.integer(below: 900) : 0)
        position = start + 1 + generator.integer(below: 9000)
        intervals.append(
          StateInterval(startSample: start, endSample: position, state: HeartSoundState.allCases[index % 4]))
      }
      let text = StateAnnotations.text(intervals, sampleCount: position + 77, sampleRate: rate)
      #expect(try StateAnnotations.parse(text, sampleRate: rate, name: "") == intervals)
      #expect(text.hasSuffix("\t0\n"))
    }
  }

  @Test func cyclesAreWholeAndGroupsHaveNoGaps() {
    var intervals: [StateInterval] = []
    var position = 0
    for beat in 0..<6 {
      if beat == 4 { position += 50 }
      for (state, length) in zip(HeartSoundState.allCases, [10, 20, 8, 40]) {
        intervals.append(StateInterval(startSample: position, endSample: position + length, state: state))
        position += length
      }
    }
    // The first S1 may be cut by the beginning, the last diastole by the end, the fourth by the gap.
    #expect(intervals.cycles().map(\.samples) == [78..<156, 156..<234, 362..<440])
    #expect(intervals.cycleGroups(of: 2, step: 1) == [78..<234])
    #expect(intervals.cycleGroups(of: 1, step: 2) == [78..<156, 362..<440])
    #expect(intervals.cycleGroups(of: 4, step: 1).isEmpty)
    #expect(abs((intervals.medianHeartRate(sampleRate: 100) ?? 0) - 60 * 100 / 78) < 1e-9)
  }

  @Test func scoresCountWhatTheySay() {
    func sounds(_ middles: [Int], _ state: HeartSoundState) -> [StateInterval] {
      middles.map { StateInterval(startSample: $0 - 50, endSample: $0 + 50, state: state) }
    }
    let truth = [
      StateInterval(startSample: 0, endSample: 100, state: .s1),
      StateInterval(startSample: 100, endSample: 300, state: .systole),
      StateInterval(startSample: 300, endSample: 400, state: .s2),
      StateInterval(startSample: 400, endSample: 1000, state: .diastole),
      StateInterval(startSample: 1000, endSample: 1100, state: .s1),
    ]
    #expect(SegmentationScore(found: truth, annotated: truth, sampleRate: 1000).frameAccuracy == 1)
    // 55 ms late, 80 ms late, and one that is nowhere near; one after the annotated stretch does not count.
    let found = sounds([105, 600, 1130, 1500], .s1)
    let score = SegmentationScore(found: found, annotated: truth, sampleRate: 1000)
    #expect(score.s1[0].found == 1 && score.s1[0].annotated == 2 && score.s1[0].claimed == 2)
    #expect(score.s1[1].found == 2 && score.s1[1].annotated == 2 && score.s1[1].claimed == 3)
    #expect(score.s2[1].sensitivity == 0 && score.s2[1].positivePredictivity == nil && score.s2[1].f1 == 0)
    #expect(score.milliseconds[0] == [65, 0, 0, 0, 135])
  }
}
