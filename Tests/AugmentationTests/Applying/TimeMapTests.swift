import Core
import Foundation
import HeartSound
import Testing

@testable import Augmentation

/// The click goes where the annotation goes.
@Suite struct TimeMapTests {
  /// Short pulses, one at a time, so that each can be found again.
  private func pulse(at place: Int, count: Int, rate: Int) -> AudioBuffer {
    let samples = (0..<count).map { index -> Float in
      let t = Double(index - place) / Double(rate)
      return Float(0.8 * exp(-t * t / (2 * 0.004 * 0.004)) * cos(2 * .pi * 90 * t))
    }
    return AudioBuffer(samples: samples, sampleRate: rate)
  }

  private func loudest(_ samples: [Float]) -> Int { samples.indices.max { abs(samples[$0]) < abs(samples[$1]) } ?? 0 }

  static let movers = Catalogue.all.filter { $0.traits.contains(.movesTime) }.map(\.name)

  @Test(arguments: movers) func clicksGoWhereAnnotationsGo(_ name: String) throws {
    let (heart, scene) = try Scene.heart()
    let (count, rate) = (heart.audio.samples.count, heart.audio.sampleRate)
    var checked = 0
    for copy in 1...4 {
      let subject = AugmentationSubject(heart.audio, states: heart.annotations, id: "copy\(copy)")
      let plan = AugmentationPlanner(policy: .single(name), seed: 4).plan(for: subject, copy: copy, pool: scene)
      #expect(plan.operations.allSatisfy { !$0.isLeftOut }, "\(plan)")
      // In the middle of states, away from where recordings are cut.
      for state in heart.annotations.filter({ $0.state == .s1 || $0.state == .s2 }).dropFirst(2).prefix(6) {
        let place = (state.startSample + state.endSample) / 2
        let click = pulse(at: place, count: count, rate: rate)
        let made = try plan.apply(to: click, sounds: scene).audio.samples
        guard let wanted = plan.place(of: Double(place), extent: subject.extent), wanted > 40,
          wanted < Double(count - 40)
        else { continue }
        #expect(abs(Double(loudest(made)) - wanted) < 0.006 * Double(rate), "\(plan.operations) at \(place)")
        let moved = plan.mapped([state], extent: subject.extent)
        #expect(moved.contains { $0.state == state.state && $0.samples.contains(loudest(made)) })
        checked += 1
      }
    }
    #expect(checked > 6)
  }

  @Test func everyMoverIsChecked() {
    #expect(
      Self.movers == ["time_stretch", "time_warp", "time_shift", "reversal", "cycle_rearrangement"],
      "a new transform that moves time needs a look at what this test does with it")
  }

  @Test func transformsWithoutTheTraitMoveNothing() throws {
    let (heart, scene) = try Scene.heart(seconds: 3)
    let place = heart.audio.samples.count / 2
    let click = pulse(at: place, count: heart.audio.samples.count, rate: 2000)
    for name in [
      "gain", "noise", "low_pass", "high_pass", "band_pass", "parametric_eq", "device_response", "pitch_shift",
    ] {
      let subject = AugmentationSubject(click)
      let plan = AugmentationPlanner(policy: .single(name), seed: 4).plan(for: subject, copy: 1, pool: scene)
      let made = try plan.apply(to: click, sounds: scene).audio.samples
      #expect(abs(loudest(made) - place) <= 8, "\(name)")
    }
  }

  @Test func piecesOfOneStateThatMeetAreOne() {
    let map = TimeMap([
      .init(source: 0..<50, output: 50..<100), .init(source: 50..<100, output: 0..<50),
    ])
    let states = [StateInterval(startSample: 0, endSample: 100, state: .systole)]
    #expect(map.mapped(states, sampleCount: 100) == states)
    #expect(map.place(of: 25) == 75 && map.place(of: 75) == 25 && map.place(of: 100) == nil)
  }
}
