public import Core

/// What counts as a fault of a recording; every threshold is a parameter.
public struct QualitySettings: Sendable, Codable, Hashable {
  /// Equal samples in a row at the recording's own extreme that make a clipped plateau.
  public var clippedRun = 3
  /// Equal samples in a row, lasting so long, that make a dropout.
  public var dropoutLength: Seconds = 0.05
  /// 50 ms frames whose level, freed of their mean, is below this are silent, in decibels of full scale.
  public var silenceLevel: Decibels = -66
  /// How far below its strongest part the spectrum may fall before the band counts as ended.
  public var bandwidthRange: Decibels = 60
  /// A recording whose signal-quality index is lower has a low-quality issue.
  public var lowestIndex = 0.4
  /// A recording with a higher "not a heart sound" score has that issue.
  public var highestStrangeness = 0.6
  /// The largest share of clipped samples without an issue.
  public var highestClipping = 0.001
  /// The largest share of silent frames without an issue.
  public var highestSilence = 0.5
  /// The largest share of samples in dropouts without an issue.
  public var highestDropout = 0.01
  /// The largest prominence of mains hum without an issue.
  public var highestHum: Decibels = 15
  /// The largest magnitude of the mean without an issue, in parts of full scale.
  public var highestOffset = 0.02
  /// The most friction spikes a second without an issue.
  public var highestSpikeRate = 1.0
  /// The lowest plausible heart rate, in beats a minute.
  public var lowestHeartRate = 40.0
  /// The highest plausible heart rate, in beats a minute; infants reach it.
  public var highestHeartRate = 180.0
  /// The least confidence with which a heart rate must be heard.
  public var lowestHeartRateConfidence = 0.05

  /// Makes the default settings.
  public init() {}
}

/// The names of faults, as the columns of `issues.csv` and the reasons in a summary spell them.
public enum QualityIssue: String, Sendable, Codable, CaseIterable {
  /// The signal-quality index is low.
  case lowQuality = "low_quality"
  /// It does not look like a heart sound at all.
  case notHeartSound = "not_heart_sound"
  /// Peaks are cut off.
  case clipping
  /// Much of it is silent.
  case silence
  /// The signal stands still for a while, as after lost packets.
  case dropout
  /// 50 or 60 Hz stand out.
  case hum
  /// The mean is far from zero.
  case dcOffset = "dc_offset"
  /// Friction spikes are frequent.
  case spikes
  /// The band ends abruptly far below half the rate: converted from a lower rate, or filtered by a phone.
  case bandLimited = "band_limited"
  /// No heart rate is heard, or an implausible one.
  case heartRate = "heart_rate"

  /// What to do about it, in plain words.
  public var remedy: String {
    switch self {
    case .lowQuality: "listen to them; leave them out of training or report results with and without them."
    case .notHeartSound: "listen to them; a class of their own ('artifact') or leaving them out is honest."
    case .clipping: "murmur bands are distorted; nothing can undo it. Record with less gain."
    case .silence: "cut the silence away or leave them out."
    case .dropout: "packets were lost or parts were muted; leave these windows out."
    case .hum: "a notch at the mains frequency helps; check that hum does not tell the class."
    case .dcOffset: "harmless after a high-pass filter, such as the band 25-400 Hz; plain normalisation would suffer."
    case .spikes: "remove friction spikes (Schmidt 2010) before anything else."
    case .bandLimited: "resample all recordings to a rate that the poorest one fills, or the band tells the device."
    case .heartRate: "no beat repeats clearly: noise, an arrhythmia, or no heart; do not cut these by beats unseen."
    }
  }
}
