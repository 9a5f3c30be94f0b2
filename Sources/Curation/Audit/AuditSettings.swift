public import Core

/// How recordings are compared; the defaults are what the figures in the documentation were measured with.
public struct AuditSettings: Sendable, Codable, Hashable {
  /// Peak normalised cross-correlation from which two recordings count as near-copies.
  public var threshold = 0.9
  /// Near-copies of at least this similarity that begin and end together are the same audio.
  public var identicalSimilarity = 0.99
  /// Beginnings and ends that differ by less are together, in seconds.
  public var identicalTolerance: Seconds = 0.1
  /// The share of half-second blocks that must resemble each other for themselves, so that one click makes no copy.
  public var leastSupport = 0.5
  /// Pairs from this similarity on are kept for the calibration.
  public var calibrationFloor = 0.7
  /// Only so much of the beginning of a recording is compared, in seconds.
  public var longestSignature: Seconds = 1800
  /// Whether every pair is compared, rather than those that the prefilter proposes.
  public var isExhaustive = false
  /// Bits of the 64 that two anchors may differ in for the pair to be looked at.
  public var hammingLimit = 8
  /// What counts as a fault of a recording.
  public var quality = QualitySettings()
  /// Folds of the confounding probes.
  public var folds = 5
  /// Repetitions of the leak probe.
  public var probeRepetitions = 10
  /// The seed of folds and probes.
  public var seed: UInt64 = 0

  /// Makes the default settings.
  public init() {}
}
