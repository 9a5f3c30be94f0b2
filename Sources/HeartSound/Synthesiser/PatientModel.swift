public import Core
import Foundation

/// One synthetic patient: everything about heart and chest that is the same in all of his or her recordings.
public struct PatientModel: Sendable, Codable, Equatable {
  /// The identifier, which also keys every random choice.
  public var id: String
  /// The class.
  public var condition: ValveCondition
  /// How grave it is, 0 … 1; it sets the loudness of the murmur and how far the sounds change.
  public var severity: Double
  /// The mean heart rate at rest in beats a minute, 50 … 110.
  public var heartRate: Double
  /// The amplitude of respiratory sinus arrhythmia, relative to the period.
  public var respiratoryVariability: Double
  /// The standard deviation of slow fluctuation of the period, relative to it.
  public var slowVariability: Double
  /// Breaths a minute, 12 … 20.
  public var breathingRate: Double

  /// The length of S1; 122 ± 22 ms over patients (Schmidt 2010).
  public var s1Duration: Seconds
  /// The length of S2 without its split; 94 ± 22 ms over patients.
  public var s2Duration: Seconds
  /// What this patient's systole adds to Weissler's.
  public var systoleOffset: Seconds
  /// From the aortic to the pulmonary component of S2 in full inspiration.
  public var inspiratorySplit: Seconds
  /// The same in expiration.
  public var expiratorySplit: Seconds

  /// The first sound.
  public var s1: ValveSound
  /// The aortic component of the second sound.
  public var a2: ValveSound
  /// The pulmonary component of the second sound.
  public var p2: ValveSound
  /// The loudness of S1, about 1.
  public var s1Level: Double
  /// The loudness of the aortic component, about 1.
  public var a2Level: Double
  /// The murmur, if there is one.
  public var murmur: MurmurModel?
  /// Clicks, snaps and third or fourth sounds.
  public var extraSounds: [ExtraSound]

  /// Where the chest resonates.
  public var chestResonance: Hertz
  /// How much louder it is there; 1 doubles the amplitude.
  public var chestGain: Double
  /// Above this the chest wall damps by 6 dB an octave.
  public var chestCutoff: Hertz

  /// A sound that not every heart has.
  public struct ExtraSound: Sendable, Codable, Equatable {
    /// What its time is counted from.
    public enum Anchor: String, Sendable, Codable {
      /// Seconds after the onset of S2: an opening snap, a third sound.
      case afterS2
      /// Seconds before the next S1: a fourth sound.
      case beforeS1
      /// A share of the silent part of systole: a click.
      case inSystole
    }

    /// What its time is counted from.
    public var anchor: Anchor
    /// Seconds, or a share of systole, from the anchor.
    public var offset: Double
    /// The loudness relative to S1.
    public var level: Double
    /// The sound itself.
    public var sound: ValveSound

    func onset(in beat: Beat) -> Seconds {
      switch anchor {
      case .afterS2: beat.a2Onset + offset
      case .beforeS1: beat.onset + beat.period - offset
      case .inSystole: beat.systolicTime(at: offset)
      }
    }
  }
}
