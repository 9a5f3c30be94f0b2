import Core
import Foundation
import HeartSound
import Testing

@Suite struct SyntheticRecordingTests {
  private static let collection: SyntheticCollection = {
    guard let made = try? SyntheticCollection(seed: 11, recordings: 45, sampleRates: [2000]) else {
      preconditionFailure("a sensible request")
    }
    return made
  }()
  private static let recordings = parallelMap(collection.plan(), workers: 2) { collection.recording($0) }

  @Test func theSameSeedGivesTheSameSamples() throws {
    let again = parallelMap(Array(Self.collection.plan().prefix(12)).reversed(), workers: 3) {
      Self.collection.recording($0)
    }
    #expect(again.reversed() == Array(Self.recordings.prefix(12)))
    var other = Self.collection
    other.seed = 12
    #expect(other.recording(other.plan()[0]).audio != Self.recordings[0].audio)
  }

  @Test func samplesAreFiniteAndWithinFullScale() {
    for recording in Self.recordings {
      #expect(recording.audio.samples.allSatisfy { $0.isFinite && abs($0) <= 1 })
      #expect((5.9...20.1).contains(recording.audio.duration))
    }
    let clipped = Self.recordings.filter { $0.recording.peakLevel > 1 }
    #expect(!clipped.isEmpty && clipped.count < 12)
    #expect(clipped.allSatisfy { $0.audio.samples.contains { abs($0) == 1 } })
  }

  @Test func statesFollowEachOtherWithoutGaps() {
    for recording in Self.recordings {
      let intervals = recording.annotations
      #expect(intervals.first?.startSample == 0)
      #expect(intervals.last?.endSample == recording.audio.samples.count)
      for (interval, next) in zip(intervals, intervals.dropFirst()) {
        #expect(interval.endSample == next.startSample)
        #expect(interval.state.next == next.state)
      }
    }
  }

  @Test func durationsArePhysiological() {
    for recording in Self.recordings {
      let intervals = recording.annotations.dropFirst().dropLast()
      for (interval, next) in zip(intervals, intervals.dropFirst()) {
        let duration = interval.duration(sampleRate: recording.audio.sampleRate)
        switch interval.state {
        case .s1:
          #expect((0.069...0.171).contains(duration))
          #expect((0.199...0.501).contains(duration + next.duration(sampleRate: recording.audio.sampleRate)))
        case .s2: #expect((0.059...0.161).contains(duration))
        case .systole: #expect(duration > 0.03)
        case .diastole: #expect(duration > 0.079)
        }
      }
    }
  }

  @Test func soundsLastAsInThePatientAndInTheLiterature() {
    func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
      let mean = values.reduce(0, +) / Double(values.count)
      return (mean, (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot())
    }
    var (s1, s2) = ([Double](), [Double]())
    for recording in Self.recordings {
      func mean(_ state: HeartSoundState) -> Double {
        let inner = recording.annotations.dropFirst().dropLast().filter { $0.state == state }
        return moments(inner.map { $0.duration(sampleRate: recording.audio.sampleRate) }).mean
      }
      #expect(abs(mean(.s1) - recording.patient.s1Duration) < 0.006)
      s1.append(mean(.s1) - recording.patient.s1Duration)
      s2.append(mean(.s2) - recording.patient.s2Duration)
    }
    // Schmidt 2010: S1 122 ± 22 ms, S2 94 ± 22 ms; the deviation within a recording comes on top of that of patients.
    let patients = (1...400).map { PatientModel(drawing: "p\($0)", condition: .normal, seed: 1) }
    let (first, second) = (moments(patients.map(\.s1Duration)), moments(patients.map(\.s2Duration)))
    #expect(abs(first.mean + moments(s1).mean - 0.122) < 0.004 && (0.017...0.023).contains(first.deviation))
    #expect(abs(second.mean + moments(s2).mean - 0.094) < 0.004 && (0.015...0.023).contains(second.deviation))
  }

  @Test func theTrueHeartRateIsThatOfTheModel() {
    for recording in Self.recordings {
      #expect(abs(recording.heartRate / recording.recording.heartRate - 1) < 0.07)
      #expect((45.0...120).contains(recording.heartRate))
    }
    let mean = Self.recordings.reduce(0) { $0 + $1.heartRate / $1.recording.heartRate } / 45
    #expect(abs(mean - 1) < 0.01)
  }

  @Test func theRhythmBreathes() throws {
    // Without slow fluctuation the periods follow the breath: short in inspiration.
    var patient = PatientModel(drawing: "breather", condition: .normal, seed: 1)
    patient.respiratoryVariability = 0.06
    patient.slowVariability = 0
    var model = RecordingModel(drawing: "breather_1", of: patient, site: .mitral, sampleRate: 4000, seed: 1)
    model.duration = 60
    let onsets = SyntheticRecording(model, of: patient, seed: 1).annotations.filter { $0.state == .s1 }.map(
      \.startSample)
    let times = onsets.map { Double($0) / 4000 }
    let periods = zip(times, times.dropFirst()).map { ($0, $1 - $0) }.dropFirst()
    let mean = periods.reduce(0) { $0 + $1.1 } / Double(periods.count)
    let angle = 2 * Double.pi * model.breathingRate / 60
    let slope =
      2 * periods.reduce(0) { $0 + ($1.1 / mean - 1) * sin(angle * $1.0 + model.breathingPhase) }
      / Double(periods.count)
    #expect(abs(slope + 0.06) < 0.01, "\(slope)")
  }

  @Test(arguments: [1000, 2000, 8000, 44_100, 192_000]) func anySampleRateWorks(rate: Int) {
    let patient = PatientModel(drawing: "p", condition: .aorticStenosis, seed: 3)
    var model = RecordingModel(drawing: "p_1", of: patient, site: .aortic, sampleRate: rate, seed: 3)
    model.duration = 1.5
    let recording = SyntheticRecording(model, of: patient, seed: 3)
    #expect(recording.audio.samples.count == rate * 3 / 2)
    #expect(recording.audio.samples.allSatisfy { $0.isFinite && abs($0) <= 1 })
    #expect(recording.annotations.last?.endSample == rate * 3 / 2)
  }

  @Test(arguments: [0, 0.0001, 0.05]) func theShortestRecordingsWork(duration: Double) {
    let patient = PatientModel(drawing: "p", condition: .mitralStenosis, seed: 3)
    var model = RecordingModel(drawing: "p_1", of: patient, site: .mitral, sampleRate: 4000, seed: 3)
    model.duration = duration
    model.touchesPerSecond = 10
    model.speechLevel = 0.2
    let recording = SyntheticRecording(model, of: patient, seed: 3)
    #expect(recording.audio.samples.count == max(1, Int(duration * 4000)))
    #expect(recording.heartRate == model.heartRate)
  }

  @Test func theNoiseHasTheLevelOfTheModel() {
    let patient = PatientModel(drawing: "p", condition: .normal, seed: 8)
    var model = RecordingModel(drawing: "p_1", of: patient, site: .mitral, sampleRate: 4000, seed: 8)
    (model.touchesPerSecond, model.speechLevel, model.peakLevel, model.offset) = (0, 0, 0.3, 0)
    func samples(_ level: Decibels) -> [Double] {
      model.signalToNoise = level
      return SyntheticRecording(model, of: patient, seed: 8).audio.samples.map(Double.init)
    }
    func power(_ signal: [Double]) -> Double { signal.reduce(0) { $0 + $1 * $1 } / Double(signal.count) }
    let clean = samples(200)
    for level in [25.0, 15, 5, 0] {
      let noise = zip(samples(level), clean).map { $0 - $1 }
      #expect(abs(10 * log10(power(clean) / power(noise)) - level) < 0.2)
    }
  }
}

@Suite struct StateIntervalTests {
  @Test func heartRateCountsOnsetsOfS1() {
    let onsets = [100, 1100, 2100, 3300]
    let intervals = onsets.map { StateInterval(startSample: $0, endSample: $0 + 50, state: .s1) }
    // Three beats in 3200 samples at 1000 Hz.
    #expect(intervals.meanHeartRate(sampleRate: 1000) == 56.25)
    #expect(intervals.prefix(1).meanHeartRate(sampleRate: 1000) == nil)
    #expect(intervals[0].duration(sampleRate: 1000) == 0.05)
  }

  @Test func statesGoRoundInCirCorsOrder() {
    var state = HeartSoundState.s1
    let codes = (0..<5).map { _ in
      defer { state = state.next }
      return state.rawValue
    }
    #expect(codes == [1, 2, 3, 4, 1])
  }
}
