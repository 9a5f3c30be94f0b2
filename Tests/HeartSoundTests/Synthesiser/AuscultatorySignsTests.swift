import Core
import Foundation
import HeartSound
import SignalProcessing
import Testing

/// What defines each class, measured on clean recordings at the site where it is heard best.
@Suite struct AuscultatorySignsTests {
  /// Eight patients of a class without noise.
  private static func clean(_ condition: ValveCondition, severity: Double? = nil) -> [SyntheticRecording] {
    let site: AuscultationSite = condition == .aorticStenosis ? .aortic : .mitral
    return parallelMap(Array(1...8), workers: 2) { number in
      var patient = PatientModel(drawing: "p\(number)", condition: condition, seed: 21)
      if condition == .normal { (patient.murmur, patient.extraSounds) = (nil, []) }
      // Third and fourth sounds are no signs of a class.
      patient.extraSounds.removeAll { $0.sound.tones.count == 1 }
      if let severity {
        patient.murmur?.level *= pow(7, severity - patient.severity)
        patient.severity = severity
      }
      var model = RecordingModel(drawing: "p\(number)_1", of: patient, site: site, sampleRate: 4000, seed: 21)
      (model.signalToNoise, model.touchesPerSecond, model.speechLevel, model.offset, model.peakLevel) = (
        80, 0, 0, 0, 0.5
      )
      (model.highPass, model.lowPass, model.duration) = (15, 1200, 5)
      return SyntheticRecording(model, of: patient, seed: 21)
    }
  }

  /// The root mean square between two shares of all intervals of a state.
  private static func level(
    _ recording: SyntheticRecording, _ state: HeartSoundState, _ from: Double = 0, _ to: Double = 1,
    extended: Double = 0
  ) -> Double {
    var (sum, count) = (0.0, 0)
    for interval in recording.annotations.dropFirst().dropLast() where interval.state == state {
      let length = Double(interval.endSample - interval.startSample)
      for index in (interval.startSample + Int(from * length))..<(interval.startSample + Int(to * length)) {
        sum += Double(recording.audio.samples[index]) * Double(recording.audio.samples[index])
        count += 1
      }
    }
    return (sum / Double(max(count, 1))).squareRoot()
  }

  private static func mean(_ recordings: [SyntheticRecording], _ value: (SyntheticRecording) -> Double) -> Double {
    recordings.reduce(0) { $0 + value($1) } / Double(recordings.count)
  }

  /// Power at 0, 4, 8, … Hz, summed over all intervals of a state; each is at most a quarter of a second.
  private static func spectrum(_ recording: SyntheticRecording, _ state: HeartSoundState, from: Double = 0) -> [Double]
  {
    let transform = RealFFT(size: 1000)
    var powers = [Double](repeating: 0, count: transform.binCount)
    for interval in recording.annotations.dropFirst().dropLast() where interval.state == state {
      let start = interval.startSample + Int(from * Double(interval.endSample - interval.startSample))
      let slice = Array(recording.audio.samples[start..<min(interval.endSample, start + 1000)])
      for (bin, value) in transform.forward(slice).enumerated() { powers[bin] += Double(value.power) }
    }
    return powers
  }

  private static func share(of powers: [Double], within band: ClosedRange<Double>) -> Double {
    powers.indices.reduce(0) { band.contains(4 * Double($1)) ? $0 + powers[$1] : $0 } / powers.reduce(0, +)
  }

  private static func centroid(of powers: [Double]) -> Double {
    powers.indices.reduce(0) { $0 + 4 * Double($1) * powers[$1] } / powers.reduce(0, +)
  }

  @Test func normalSoundsLieAt20To150Hertz() {
    let recordings = Self.clean(.normal)
    for recording in recordings {
      #expect(Self.share(of: Self.spectrum(recording, .s1), within: 20...150) > 0.85)
      #expect(Self.share(of: Self.spectrum(recording, .s2), within: 20...150) > 0.75)
      #expect(Self.level(recording, .systole, 0.4, 1) < 0.1 * Self.level(recording, .s1))
      #expect(Self.level(recording, .diastole, 0.4, 1) < 0.1 * Self.level(recording, .s1))
    }
    // S1 is the lower one.
    #expect(
      Self.mean(recordings) { Self.centroid(of: Self.spectrum($0, .s1)) }
        < 0.95 * Self.mean(recordings) { Self.centroid(of: Self.spectrum($0, .s2)) })
  }

  @Test func aorticStenosisSwellsAndFadesInSystole() {
    for recording in Self.clean(.aorticStenosis) {
      let middle = Self.level(recording, .systole, 0.35, 0.6)
      #expect(middle > 1.3 * Self.level(recording, .systole, 0.78, 0.9))
      #expect(middle > 5 * Self.level(recording, .diastole, 0.3, 1))
      #expect(Self.share(of: Self.spectrum(recording, .systole, from: 0.2), within: 100...400) > 0.6)
    }
    let recordings = Self.clean(.aorticStenosis)
    #expect(
      Self.mean(recordings) { Self.level($0, .systole, 0.4, 0.6) } > 1.5
        * Self.mean(recordings) { Self.level($0, .systole, 0.12, 0.2) })
  }

  @Test func mitralRegurgitationIsEvenFromS1ToS2() {
    let recordings = Self.clean(.mitralRegurgitation)
    for recording in recordings {
      let parts = [(0.3, 0.5), (0.5, 0.7), (0.7, 0.95)].map { Self.level(recording, .systole, $0.0, $0.1) }
      #expect((parts.max() ?? 0) < 1.3 * (parts.min() ?? 0))
      #expect((parts.min() ?? 0) > 4 * Self.level(recording, .diastole, 0.4, 1))
    }
  }

  @Test func mitralStenosisRumblesInDiastoleAndSwellsBeforeS1() {
    for recording in Self.clean(.mitralStenosis) {
      let middle = Self.level(recording, .diastole, 0.5, 0.65)
      #expect(Self.level(recording, .diastole, 0.85, 0.98) > 1.5 * middle)
      #expect(middle > 1.5 * Self.level(recording, .systole, 0.6, 1))
      #expect(Self.share(of: Self.spectrum(recording, .diastole, from: 0.35), within: 25...130) > 0.85)
    }
  }

  @Test func theOpeningSnapFollowsS2() throws {
    for recording in Self.clean(.mitralStenosis) {
      let snap = try #require(recording.patient.extraSounds.first)
      #expect((0.06...0.1).contains(snap.offset))
      var patient = recording.patient
      patient.extraSounds = []
      let without = SyntheticRecording(recording.recording, of: patient, seed: 21)
      // The same recording but for the snap, whose energy is found where it should be.
      #expect(without.annotations == recording.annotations)
      let rate = Double(recording.audio.sampleRate)
      for s2 in recording.annotations.dropFirst().dropLast(8) where s2.state == .s2 {
        let at = s2.startSample + Int(snap.offset * rate)
        func energy(_ audio: AudioBuffer) -> Float {
          audio.samples[at..<(at + Int(0.02 * rate))].reduce(0) { $0 + $1 * $1 }
        }
        #expect(energy(recording.audio) > energy(without.audio))
      }
    }
  }

  @Test func prolapseClicksAndMurmursLateInSystole() throws {
    for recording in Self.clean(.mitralValveProlapse) {
      let click = try #require(recording.patient.extraSounds.first?.offset)
      #expect(click == recording.patient.murmur?.position && (0.3...0.65).contains(click))
      let early = Self.level(recording, .systole, 0.25, max(0.28, click - 0.02))
      #expect(Self.level(recording, .systole, click + 0.1, 1) > 2 * early)
      #expect(Self.level(recording, .systole, click, click + 0.06) > 2 * early)
      #expect(Self.level(recording, .systole, 0.8, 1) > 4 * Self.level(recording, .diastole, 0.4, 1))
    }
  }

  @Test func mitralRegurgitationBlowsHighestAndMitralStenosisRumblesLowest() {
    let blowing = Self.mean(Self.clean(.mitralRegurgitation)) {
      Self.centroid(of: Self.spectrum($0, .systole, from: 0.3))
    }
    let rough = Self.mean(Self.clean(.aorticStenosis)) { Self.centroid(of: Self.spectrum($0, .systole, from: 0.3)) }
    let rumbling = Self.mean(Self.clean(.mitralStenosis)) { Self.centroid(of: Self.spectrum($0, .diastole, from: 0.4)) }
    #expect(blowing > 1.15 * rough)
    #expect(rough > 2 * rumbling)
  }

  @Test func valveDiseaseChangesTheSounds() {
    // The same hearts but for the class: the ratio of S1 to S2 in decibels.
    func ratio(_ condition: ValveCondition) -> Double {
      Self.mean((1...40).map { PatientModel(drawing: "q\($0)", condition: condition, seed: 5) }) {
        20 * log10($0.s1Level / $0.a2Level)
      }
    }
    #expect(ratio(.mitralStenosis) > ratio(.normal) + 2)
    #expect(ratio(.mitralRegurgitation) < ratio(.normal) - 2)
    #expect(ratio(.aorticStenosis) > ratio(.normal) + 2)
  }

  private static func mean(_ patients: [PatientModel], _ value: (PatientModel) -> Double) -> Double {
    patients.reduce(0) { $0 + value($1) } / Double(patients.count)
  }

  @Test(arguments: ValveCondition.allCases.filter { $0 != .normal }) func graverDiseaseIsLouder(
    condition: ValveCondition
  ) {
    let state: HeartSoundState = condition == .mitralStenosis ? .diastole : .systole
    let levels = [0.2, 0.6, 1].map { severity in
      Self.mean(Self.clean(condition, severity: severity)) { Self.level($0, state, 0.5, 0.95) / Self.level($0, .s2) }
    }
    #expect(levels[1] > 1.3 * levels[0] && levels[2] > 1.2 * levels[1], "\(levels)")
  }

  @Test func theSiteChangesTheBalance() {
    let patient = PatientModel(drawing: "p", condition: .normal, seed: 6)
    let ratios = [AuscultationSite.aortic, .mitral].map { site in
      let model = RecordingModel(drawing: "p_1", of: patient, site: site, sampleRate: 4000, seed: 6)
      let recording = SyntheticRecording(model, of: patient, seed: 6)
      return Self.level(recording, .s1) / Self.level(recording, .s2)
    }
    #expect(ratios[1] > 1.5 * ratios[0])
  }
}
