import Core
import Foundation

/// How beats follow each other in one recording: breathing, slow fluctuation, and the timing within each beat.
struct Rhythm {
  private let patient: PatientModel
  private let recording: RecordingModel
  /// Slow fluctuation as a sum of sines: frequency in hertz, amplitude relative to the period, phase.
  private let fluctuations: [(frequency: Hertz, amplitude: Double, phase: Double)]
  private var generator: SeededGenerator

  init(patient: PatientModel, recording: RecordingModel, generator: SeededGenerator) {
    self.patient = patient
    self.recording = recording
    self.generator = generator
    // Octaves from 0.015 to 0.24 Hz whose power falls as 1/f; their variances add up to that of the patient.
    let weights = (0..<5).map { pow(2, -Double($0) / 2) }
    let norm = (weights.reduce(0) { $0 + $1 * $1 } / 2).squareRoot()
    var draws = self.generator
    fluctuations = weights.enumerated().map { octave, weight in
      (
        0.015 * pow(2, Double(octave)) * draws.uniform(in: 0.8...1.25), patient.slowVariability * weight / norm,
        2 * .pi * draws.uniform()
      )
    }
    self.generator = draws
  }

  /// Beats from before the beginning to after the end of the recording.
  mutating func beats() -> [Beat] {
    var beats: [Beat] = []
    let mean = 60 / recording.heartRate
    var time = -mean * (1 + generator.uniform())
    var lastPeriod = mean
    // The last beat begins after the end, so that the one before it is complete.
    repeat {
      let beat = beat(at: time, mean: mean, lastPeriod: lastPeriod)
      beats.append(beat)
      lastPeriod = beat.period
      time += beat.period
    } while beats[beats.count - 1].onset < recording.duration
    return beats
  }

  private mutating func beat(at time: Seconds, mean: Seconds, lastPeriod: Seconds) -> Beat {
    let breath = recording.breath(at: time)
    let slow = fluctuations.reduce(0) { $0 + $1.amplitude * sin(2 * .pi * $1.frequency * time + $1.phase) }
    // Inspiration quickens the heart (respiratory sinus arrhythmia).
    let change = slow - patient.respiratoryVariability * breath + 0.004 * generator.normal()
    var period = mean * min(max(1 + change, 0.75), 1.3)
    let s1Duration = min(max(patient.s1Duration + 0.006 * generator.normal(), 0.07), 0.17)
    // Weissler's electromechanical systole, 546 − 2.1 HR ms, less the 66 ms from Q to S1.
    let rate = 60 / lastPeriod
    let systole = min(max(0.480 - 0.0021 * rate + patient.systoleOffset + 0.003 * generator.normal(), 0.2), 0.5)
    let split = max(0, patient.expiratorySplit + (patient.inspiratorySplit - patient.expiratorySplit) * max(0, breath))
    let s2Duration = min(max(patient.s2Duration + 0.5 * split + 0.005 * generator.normal(), 0.06), 0.16)
    period = max(period, systole + s2Duration + 0.08)
    let filling = min(max(lastPeriod / mean, 0.7), 1.4)
    return Beat(
      onset: time, period: period, s1Duration: s1Duration, systole: systole, s2Duration: s2Duration, split: split,
      // The lung lies over the heart in inspiration; a longer filling makes a louder beat.
      strength: (1 - 0.12 * breath) * max(0.6, 1 + 0.12 * generator.normal()),
      murmurStrength: (1 - 0.15 * breath) * pow(filling, 1.5) * max(0.5, 1 + 0.1 * generator.normal()))
  }
}
