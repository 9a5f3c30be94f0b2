import Core
import Foundation
import HeartSound
import Testing

@testable import Augmentation

/// What transforms make of good and of bad sounds.
@Suite struct ApplicationTests {
  private func plan(_ name: String, _ subject: AugmentationSubject, _ scene: Scene, copy: Int = 1) -> AugmentationPlan {
    AugmentationPlanner(policy: .single(name), seed: 9).plan(for: subject, copy: copy, pool: scene)
  }

  static let names = Catalogue.all.map(\.name)

  @Test(arguments: names) func everyTransformChangesAHeartAndKeepsItsLength(_ name: String) throws {
    let (heart, scene) = try Scene.heart(seconds: 4)
    let plan = plan(name, AugmentationSubject(heart.audio, states: heart.annotations), scene)
    let operation = try #require(plan.operations.first)
    #expect(!operation.isLeftOut && operation.transform == name, "\(operation)")
    let made = try plan.apply(to: heart.audio, sounds: scene)
    #expect(made.audio.samples.count == heart.audio.samples.count)
    #expect(made.audio.samples.allSatisfy { $0.isFinite && abs($0) <= 1 })
    // The codec of this scene is missing, so that it is left out and the row stays.
    #expect(made.plan.operations[0].isLeftOut == (name == "codec"))
    if name != "codec" {
      let isChanged = made.audio != heart.audio
      #expect(isChanged)
    }
    let isRepeatable = try plan.apply(to: heart.audio, sounds: scene) == made
    #expect(isRepeatable)
  }

  @Test(arguments: names) func badSoundsNeitherCrashNorGetLost(_ name: String) throws {
    let (heart, scene) = try Scene.heart(seconds: 2)
    let sounds: [[Float]] = [
      [], [0.5], [Float](repeating: 0, count: 1000), Array(heart.audio.samples.prefix(1000)),
      [.nan, .infinity, 0.3, -0.2] + [Float](repeating: .nan, count: 200), [Float](repeating: 1, count: 300),
    ]
    for samples in sounds {
      let audio = AudioBuffer(samples: samples, sampleRate: 2000)
      for states in [[], heart.annotations] {
        let plan = plan(name, AugmentationSubject(audio, states: states), scene)
        let made = try plan.apply(to: audio, sounds: scene)
        #expect(made.audio.samples.count == samples.count && made.audio.samples.allSatisfy { $0.isFinite })
      }
    }
  }

  @Test func statesAreMixedAtTheirOnsets() throws {
    // Two cycles of own states of 10, 20, 10, 30 samples; the partner's are 8, 25, 10, 20.
    func states(_ lengths: [Int], from start: Int) -> [StateInterval] {
      var position = start
      return (lengths + lengths + [lengths[0]]).enumerated().compactMap { index, length in
        defer { position += length }
        return HeartSoundState(rawValue: index % 4 + 1).map {
          StateInterval(startSample: position, endSample: position + length, state: $0)
        }
      }
    }
    let own = states([10, 20, 10, 30], from: 5)
    let other = states([8, 25, 10, 20], from: 3)
    let scene = Scene(partners: ["p": ([Float](repeating: 0.25, count: 200), other)])
    let audio = AudioBuffer(samples: [Float](repeating: -0.25, count: 200), sampleRate: 1000)
    let policy = AugmentationPolicy.single("pcgmix", ["share": .range(0.75...0.75)])
    let plan = AugmentationPlanner(policy: policy, seed: 1).plan(for: .init(audio, states: own), copy: 1, pool: scene)
    let made = try plan.apply(to: audio, sounds: scene).audio.samples
    let mixed = Float(0.75 * -0.25 + 0.25 * 0.25)
    var wanted = [Float](repeating: -0.25, count: 200)
    for cycle in [5, 75] {
      for (start, length) in [(0, 8), (10, 20), (30, 10), (40, 20)] {
        for index in 0..<length { wanted[cycle + start + index] = mixed }
      }
    }
    #expect(zip(made, wanted).allSatisfy { abs($0 - $1) < 1e-6 })

    let cut = AugmentationPlanner(policy: .single("durratiocutmix"), seed: 1)
      .plan(for: .init(audio, states: own), copy: 1, pool: scene)
    let swapped = try cut.apply(to: audio, sounds: scene).audio.samples
    #expect(swapped[5..<15].allSatisfy { $0 == -0.25 } && swapped[15..<35].allSatisfy { $0 == 0.25 })
    #expect(swapped[35..<45].allSatisfy { $0 == -0.25 } && swapped[65] == -0.25)
  }

  @Test func resultsBeyondFullScaleAreScaledAsAWhole() throws {
    let audio = AudioBuffer(samples: [0.1, -0.9, 0.5], sampleRate: 2000)
    let operation = AugmentationOperation(transform: "gain", values: ["gain": .number(20)])
    let made = try AugmentationPlan(operations: [operation]).apply(to: audio, sounds: Scene())
    #expect(abs(made.limitingGain - 1 / 9) < 1e-6)
    #expect(zip(made.audio.samples, [Float(1.0 / 9), -1, 5.0 / 9]).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func operationsSurviveTheManifest() throws {
    let (heart, scene) = try Scene.heart(seconds: 4)
    for name in Self.names where name != "codec" {
      let plan = plan(name, AugmentationSubject(heart.audio, states: heart.annotations), scene)
      let steps = plan.operations.map { operation in
        "{\"step\":\"augment\"," + operation.fields.map { "\"\($0.name)\":\($0.value)" }.joined(separator: ",") + "}"
      }
      let json = "[{\"step\":\"decode\",\"rate\":2000},\(steps.joined(separator: ","))]"
      #expect(try AugmentationOperation.operations(in: json) == plan.operations, "\(name)")
    }
  }

  @Test(arguments: [
    "", "[", "{}", "[1]", #"[{"step":"augment"}]"#, #"[{"step":"augment","transform":"gian","gain":1}]"#,
    #"[{"step":"augment","transform":"gain"}]"#, #"[{"step":"augment","transform":"gain","gain":"loud"}]"#,
    #"[{"step":"augment","transform":"gain","gain":1e9}]"#,
  ]) func damagedOperationsAreRefused(_ json: String) {
    #expect(throws: AugmentationError.self) { try AugmentationOperation.operations(in: json) }
  }

  @Test func hostileOperationsDoNoHarm() throws {
    let (heart, scene) = try Scene.heart(seconds: 1)
    for json in [
      #"[{"step":"augment","transform":"cycle_rearrangement","group":1,"order":"shuffle","fade":0.2,"cuts":"5-3 -1-9 0-999999999 7-8 x 1-2000"}]"#,
      #"[{"step":"augment","transform":"time_mask","width":2,"count":1,"starts":"-5 99999999999999999999 1999 a"}]"#,
      #"[{"step":"augment","transform":"pcgmix","share":0.5,"placement":"random","partner":"other","states":"9:1 5:2 -3:3 70:9 80:1","partner_states":"0:1","first":-7e9}]"#,
      #"[{"step":"augment","transform":"frequency_mask","share":0.5,"low":-1e12,"high":1e12}]"#,
    ] {
      let plan = AugmentationPlan(operations: try AugmentationOperation.operations(in: json))
      #expect(try plan.apply(to: heart.audio, sounds: scene).audio.samples.count == heart.audio.samples.count)
    }
  }
}
