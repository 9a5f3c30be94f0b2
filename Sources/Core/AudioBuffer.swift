/// A mono signal: samples at one rate.
///
/// Samples are dimensionless with full scale at ±1; `sampleRate` is in hertz and positive.
public struct AudioBuffer: Sendable, Equatable {
  /// The samples in time order, full scale ±1.
  public var samples: [Float]
  /// Samples per second, in hertz.
  public var sampleRate: Int

  /// Makes a buffer of `samples` at `sampleRate` hertz.
  /// - Precondition: `sampleRate > 0`.
  public init(samples: [Float], sampleRate: Int) {
    precondition(sampleRate > 0, "a sample rate is positive")
    self.samples = samples
    self.sampleRate = sampleRate
  }

  /// Length in seconds, derived from the sample count.
  public var duration: Seconds { Seconds(samples.count) / Seconds(sampleRate) }
}
