import Augmentation
import Core
import HeartSound
import Testing

/// What no copy may lose.
@Suite struct GuardTests {
  private func operation(
    _ name: String, _ values: [String: AugmentationPolicy.Values] = [:], heartRate: Double? = 70, label: String = "",
    states: [StateInterval] = [], guards: AugmentationGuards = .init(), copy: Int = 1, sampleRate: Int = 2000
  ) throws -> AugmentationOperation {
    let audio = AudioBuffer(samples: [Float](repeating: 0.1, count: 3 * sampleRate), sampleRate: sampleRate)
    let planner = AugmentationPlanner(policy: .single(name, values), guards: guards, seed: 2)
    let subject = AugmentationSubject(audio, states: states, label: label, heartRate: heartRate)
    return try #require(planner.plan(for: subject, copy: copy, pool: Scene()).operations.first)
  }

  private func rate(_ wanted: Double, heartRate: Double?) throws -> (rate: Double, note: String) {
    let operation = try operation("time_stretch", ["rate": .range(wanted...wanted)], heartRate: heartRate)
    guard case .number(let value) = operation.values["rate"] else { return (0, operation.guardNote) }
    return (value, operation.guardNote)
  }

  @Test func heartsBeatFortyToAHundredAndEightyTimes() throws {
    #expect(try rate(1.8, heartRate: 120).rate == 1.5)
    #expect(try rate(1.8, heartRate: 120).note.contains("40 to 180"))
    #expect(try rate(0.5, heartRate: 60).rate >= 0.666666)
    #expect(try rate(1.2, heartRate: 70) == (1.2, ""))
    // One that is outside already is not moved further away; 250 a minute is left as it is.
    #expect(try operation("time_stretch", heartRate: 250).isLeftOut)
    #expect(try operation("time_stretch", heartRate: 30).isLeftOut)
    // Unknown, it is stretched by a tenth at most.
    #expect(try rate(1.8, heartRate: nil).rate == 1.1)
    #expect(try rate(0.95, heartRate: nil) == (0.95, ""))
  }

  /// What the masks of an operation hide, in samples at 2,000 Hz.
  private func masked(_ operation: AugmentationOperation) throws -> [Range<Int>] {
    guard case .number(let width) = operation.values["width"], case .text(let starts) = operation.values["starts"]
    else { throw CancellationError() }
    return starts.split(separator: " ").compactMap { Int($0) }.map { $0..<($0 + Int((width * 2000).rounded())) }
  }

  @Test func masksNeverHideMostOfASound() throws {
    let states = stride(from: 0, to: 6000, by: 1000).flatMap { start in
      [
        StateInterval(startSample: start, endSample: start + 200, state: .s1),
        StateInterval(startSample: start + 200, endSample: start + 500, state: .systole),
        StateInterval(startSample: start + 500, endSample: start + 700, state: .s2),
        StateInterval(startSample: start + 700, endSample: start + 1000, state: .diastole),
      ]
    }
    for copy in 1...40 {
      let operation = try operation(
        "time_mask", ["width": .range(0.05...0.6), "count": .range(2...4)], states: states, copy: copy)
      let masks = try masked(operation)
      for sound in states where sound.state == .s1 || sound.state == .s2 {
        let hidden = (sound.startSample..<sound.endSample).count { index in masks.contains { $0.contains(index) } }
        #expect(2 * hidden <= 200, "\(operation)")
      }
    }
    // A heart goes on where annotators stopped: no more than a twentieth of a second of it is hidden in one place.
    for copy in 1...40 {
      let masks = try masked(
        operation(
          "time_mask", ["width": .range(0.05...0.6), "count": .range(2...8)], states: Array(states.prefix(8)),
          copy: copy))
      let unknown = (2000..<6000).map { index in masks.contains { $0.contains(index) } }
      var (run, longest) = (0, 0)
      for isHidden in unknown {
        run = isHidden ? run + 1 : 0
        longest = max(longest, run)
      }
      #expect(longest <= 100)
    }
    // Where sounds are is not known: shorter than any.
    let blind = try operation("time_mask", ["width": .range(0.4...0.4)])
    #expect(blind.values["width"] == .number(0.05) && blind.guardNote.contains("not known"))
  }

  @Test func notchesAreNarrowWhereSoundsAre() throws {
    let wide = try operation("band_stop", ["center": .range(60...60), "width": .range(1...1)])
    #expect(wide.values["width"] == .number(0.25) && !wide.guardNote.isEmpty)
    let high = try operation("band_stop", ["center": .range(350...350), "width": .range(1...1)])
    #expect(high.values["width"] == .number(1))
    let beyond = try operation("low_pass", ["cutoff": .range(1500...1500)])
    #expect(beyond.isLeftOut && beyond.guardNote.contains("half the sample rate"))
  }

  @Test func masksOfFrequencyLeaveTheHeartsOwnBand() throws {
    for copy in 1...60 {
      let operation = try operation("frequency_mask", ["share": .range(0.05...0.6)], copy: copy)
      guard case .number(let low) = operation.values["low"], case .number(let high) = operation.values["high"] else {
        throw CancellationError()
      }
      #expect(min(high, 200) - max(low, 25) <= 88, "\(low) to \(high)")
    }
  }

  /// At the rate of a telephone's recording most of the spectrum holds no heart, and masking that alters nothing.
  @Test(arguments: ["frequency_mask", "cut_out"]) func masksOfFrequencyLieWhereHeartsAre(name: String) throws {
    for copy in 1...40 {
      let operation = try operation(name, copy: copy, sampleRate: 44_100)
      guard case .number(let high) = operation.values["high"] else { throw CancellationError() }
      #expect(high <= 1000)
    }
  }

  @Test func labelsOfRhythmAndTimingAreKept() throws {
    for label in ["extrastole", "extrahls", "Extrastole", "normal+extrastole"] {
      for name in ["time_warp", "cycle_rearrangement", "reversal", "mixup"] {
        let operation = try operation(name, label: label)
        #expect(operation.isLeftOut && operation.guardNote.contains("rhythm"), "\(name) of \(label)")
      }
      #expect(try !operation("gain", label: label).isLeftOut)
    }
    #expect(try operation("reversal", label: "MS").guardNote.contains("order of sounds"))
    #expect(try !operation("reversal", label: "murmur").isLeftOut)
    #expect(try !operation("time_warp", label: "MS").isLeftOut)
    let force = AugmentationGuards(allowsLabelChange: true)
    #expect(try !operation("reversal", label: "extrastole", guards: force).isLeftOut)
  }

  @Test func silenceAndMissingPartnersAreSaid() throws {
    let silence = AudioBuffer(samples: [Float](repeating: 0, count: 6000), sampleRate: 2000)
    let plan = AugmentationPlanner(policy: .single("noise"), seed: 1).plan(for: .init(silence), copy: 1, pool: Scene())
    #expect(plan.operations.map(\.guardNote) == ["the recording is silent"])
    #expect(try operation("mixup").guardNote.contains("no other recording"))
    #expect(try operation("pcgmix").guardNote.contains("no whole heart cycle"))
    #expect(try operation("recorded_noise").guardNote.contains("no usable noise"))
  }
}
