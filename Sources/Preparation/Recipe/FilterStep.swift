public import Core
import SignalProcessing

extension Recipe {
  /// The filter of a whole recording, before it is cut: Butterworth, run forwards and backwards, so that nothing is delayed.
  ///
  /// The edges are where a tone loses 3 dB in all, both passes together.
  public struct FilterStep: Sendable, Equatable, RecipeStep {
    /// The lower edge in hertz, or 0 for none.
    public var lowFrequency: Hertz = 25
    /// The upper edge in hertz, or 0 for none.
    public var highFrequency: Hertz = 400
    /// The order of the Butterworth filter that is run twice.
    public var order = 4
    /// Whether spikes far above the heart sounds around them are taken out afterwards, after Schmidt and others (2010).
    public var removesSpikes = false

    static let fields: [RecipeField<Self>] = [
      .init(
        "low_frequency", \.lowFrequency, .number(in: 0...192_000, "Hz"), "The lower edge in hertz; 0 for none."),
      .init(
        "high_frequency", \.highFrequency, .number(in: 0...192_000, "Hz"), "The upper edge in hertz; 0 for none."),
      .init("order", \.order, .integer(in: 1...12), "The order of the Butterworth filter that is run twice."),
      .init(
        "remove_spikes", \.removesSpikes, .flag,
        "Whether spikes far above the sounds around them are taken out afterwards."),
    ]

    var conflicts: [RecipeConflict] {
      .unless(
        lowFrequency > 0 || highFrequency > 0, "low_frequency", "high_frequency",
        message: "or 'filter.high_frequency' must be above 0; to filter nothing, write \"filter\": null")
        + .unless(
          lowFrequency == 0 || highFrequency == 0 || lowFrequency < highFrequency, "low_frequency", "high_frequency",
          message: "must be below 'filter.high_frequency', \(highFrequency) Hz")
    }

    /// What the filter lets through.
    var band: FrequencyBand {
      if lowFrequency == 0 { return .lowPass(highFrequency) }
      return highFrequency == 0 ? .highPass(lowFrequency) : .bandPass(lowFrequency, highFrequency)
    }
  }

  /// To which level a recording is brought.
  public enum Level: String, Sendable, CaseIterable {
    /// As it was recorded.
    case kept
    /// The largest sample becomes full scale, as librosa's `util.normalize` does it.
    case peak
  }
}
