import Core
import Manifest

/// All figures of a model's answers: of recordings first, of clips and patients beside them, with floors, parts and doubts.
public struct Assessment: Sendable {
  /// The classes that the model knows.
  public let classes: [String]
  /// How clips became recordings, and recordings patients.
  public let aggregation: Aggregation
  /// Scores of recordings: the figures to quote.
  public let recordings: ClassificationReport
  /// Scores of single clips.
  public let segments: ClassificationReport
  /// Scores of patients; nil where no patient is known.
  public let patients: ClassificationReport?
  /// What the same recordings give without an ear.
  public let baselines: [BaselineReport]
  /// The scores of each source, and of each band of quality.
  public let breakdowns: [Breakdown]
  /// How far probabilities can be believed.
  public let calibration: CalibrationReport
  /// What thresholds chosen elsewhere do here; nil without a healthy class or recordings to choose on.
  public let thresholds: ThresholdTable?
  /// Whether strange sounds are declined; nil where nothing was learnt of what is usual.
  public let rejection: RejectionReport?

  /// The items behind the figures.
  let levels: Levels

  /// Judged clips, recordings and patients.
  struct Levels: Sendable {
    var segments: [ScoredItem]
    var recordings: [ScoredItem]
    var patients: [ScoredItem]
  }

  /// What an assessment is made of.
  struct Answers {
    /// The rows of the clips.
    var rows: [ManifestRow]
    /// The rows' samples.
    var heard: [HeardClip]
    /// What the model says of each clip, `clips` being the position in `rows`; one for each fold it was held out in. Those of
    /// classes that the model does not know are strangers, which it should decline.
    var clips: [ScoredItem]
    /// The classes that the model knows.
    var modelClasses: [String]
    /// By fold, what was learnt from recordings outside of it.
    var rules: [String: DecisionRule]
    /// By fold, what baselines may learn from; nil where only these rows are known.
    var teachers: [String: [Baseline.Example]]?

    /// The outlier score of an item as a multiple of the limit, as each fold has its own; nil where there is none.
    func strangeness(of item: ScoredItem) -> Double? {
      guard let detector = rules[item.fold]?.outliers else { return nil }
      return detector.score(item.clips.map { heard[$0].profile }).map { $0 / detector.limit }
    }
  }

  /// Computes all figures.
  init(_ answers: Answers, aggregation: Aggregation, seed: UInt64) {
    let classes = answers.modelClasses
    let healthy = HealthyClass.position(in: classes)
    let segments = answers.clips.filter { classes.contains($0.label) }
    let recordings = ScoredItem.byRecording(segments, rows: answers.rows, by: aggregation, healthy: healthy)
    let patients = ScoredItem.byPatient(recordings, by: aggregation, healthy: healthy)
    let context = Self.context(recordings, answers)
    self.classes = classes
    self.aggregation = aggregation
    levels = Levels(segments: segments, recordings: recordings, patients: patients)
    self.segments = ClassificationReport(segments, classes: classes, seed: seed)
    self.recordings = ClassificationReport(recordings, classes: classes, context: context, seed: seed)
    self.patients = patients.isEmpty ? nil : ClassificationReport(patients, classes: classes, seed: seed)
    let examples = Baseline.Example.byRecording(answers.rows, heard: answers.heard, classes: classes)
    baselines = BaselineReport.all(
      of: recordings.compactMap { item in
        examples[answers.rows[item.clips[0]].parentID].map { (item, $0) }
      }, teachers: answers.teachers, classes: classes, seed: seed)
    breakdowns = [
      Breakdown.sources(of: recordings, classes: classes, seed: seed),
      Breakdown.quality(of: recordings, classes: classes, seed: seed),
    ].compactMap { $0 }
    let truth = recordings.map { item in classes.firstIndex(of: item.label) ?? 0 }
    let rules = recordings.map { answers.rules[$0.fold] }
    calibration = CalibrationReport(truth: truth, probabilities: recordings.map(\.probabilities), rules: rules)
    thresholds = Self.thresholds(recordings, truth: truth, rules: rules, healthy: healthy, seed: seed)
    let strangers = ScoredItem.byRecording(
      answers.clips.filter { !classes.contains($0.label) }, rows: answers.rows, by: aggregation, healthy: healthy)
    rejection = Self.rejection(recordings, strangers, answers, seed: seed)
  }

  /// The challenge that recordings belong to, and what that of 2016 asks for: which are known to be noisy, and which the rule
  /// declines.
  private static func context(_ recordings: [ScoredItem], _ answers: Answers) -> ScoringContext {
    var context = ScoringContext(
      challenge: Challenge(sources: Set(recordings.map(\.source)), classes: answers.modelClasses))
    if recordings.contains(where: { $0.quality != nil }) {
      context.noisy = recordings.map { $0.quality.map { $0 < Breakdown.lowQuality } ?? false }
    }
    if answers.rules.values.contains(where: { $0.outliers != nil }) {
      context.unsure = recordings.map {
        (answers.strangeness(of: $0) ?? 0) > 1 || ($0.quality ?? 1) < Breakdown.lowQuality
      }
    }
    return context
  }

  private static func thresholds(
    _ recordings: [ScoredItem], truth: [Int], rules: [DecisionRule?], healthy: Int?, seed: UInt64
  ) -> ThresholdTable? {
    guard let healthy, let first = rules.first ?? nil else { return nil }
    let chosen = ThresholdRule.allCases.compactMap { rule -> (rule: ThresholdRule, values: [Double])? in
      let values = rules.compactMap { $0?.thresholds.first { $0.rule == rule }?.value }
      return values.count == recordings.count ? (rule, values) : nil
    }
    guard !chosen.isEmpty else { return nil }
    return ThresholdTable(
      positives: truth.map { $0 != healthy },
      scores: recordings.map { DecisionRule.diseaseProbability($0.probabilities, healthy: healthy) },
      groups: recordings.map(\.groupID), thresholds: chosen, chosenOn: first.chosenOn, seed: seed)
  }

  private static func rejection(
    _ recordings: [ScoredItem], _ strangers: [ScoredItem], _ answers: Answers, seed: UInt64
  ) -> RejectionReport? {
    let detectors = answers.rules.compactMapValues(\.outliers)
    guard !detectors.isEmpty else { return nil }
    func sound(_ item: ScoredItem) -> RejectionReport.Sound {
      RejectionReport.Sound(
        truth: answers.modelClasses.firstIndex(of: item.label) ?? -1, probabilities: item.probabilities,
        outlierScore: answers.strangeness(of: item), quality: item.quality)
    }
    var strange = Dictionary(grouping: strangers, by: \.label).sorted { precedesInBytes($0.key, $1.key) }.map {
      name, items in (name: "class \(name)", members: items.map(sound))
    }
    if let row = answers.rows.first, let fold = detectors.keys.sorted(by: precedesInBytes).first,
      let detector = detectors[fold]
    {
      strange += NoiseSound.allCases.map { kind in
        (name: kind.rawValue, members: noises(kind, like: row, detector, seed: seed))
      }
    }
    return RejectionReport(
      known: recordings.map(sound), strangers: strange, limit: 1, classCount: answers.modelClasses.count)
  }

  /// Twenty clips of noise with their outlier scores; their quality is not measured.
  private static func noises(
    _ kind: NoiseSound, like row: ManifestRow, _ detector: OutlierDetector, seed: UInt64
  ) -> [RejectionReport.Sound] {
    (0..<20).map { number in
      let clip = kind.clip(number, sampleCount: row.sampleCount, sampleRate: row.sampleRate, seed: seed)
      return RejectionReport.Sound(
        truth: -1, probabilities: [],
        outlierScore: detector.score([SoundProfile.of(clip)]).map { $0 / detector.limit }, quality: nil)
    }
  }
}
