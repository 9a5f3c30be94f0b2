import Core
public import Foundation
import Hashing
import Manifest
import Preparation

/// The figures of a model on a list of clips.
public struct Evaluation: Sendable {
  /// The model that was evaluated.
  public let model: ModelDescription
  /// Its figures.
  public let assessment: Assessment
  /// What a reader of the figures must know.
  public let warnings: [String]

  /// The folder that clips and pictures lie in.
  let folder: URL
  let rows: [ManifestRow]

  /// How to evaluate.
  public struct Settings: Sendable {
    /// Whether rows that the model has seen are evaluated, with a warning, rather than refused.
    public var allowsLeakage: Bool
    /// How clips become recordings.
    public var aggregation: Aggregation
    /// Labels that the model does not know, whose recordings it should decline.
    public var strangers: [String]
    /// The arrays of the rows, for models that take such.
    public var arrays: ArrayFolder?
    /// Threads.
    public var workers: Int
    /// The seed of the bootstrap intervals.
    public var seed: UInt64

    /// Makes settings.
    public init(
      allowsLeakage: Bool = false, aggregation: Aggregation = .mean, strangers: [String] = [],
      arrays: ArrayFolder? = nil, workers: Int = 1, seed: UInt64 = 0
    ) {
      self.allowsLeakage = allowsLeakage
      self.aggregation = aggregation
      self.strangers = strangers
      self.arrays = arrays
      self.workers = workers
      self.seed = seed
    }
  }

  /// Evaluates `model` on the rows of a list, or of the `test.csv` of a prepared folder.
  /// - Parameter rule: what was learnt beside the model; nil to learn it from the data set that the model was trained on,
  ///   where `data` lies in it.
  /// - Throws: `TrainingError` `.leak` or `.badData`; `ManifestError`; `NetworkError`.
  public init(model: ModelFolder, rule: DecisionRule? = nil, data: URL, settings: Settings) throws {
    let isFolder = (try? data.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
    let list = isFolder ? data.appendingPathComponent("test.csv") : data
    let folder = list.deletingLastPathComponent()
    let all = try ManifestFile(contentsOf: list, defaultSplit: .test).rows
    let rows = all.filter { !$0.label.isEmpty }
    guard !rows.isEmpty else {
      throw TrainingError(
        .badData, "has no labelled rows to evaluate on. Prepare with a test share above 0.", subject: list.path)
    }
    let seen = Self.seenRows(rows, model: model.description, folder: folder)
    if let first = seen.first, !settings.allowsLeakage {
      throw TrainingError(
        .leak,
        "\(seen.count) rows are of recordings or patients that the model was trained on, for example \(first.id). Evaluate on the test.csv of the data set that it was trained on, or give --allow-leakage to get a figure that is too good.",
        subject: list.path)
    }
    let classes = model.description.classes
    try Self.checkLabels(rows, classes: classes, strangers: settings.strangers, list: list)
    let probabilities = try ClipScorer(model: model, arrays: settings.arrays, threads: settings.workers)
      .probabilities(of: rows, folder: folder)
    let taught = Self.trainingData(of: model.description, in: folder)
    let rule =
      try rule
      ?? taught.map { try DecisionRule(model: model, data: $0, arrays: settings.arrays, threads: settings.workers) }
    var answers = Assessment.Answers(
      rows: rows, heard: HeardClip.hear(rows, folder: folder, workers: settings.workers),
      clips: ScoredItem.clips(rows: rows, probabilities: probabilities, folds: rows.map { _ in "" }),
      modelClasses: classes, rules: rule.map { ["": $0] } ?? [:])
    if let taught {
      let heard = HeardClip.hear(taught.train, folder: folder, workers: settings.workers)
      let examples = Baseline.Example.byRecording(taught.train, heard: heard, classes: classes)
      answers.teachers = ["": examples.sorted { precedesInBytes($0.key, $1.key) }.map(\.value)]
    }
    self.model = model.description
    self.folder = folder
    self.rows = rows
    assessment = Assessment(answers, aggregation: settings.aggregation, seed: settings.seed)
    warnings =
      (rows.count < all.count ? ["\(all.count - rows.count) unlabelled rows were left out."] : [])
      + Self.warnings(rows: rows, seen: seen, model: model.description, list: list)
      + Self.warnings(about: assessment)
  }

  /// Sees that all labels are classes of the model, or those of strangers.
  private static func checkLabels(
    _ rows: [ManifestRow], classes: [String], strangers: [String], list: URL
  ) throws(TrainingError) {
    func failure(_ message: String) -> TrainingError { TrainingError(.badData, message, subject: list.path) }
    func guess(_ label: String, among labels: [String]) -> String {
      Spelling.closest(to: label, among: labels).map { " Did you mean '\($0)'?" } ?? ""
    }
    let labels = Set(rows.map(\.label)).sorted(by: precedesInBytes)
    if let wrong = strangers.first(where: { !labels.contains($0) }) {
      throw failure("has no row of the label '\(wrong)'.\(guess(wrong, among: labels)) Leave it out of '--strangers'.")
    }
    if let known = strangers.first(where: classes.contains) {
      throw failure("'\(known)' is a class of the model, and no stranger. Leave it out of '--strangers'.")
    }
    let unknown = labels.filter { !classes.contains($0) && !strangers.contains($0) }
    if let first = unknown.first {
      throw failure(
        "has the labels \(unknown.joined(separator: ", ")), and the model knows \(classes.joined(separator: ", ")).\(guess(first, among: classes)) Prepare with the model's labels ('labels.map' in the recipe), or name those of recordings that it should decline with '--strangers'."
      )
    }
    guard labels.contains(where: classes.contains) else {
      throw failure("has strangers only: there is nothing to score. Add rows of \(classes.joined(separator: ", ")).")
    }
  }

  /// The data set in `folder` if it is the very one that a model was trained on.
  private static func trainingData(of model: ModelDescription, in folder: URL) -> PreparedData? {
    guard let data = try? PreparedData(folder: folder, allowsLeakage: model.data.acceptedLeaks > 0) else { return nil }
    let lists = ["train.csv", "val.csv"]
    return lists.allSatisfy { name in
      model.data.files[name] != nil && data.description.certificate.files[name] == model.data.files[name]
    } ? data : nil
  }

  /// Figures that mean less than they seem to.
  private static func warnings(about assessment: Assessment) -> [String] {
    let report = assessment.recordings
    var warnings: [String] = []
    let present = report.perClass.filter { $0.support > 0 }
    if present.count == 1 {
      warnings.append(
        "all recordings are of the class \(present[0].name): balanced accuracy is its recall, and AUROC is undefined.")
    }
    if report.groups == 1 {
      warnings.append("all recordings are of one group, so no interval can be given.")
    }
    return warnings
  }

  /// What a reader of the figures must know.
  private static func warnings(
    rows: [ManifestRow], seen: [ManifestRow], model: ModelDescription, list: URL
  ) -> [String] {
    var warnings: [String] = []
    if isEdited(list, folder: list.deletingLastPathComponent()) {
      warnings.append(
        "\(list.lastPathComponent) is not as 'auscult prepare' wrote it: these figures are for a choice of recordings of its own."
      )
    }
    if !seen.isEmpty {
      warnings.append(
        "\(seen.count) of \(rows.count) clips are of recordings or patients that the model was trained on: these figures are too good."
      )
    }
    let patients = Set(model.data.seenGroups.filter { $0.hasPrefix("patient-") })
    let namesakes = rows.filter { patients.contains($0.groupID) }.count
    if namesakes > 0 && seen.isEmpty {
      warnings.append(
        "\(namesakes) of \(rows.count) clips are of patients that have the number of one the model was trained on. If it is the same collection, these figures are too good."
      )
    }
    if model.data.acceptedLeaks > 0 {
      warnings.append(
        "the model was trained on a data set with \(model.data.acceptedLeaks) leaks between its splits: these figures are too good."
      )
    }
    return warnings
  }

  /// Rows whose source file, or whose group in the very same data set, the model has seen.
  private static func seenRows(_ rows: [ManifestRow], model: ModelDescription, folder: URL) -> [ManifestRow] {
    let sources = Set(model.data.seenSources)
    let description = try? DatasetDescription(folder: folder)
    let isSameSet = description?.certificate.files["manifest.csv"] == model.data.files["manifest.csv"]
    let groups = isSameSet ? Set(model.data.seenGroups) : []
    return rows.filter {
      (!$0.sourceSHA256.isEmpty && sources.contains($0.sourceSHA256)) || groups.contains($0.groupID)
    }
  }

  /// Whether a list in a prepared folder is none of those that the folder's certificate is about.
  private static func isEdited(_ list: URL, folder: URL) -> Bool {
    guard let files = (try? DatasetDescription(folder: folder))?.certificate.files,
      let digest = try? SHA256.hexDigest(ofFile: list)
    else { return false }
    return !files.values.contains(digest)
  }
}
