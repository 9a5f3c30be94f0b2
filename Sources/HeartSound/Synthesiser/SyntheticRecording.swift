public import Core
import Foundation

/// A synthetic recording with everything that is known about it.
public struct SyntheticRecording: Sendable, Equatable {
  /// The sound.
  public let audio: AudioBuffer
  /// The state of the heart at every sample; the intervals follow each other without gaps.
  public let annotations: [StateInterval]
  /// The patient, whose class is the label.
  public let patient: PatientModel
  /// The circumstances of the recording.
  public let recording: RecordingModel

  /// The class.
  public var label: ValveCondition { patient.condition }
  /// Where the stethoscope lay.
  public var site: AuscultationSite { recording.site }
  /// The true mean heart rate in beats a minute; that of the model where the recording holds fewer than two S1.
  public var heartRate: Double { annotations.meanHeartRate(sampleRate: audio.sampleRate) ?? recording.heartRate }

  /// Makes the sound of a recording of a patient, a pure function of its arguments.
  ///
  /// Costs about 1 ms a second of sound at 4 kHz. Samples are finite and within ±1.
  /// - Precondition: the sample rate is positive, and the duration is finite and not negative.
  public init(_ recording: RecordingModel, of patient: PatientModel, seed: UInt64) {
    self.patient = patient
    self.recording = recording
    let generator = { step in SeededGenerator(seed: seed, id: recording.id, step: step) }
    let count = max(1, Int((recording.duration * Double(recording.sampleRate)).rounded()))
    var rhythm = Rhythm(patient: patient, recording: recording, generator: generator("rhythm"))
    let beats = rhythm.beats()
    annotations = beats.stateIntervals(count: count, sampleRate: recording.sampleRate)

    let stethoscope =
      [SecondOrderFilter(.highPass, frequency: recording.highPass, sampleRate: recording.sampleRate)]
      + SecondOrderFilter.fourthOrderLowPass(recording.lowPass, sampleRate: recording.sampleRate)
    let surroundings = Surroundings(recording: recording, count: count, generator: generator)
    var signal = Self.heart(patient, recording, beats, count: count, generator: generator).filtered(by: stethoscope)
    let peak = signal.peak
    let background = surroundings.background().filtered(by: stethoscope)
    let level = background.rootMeanSquare
    if level > 0 {
      signal.add(background, gain: signal.rootMeanSquare / level * pow(10, -recording.signalToNoise / 20))
    }
    signal.add(surroundings.events().filtered(by: stethoscope), gain: peak)

    // The amplifier's own noise, 66 dB below full scale, is white up to the end of the band.
    var hiss = NoiseSource(generator("hiss"))
    let gain = peak > 0 ? recording.peakLevel / peak : 0
    let samples = signal.map { Float(min(max(gain * $0 + recording.offset + 0.0005 * hiss.white(), -1), 1)) }
    audio = AudioBuffer(samples: samples, sampleRate: recording.sampleRate)
  }

  /// The heart as the chest wall passes it on to a site.
  private static func heart(
    _ patient: PatientModel, _ recording: RecordingModel, _ beats: [Beat], count: Int,
    generator: (String) -> SeededGenerator
  ) -> [Double] {
    var signal = [Double](repeating: 0, count: count)
    var random = generator("valves")
    let levels = recording.site.soundLevels
    let rate = recording.sampleRate
    let murmurGain = recording.site.murmurLevel(of: patient.condition)
    for beat in beats {
      let s1 = beat.strength * patient.s1Level * levels.s1
      patient.s1.render(into: &signal, onset: beat.onset, level: s1, sampleRate: rate, varyingBy: &random)
      let a2 = beat.strength * patient.a2Level * levels.a2
      patient.a2.render(into: &signal, onset: beat.a2Onset, level: a2, sampleRate: rate, varyingBy: &random)
      let p2 = beat.strength * levels.p2
      patient.p2.render(
        into: &signal, onset: beat.a2Onset + beat.split, level: p2, sampleRate: rate, varyingBy: &random)
      for extra in patient.extraSounds {
        let level = beat.strength * extra.level * murmurGain
        extra.sound.render(
          into: &signal, onset: extra.onset(in: beat), level: level, sampleRate: rate, varyingBy: &random)
      }
    }
    patient.murmur?.render(
      into: &signal, beats: beats, gain: murmurGain, sampleRate: rate, generator: generator("murmur"))
    return chest(patient, signal, sampleRate: rate)
  }

  /// A resonance, and damping by 6 dB an octave.
  private static func chest(_ patient: PatientModel, _ signal: [Double], sampleRate: Int) -> [Double] {
    var resonance = SecondOrderFilter(
      .bandPass, frequency: patient.chestResonance, quality: 0.8, sampleRate: sampleRate)
    let smoothing = exp(-2 * .pi * patient.chestCutoff / Double(sampleRate))
    var last = 0.0
    return signal.map { sample in
      last = smoothing * last + (1 - smoothing) * (sample + patient.chestGain * resonance.process(sample))
      return last
    }
  }
}
