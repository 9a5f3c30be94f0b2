public import Core
import Foundation

/// One synthetic recording of a patient: place, device, breath, surroundings, and level.
public struct RecordingModel: Sendable, Codable, Equatable {
  /// The identifier, which also keys every random choice.
  public var id: String
  /// Where the stethoscope lies.
  public var site: AuscultationSite
  /// Samples a second.
  public var sampleRate: Int
  /// The length in seconds.
  public var duration: Seconds
  /// The mean heart rate in this recording, near the patient's.
  public var heartRate: Double
  /// Breaths a minute in this recording.
  public var breathingRate: Double
  /// Where breathing begins, in radians.
  public var breathingPhase: Double

  /// Below this the stethoscope damps by 12 dB an octave: lower for a bell, higher for a diaphragm.
  public var highPass: Hertz
  /// Above this the stethoscope damps by 24 dB an octave.
  public var lowPass: Hertz

  /// The heart over the steady background (breath, room, muscles, hum), both as root mean square behind the stethoscope.
  public var signalToNoise: Decibels
  /// The share of breathing sounds in the background, as amplitude.
  public var breathShare: Double
  /// The share of the body's own low rumbling (muscles, blood) in the background, as amplitude.
  public var muscleShare: Double
  /// The share of mains hum in the background, as amplitude.
  public var humShare: Double
  /// Mains frequency, 50 or 60.
  public var humFrequency: Hertz
  /// Knocks on the stethoscope and rubs of it over the skin a second.
  public var touchesPerSecond: Double
  /// The loudness of a voice in the room relative to the heart's peak, 0 for silence.
  public var speechLevel: Double

  /// The peak of the heart's sounds relative to full scale; above 1 the recording is clipped.
  public var peakLevel: Double
  /// A constant offset relative to full scale.
  public var offset: Double

  /// Draws the recording `id` of a patient; the same seed and id give the same recording.
  ///
  /// Nothing here depends on the patient's class, so that no classifier can learn the class from the surroundings.
  public init(drawing id: String, of patient: PatientModel, site: AuscultationSite, sampleRate: Int, seed: UInt64) {
    var random = SeededGenerator(seed: seed, id: id, step: "recording")
    self.id = id
    self.site = site
    self.sampleRate = sampleRate
    duration = random.uniform(in: 6...20)
    heartRate = min(max(patient.heartRate * random.normal(1, 0.03, within: 0.93...1.07), 48), 115)
    breathingRate = patient.breathingRate * random.uniform(in: 0.9...1.1)
    breathingPhase = random.phase()
    let isBell = random.uniform() < 0.4
    highPass = isBell ? random.uniform(in: 12...22) : random.uniform(in: 25...45)
    lowPass = isBell ? random.uniform(in: 350...650) : random.uniform(in: 600...1200)
    signalToNoise = random.uniform(in: 4...27)
    breathShare = random.uniform() < 0.75 ? random.uniform(in: 0.2...0.9) : 0
    muscleShare = random.uniform(in: 0.1...0.9)
    humShare = random.uniform() < 0.2 ? random.uniform(in: 0.1...0.5) : 0
    humFrequency = random.uniform() < 0.5 ? 50 : 60
    touchesPerSecond = random.uniform() < 0.5 ? random.uniform(in: 0.05...0.5) : 0
    speechLevel = random.uniform() < 0.1 ? random.uniform(in: 0.03...0.2) : 0
    let isOverdriven = random.uniform() < 0.08
    peakLevel = isOverdriven ? random.uniform(in: 1.05...1.5) : random.uniform(in: 0.15...0.95)
    offset = random.normal(0, 0.01, within: -0.04...0.04)
  }

  /// The breath at a time, from −1 (expiration) to 1 (inspiration).
  func breath(at time: Seconds) -> Double { sin(2 * .pi * breathingRate / 60 * time + breathingPhase) }
}
