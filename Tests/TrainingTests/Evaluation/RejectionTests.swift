import Core
import Foundation
import TestSupport
import Testing

@testable import Training

@Suite struct RiskCoverageTests {
  @Test func riskFallsWhereDoubtKnows() throws {
    let right = (0..<100).map { $0 >= 30 }
    let knowing = try #require(RiskCoverage(score: "doubt", doubts: (0..<100).map { Double(100 - $0) }, right: right))
    #expect(knowing.points[0].coverage == 1 && abs(knowing.points[0].risk - 0.3) < 1e-12)
    #expect(knowing.points.allSatisfy { $0.coverage > 0.7 || $0.risk == 0 })
    // Equals tell nothing: the risk is that of all at any coverage.
    let blind = try #require(RiskCoverage(score: "same", doubts: right.map { _ in 1 }, right: right))
    #expect(blind.points.allSatisfy { abs($0.risk - 0.3) < 1e-12 } && abs(blind.area - 0.3) < 1e-12)
    #expect(knowing.area < blind.area)
    #expect(RiskCoverage(score: "", doubts: [], right: []) == nil)
    #expect(RiskCoverage(score: "", doubts: [.nan], right: [true]) == nil)
  }
}

@Suite struct OutlierDetectorTests {
  /// Beats of 60 and 100 Hz over a little noise.
  private func heart(_ number: Int) -> AudioBuffer {
    var generator = SeededGenerator(seed: 3, id: "\(number)", step: "heart")
    let rate = generator.uniform(in: 0.8...1.1)
    return AudioBuffer(
      samples: (0..<6000).map { index -> Float in
        let time = Double(index) / 2000
        let phase = (time / rate).truncatingRemainder(dividingBy: 1)
        func sound(at center: Double, _ width: Double, _ frequency: Double) -> Double {
          let distance = (phase - center) / width
          return exp(-distance * distance) * sin(2 * .pi * frequency * time)
        }
        let beat: Double = 0.5 * sound(at: 0.1, 0.03, 60) + 0.3 * sound(at: 0.45, 0.02, 100)
        return Float(beat + 0.004 * generator.normal())
      }, sampleRate: 2000)
  }

  @Test func noiseIsUnlikeHearts() throws {
    let training = (0..<20).map { SoundProfile.of(heart($0)) }
    let detector = try #require(
      OutlierDetector(profiles: training, heldOut: (20..<30).map { [SoundProfile.of(heart($0))] }))
    for kind in NoiseSound.allCases {
      let clip = kind.clip(1, sampleCount: 6000, sampleRate: 2000, seed: 1)
      #expect(clip.samples.allSatisfy { $0.isFinite })
      #expect(try #require(detector.score([SoundProfile.of(clip)])) > detector.limit, "\(kind)")
    }
    let others = try (30..<40).map { try #require(detector.score([SoundProfile.of(heart($0))])) }
    #expect(others.count { $0 <= 1.5 * detector.limit } == 10)
    // Gain plays no part.
    let quiet = heart(31)
    let loud = AudioBuffer(samples: quiet.samples.map { 0.1 * $0 }, sampleRate: 2000)
    let scores = try [quiet, loud].map { try #require(detector.score([SoundProfile.of($0)])) }
    #expect(abs(scores[0] - scores[1]) < 0.05 * scores[0])
  }

  @Test func whatCannotBeHeardHasNoProfile() {
    #expect(SoundProfile.of(AudioBuffer(samples: [], sampleRate: 2000)).isEmpty)
    #expect(SoundProfile.of(AudioBuffer(samples: [0, 0, 0], sampleRate: 2000)).isEmpty)
    #expect(SoundProfile.of(AudioBuffer(samples: [0.1, 0, 0.2], sampleRate: 100)).isEmpty)
    #expect(SoundProfile.of(AudioBuffer(samples: [0.1, 0, 0.2], sampleRate: 2000)).allSatisfy { $0.isFinite })
    #expect(OutlierDetector(profiles: [[]], heldOut: []) == nil)
  }
}

@Suite struct DecisionRuleTests {
  private func rule() -> DecisionRule {
    var generator = SeededGenerator(seed: 4)
    let items = (0..<60).map { index -> ScoredItem in
      let p = generator.uniform()
      return ScoredItem(
        id: "\(index)", fileName: "", label: generator.uniform() < p ? "murmur" : "normal", groupID: "", patientID: "",
        source: "", quality: nil, fold: "", probabilities: [p, 1 - p], clips: [])
    }
    return DecisionRule(
      recordings: items, classes: ["murmur", "normal"], chosenOn: "validation recordings", outliers: nil)
  }

  @Test func aRuleSurvivesItsFile() throws {
    let folder = try TemporaryFolder()
    #expect(try DecisionRule(modelFolder: folder.url) == nil)
    try rule().write(to: folder.url)
    #expect(try DecisionRule(modelFolder: folder.url) == rule())
    #expect(rule().calibrators.count == 3 && rule().thresholds.count == ThresholdRule.allCases.count)
  }

  @Test func damageIsAnError() throws {
    let folder = try TemporaryFolder()
    try rule().write(to: folder.url)
    let url = folder.file(DecisionRule.fileName)
    let text = try String(contentsOf: url, encoding: .utf8)
    let damaged = [
      String(text.prefix(200)), "{}", text.replacingOccurrences(of: "\"positions\" : [", with: "\"positions\" : [0,"),
      text.replacingOccurrences(of: "\"temperature\" : ", with: "\"temperature\" : -"),
    ]
    for text in damaged {
      try AtomicFile.write(text, to: url)
      #expect(throws: TrainingError.self) { try DecisionRule(modelFolder: folder.url) }
    }
  }
}

@Suite struct BaselineTests {
  private func examples(_ count: Int) -> [Baseline.Example] {
    (0..<count).map { index -> Baseline.Example in
      let isDiseased = index % 3 == 0
      let features: [Double] = [isDiseased ? 10 : 8, Double(index % 5), -20]
      return Baseline.Example(label: isDiseased ? 1 : 0, source: isDiseased ? "clinic" : "home", features: features)
    }
  }

  @Test func whatTellsTheClassIsFound() throws {
    for baseline in [Baseline.source, .fileFacts] {
      let answers = try #require(baseline.answers(learningFrom: examples(30), to: examples(9), classCount: 2))
      #expect(answers.predicted == examples(9).map(\.label), "\(baseline)")
      #expect(answers.scores.allSatisfy { abs($0.reduce(0, +) - 1) < 1e-9 })
    }
    let majority = try #require(Baseline.majority.answers(learningFrom: examples(30), to: examples(2), classCount: 3))
    #expect(majority.predicted == [0, 0] && Set(majority.scores).count == 1)
  }

  /// Each source is held out once, and has its own share of the diseased: what knows nothing of a source ranks nothing.
  @Test func constantsHaveNoRankingOverFolds() {
    let judged = (0..<30).map { index -> (item: ScoredItem, example: Baseline.Example) in
      let source = index / 10
      let label = index % 10 < 2 + 3 * source ? 1 : 0
      return (
        ScoredItem(
          id: "\(index)", fileName: "", label: label == 1 ? "murmur" : "normal", groupID: "\(index)", patientID: "",
          source: "\(source)", quality: nil, fold: "\(source)", probabilities: [0.5, 0.5], clips: []),
        Baseline.Example(label: label, source: "\(source)", features: [Double(index % 7), 0, 0])
      )
    }
    let teachers = Dictionary(
      uniqueKeysWithValues: (0..<3).map { source in
        ("\(source)", judged.map(\.example).filter { $0.source != "\(source)" })
      })
    let reports = BaselineReport.all(of: judged, teachers: teachers, classes: ["normal", "murmur"], seed: 1)
    #expect(reports.map(\.baseline) == Baseline.allCases)
    for report in reports.prefix(2) {
      #expect(report.scores.auroc.value == 0.5, "\(report.baseline): \(report.scores.auroc)")
    }
  }

  @Test func whatTeachesNothingHasNoFigure() {
    var same = examples(9)
    for index in same.indices { same[index].source = "" }
    #expect(Baseline.source.answers(learningFrom: same, to: same, classCount: 2) == nil)
    let single = Array(examples(9).filter { $0.label == 0 })
    for baseline in Baseline.allCases {
      #expect(baseline.answers(learningFrom: single, to: single, classCount: 2) == nil)
      #expect(baseline.answers(learningFrom: [], to: single, classCount: 2) == nil)
    }
  }
}
