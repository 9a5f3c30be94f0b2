/// What no copy may lose: a heart rate that hearts have, whole heart sounds, and its label.
public struct AugmentationGuards: Sendable, Equatable {
  /// Labels that are told by the rhythm: copies of them keep the distances between beats.
  public var rhythmLabels: [String]
  /// Labels that are told by what comes before what: copies of them are not reversed. Those of the rhythm count, too.
  public var timingLabels: [String]
  /// Whether transforms that may change a label are carried out nevertheless.
  public var allowsLabelChange: Bool

  /// Beats a minute that copies keep to.
  public static let heartRates = 40.0...180.0
  /// How far time may be stretched where the heart rate is not known.
  static let blindRates = 0.9...1.1
  /// The longest gap, in seconds, where heart sounds are not known: two deviations below the mean of S2, 94 ± 22 ms.
  static let blindGap = 0.05
  /// The frequency, in hertz, above which nothing is masked: hearts and murmurs are below it.
  static let heartCeiling = 1000.0
  /// The band, in hertz, in which a notch must stay narrow, and the widest, in octaves.
  static let notch = (band: 25.0...200.0, width: 0.25)

  /// Makes guards; the labels of the collections that Auscult knows unless said otherwise.
  public init(
    rhythmLabels: [String] = Self.usualRhythmLabels, timingLabels: [String] = Self.usualTimingLabels,
    allowsLabelChange: Bool = false
  ) {
    self.rhythmLabels = rhythmLabels
    self.timingLabels = timingLabels
    self.allowsLabelChange = allowsLabelChange
  }

  /// Labels told by the rhythm: PASCAL's extra beats and extra sounds, and irregular rhythms by their usual names.
  public static let usualRhythmLabels = ["extrastole", "extrasystole", "extrahls", "arrhythmia", "af"]
  /// Labels told by order: murmurs named by the phase they fill, and the valve conditions of Yaseen and BMD-HS.
  public static let usualTimingLabels = ["systolic", "diastolic", "as", "ar", "mr", "ms", "mvp"]

  /// Why a transform must not be applied to a recording of these labels; nil if it may.
  func refusal(of traits: Transform.Traits, labels: [String]) -> String? {
    if allowsLabelChange { return nil }
    let names = labels.flatMap { $0.lowercased().split(separator: "+").map(String.init) + [$0.lowercased()] }
    if !traits.isDisjoint(with: [.changesRhythm, .reversesTime]),
      let label = names.first(where: { rhythmLabels.contains($0) })
    {
      return "the label '\(label)' is told by the rhythm"
    }
    if traits.contains(.reversesTime), let label = names.first(where: { timingLabels.contains($0) }) {
      return "the label '\(label)' is told by the order of sounds"
    }
    return nil
  }
}
