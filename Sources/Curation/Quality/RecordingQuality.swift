public import Core

/// What can be measured of a recording without a label: the file's form, its faults, and a signal-quality index.
///
/// The index is the mean of four ramps, each 0 … 1, over measures of the 25–400 Hz band at 1 kHz (``SoundMeasures``):
///
///     index = ¼ [ r(periodicity, 0, 0.8) + r(lowShare, 0.2, 0.9) + r(6 − unsteadiness, 0, 5) + r(contrast, 3, 14) ]
///     strangeness = (1 − r(lowShare, 0, 0.8) · r(12 − unsteadiness, 0, 10)) · (1 − ⅓ r(confidence, 0.1, 0.4))
///
/// with r(x, a, b) = min(1, max(0, (x − a) / (b − a))) and the confidence of the heart rate. Both were chosen by looking at
/// PASCAL's artifact and noisynormal classes, CinC's SQI and CirCor: they are indicators, not validated measures. Above 0.6 lie
/// 37 of PASCAL's 40 artifacts, 7 of its 575 others, 7 of 694 recordings of CinC 2016 and 5 of 86 of CirCor 2022.
public struct RecordingQuality: Sendable, Codable, Hashable {
  /// Length in seconds.
  public var duration: Seconds
  /// Samples a second of the file.
  public var sampleRate: Int
  /// Bits a sample of the file, 0 for lossy codecs.
  public var bits: Int
  /// Channels of the file.
  public var channels: Int
  /// The container's short name.
  public var container: String
  /// The codec's short name.
  public var codec: String
  /// Where the spectrum has fallen for good by the settings' range below its strongest part; nil for very short ones.
  public var bandwidth: Hertz?
  /// Whether the band ends abruptly (25 dB or more within a third of an octave or so) below 0.8 of half the rate.
  public var isBandLimited: Bool
  /// The mean, in parts of full scale.
  public var offset: Double
  /// The greatest magnitude, in parts of full scale.
  public var peak: Double
  /// The level of all but the mean, in decibels of full scale; −200 for silence.
  public var level: Decibels
  /// The share of samples in clipped plateaus or at full scale.
  public var clippedFraction: Double
  /// The share of 50 ms frames that are silent.
  public var silentFraction: Double
  /// How many times the signal stands still.
  public var dropoutCount: Int
  /// The share of samples in dropouts.
  public var dropoutFraction: Double
  /// Beats a minute in the first minute, as `HeartRateEstimator` hears them; nil where it hears none.
  public var heartRate: Double?
  /// How sure that is: 0 where noise of this length repeats as well in one case of twenty; nil without a rate.
  public var heartRateConfidence: Double?
  /// What the heart-sound band shows; nil for recordings shorter than half a second and silent ones.
  public var sound: SoundMeasures?

  /// Whether a heart rate was heard with some confidence, and lies in the settings' range; nil below three seconds, where
  /// a beat need not repeat.
  public func isHeartRatePlausible(_ settings: QualitySettings) -> Bool? {
    guard duration >= 3 else { return nil }
    guard let heartRate, let heartRateConfidence else { return false }
    return heartRateConfidence >= settings.lowestHeartRateConfidence
      && (settings.lowestHeartRate...max(settings.lowestHeartRate, settings.highestHeartRate)).contains(heartRate)
  }

  /// The signal-quality index, 0 … 1; 0 where there is nothing to measure.
  public var index: Double {
    guard let sound else { return 0 }
    return
      (ramp(sound.periodicity, 0, 0.8) + ramp(sound.lowShare, 0.2, 0.9) + ramp(6 - sound.unsteadiness, 0, 5)
      + ramp(sound.contrast, 3, 14)) / 4
  }

  /// How little it looks like a heart sound, 0 … 1; 1 where there is nothing to measure.
  public var strangeness: Double {
    guard let sound else { return 1 }
    let beat = ramp(heartRateConfidence ?? 0, 0.1, 0.4)
    return (1 - ramp(sound.lowShare, 0, 0.8) * ramp(12 - sound.unsteadiness, 0, 10)) * (1 - beat / 3)
  }

  /// The faults by some thresholds.
  public func issues(_ settings: QualitySettings) -> Set<QualityIssue> {
    var issues: Set<QualityIssue> = []
    func note(_ issue: QualityIssue, _ isFault: Bool) { if isFault { issues.insert(issue) } }
    note(.lowQuality, index < settings.lowestIndex)
    note(.notHeartSound, strangeness > settings.highestStrangeness)
    note(.clipping, clippedFraction > settings.highestClipping)
    note(.silence, silentFraction > settings.highestSilence)
    note(.dropout, dropoutFraction > settings.highestDropout)
    note(.hum, (sound?.hum ?? 0) > settings.highestHum)
    note(.dcOffset, abs(offset) > settings.highestOffset)
    note(.spikes, (sound?.spikeRate ?? 0) > settings.highestSpikeRate)
    note(.bandLimited, isBandLimited)
    note(.heartRate, isHeartRatePlausible(settings) == false)
    return issues
  }
}

/// A straight line from 0 at `low` to 1 at `high`, flat beyond.
func ramp(_ value: Double, _ low: Double, _ high: Double) -> Double { min(1, max(0, (value - low) / (high - low))) }
