import CommandLineKit
import Core
import Curation
import Foundation
import HeartSound
import Manifest
import Preparation

/// `auscult segment --fit` and `--score`: models from annotations, and how well states are found.
struct SegmentationStudyRun {
  /// Which features a fitted model looks at.
  enum FeatureSet: String, CaseIterable, Sendable {
    case levels
    case springer

    var features: [SegmentationFeature] {
      switch self {
      case .levels: SegmentationFeature.levels
      case .springer: SegmentationFeature.springer
      }
    }
  }

  static let fit = Option(flag: "fit", help: "fit a model to annotated recordings: model.json")
  static let score = Option(flag: "score", help: "judge a method by annotated recordings: score.json, recordings.csv")
  static let features = Option(
    "features", .choice(of: FeatureSet.self), default: .levels,
    help: "what a fitted model looks at: logarithmic levels in bands, or Springer's envelopes and power")
  static let folds = Option(
    "folds", .integer(in: 2...1000), default: 5, help: "folds of patients that --score fits without --model")
  static let noise = Option(
    "noise", .list(of: .number(in: -60...100)), placeholder: "DB,…",
    help: "judge also with white noise added at these signal-to-noise ratios")
  static let source = Option("source", .string, help: "what model.json says of the annotations: name and licence")
  static let standard = Option(flag: "standard", help: "judge the built-in models, not one fitted for each fold")

  /// The options that make no sense without --fit or --score.
  static let ownOptions: [any CommandOption] = [features, folds, noise, source, standard]
  static let options: [any CommandOption] = [fit, score] + ownOptions

  private let arguments: ParsedArguments
  private let console: Console
  private let folder: URL
  /// What is noted to write into the folder.
  private let job: String
  private let study: SegmentationStudy

  /// Reads the annotated recordings.
  init(_ arguments: ParsedArguments, console: Console, annotations: AnnotationFinder) throws {
    if arguments[Self.fit] && arguments[Self.score] {
      throw CommandLineError(.usage, "'--fit' and '--score' are two jobs: give one of them.")
    }
    self.arguments = arguments
    self.console = console
    folder = arguments[BatchRun.output]
    try Self.refuseIdleOptions(arguments)
    job = arguments[Self.fit] ? "segment --fit" : "segment --score"
    try ResultFolder.check(folder, command: job)
    let place = try InputPlace(arguments[BatchRun.path])
    let inputs = try BatchInputs(place, output: .batch(folder, command: "segment"))
    let bar = ProgressBar("Reading", total: inputs.inputs.count, unit: "recordings", console: console)
    study = SegmentationStudy(inputs, annotations: annotations, workers: arguments.workers) { bar.set($0) }
    bar.finish()
    withExtendedLifetime(place) {}
    if study.items.isEmpty {
      let first = study.rejections.first.map { "\($0.sourceFile) \($0.detail)" } ?? ""
      throw PreparationError(
        .nothingPrepared,
        "none of the \(inputs.found) files has a usable annotation. The first: \(first) Tables of many recordings' sounds, as PASCAL's and DHD's, are followed by 'auscult prepare' of the folder that holds them; its output can be named here.",
        subject: arguments[BatchRun.path].relativePath)
    }
  }

  /// Refuses options that the job does not look at, so that nobody believes they had an effect.
  private static func refuseIdleOptions(_ arguments: ParsedArguments) throws(CommandLineError) {
    func refuse(_ options: [any CommandOption], because reason: String) throws(CommandLineError) {
      for option in options where arguments.isGiven(option) {
        throw CommandLineError(.usage, "'--\(option.documentation.name)' \(reason) Leave it out.")
      }
    }
    try refuse(
      SegmentCommand.ofMethods, because: "does not go with '--fit' and '--score', which look at whole recordings.")
    if arguments[fit] {
      let ofScore: [any CommandOption] = [SegmentCommand.method, SegmentCommand.model, folds, noise, standard]
      return try refuse(ofScore, because: "goes with '--score', not with '--fit'.")
    }
    try refuse([source], because: "goes with '--fit', not with '--score'.")
    switch arguments[SegmentCommand.method] {
    case .hsmm: break
    case .shannon:
      return try refuse(
        [SegmentCommand.model, features, folds, standard], because: "goes with '--method hsmm': peaks need no model.")
    case .windows, .events, .cycles:
      throw CommandLineError(
        .usage,
        "'--score' judges '--method hsmm' or 'shannon'; '\(arguments[SegmentCommand.method].rawValue)' cuts clips.")
    }
    if arguments.isGiven(SegmentCommand.model) {
      try refuse([standard, features, folds], because: "does not go with '--model', which is judged as it is.")
    }
    if arguments[standard] {
      try refuse([features, folds], because: "does not go with '--standard': nothing is fitted then.")
    }
  }

  /// Fits or judges, and says what came of it.
  func run() throws -> ExitStatus {
    try ResultFolder.fill(folder, command: job) { try arguments[Self.fit] ? fitModel() : judge() }
    return study.rejections.isEmpty ? .done : .finishedWithRejections
  }

  private func fitModel() throws {
    let model = try study.model(
      features: arguments[Self.features].features, source: arguments[Self.source] ?? "unnamed annotations",
      workers: arguments.workers)
    let url = folder.appendingPathComponent("model.json")
    try model.write(to: url)
    try writeRejections()
    if console.isJSON { return try console.printJSON(model.provenance) }
    let made = model.provenance
    console.print(
      "Fitted to \(made.cycles.counted("cycle")), \(made.frames.counted("frame")) of \(made.recordings.counted("recording")) of \(made.patients.counted("patient"))."
    )
    console.print("Wrote \(url.relativePath)")
  }

  private func judge() throws {
    let levels: [Decibels?] = [nil] + (arguments[Self.noise] ?? []).map { $0 }
    let (outcomes, judged) = try outcomes(levels)
    let reports = levels.map { level in
      SegmentationReport(outcomes.filter { $0.signalToNoise == level }, signalToNoise: level, seed: arguments.seed ?? 0)
    }
    let result = SegmentationReport.File(
      judged: judged, recordings: study.items.count, patients: Set(study.items.map(\.patient)).count,
      rejected: study.rejections.count, levels: reports)
    try AtomicFile.write(try JSONText.encode(result), to: folder.appendingPathComponent("score.json"))
    try AtomicFile.write(
      SegmentationReport.table(outcomes).text, to: folder.appendingPathComponent("recordings.csv"))
    try writeRejections()
    if console.isJSON { return try console.printJSON(result) }
    console.print(
      "\(judged); \(result.recordings.counted("recording")) of \(result.patients.counted("patient")), \(result.rejected) rejected."
    )
    for report in reports { console.write(report.text) }
    console.print("Wrote \(folder.relativePath)/score.json and recordings.csv")
  }

  private func outcomes(_ levels: [Decibels?]) throws -> ([SegmentationStudy.Outcome], judged: String) {
    let (seed, workers) = (arguments.seed ?? 0, arguments.workers)
    func judged(_ segmenter: any HeartSoundSegmenter) -> [SegmentationStudy.Outcome] {
      levels.flatMap { study.outcomes(of: segmenter, signalToNoise: $0, seed: seed, workers: workers) }
    }
    if arguments[SegmentCommand.method] == .shannon { return (judged(ShannonSegmenter()), "Shannon-energy peaks") }
    if let url = arguments[SegmentCommand.model] {
      return (judged(try SegmentationModel(contentsOf: url)), "the given model")
    }
    if arguments[Self.standard] {
      let origin = SegmentationModel.circor.provenance
      return (
        judged(SegmentationChoice.standard),
        "the default models, whose figures are too good on the \(origin.patients) patients that one of them was fitted to (\(origin.source)) and on the synthetic hearts of the other"
      )
    }
    let folds = arguments[Self.folds]
    let outcomes = try study.crossValidated(
      folds: folds, features: arguments[Self.features].features, signalToNoise: levels, seed: seed, workers: workers)
    return (outcomes, "models fitted to other patients, \(study.foldCount(folds)) folds")
  }

  private func writeRejections() throws {
    try AtomicFile.write(
      Rejection.table(study.rejections).text, to: folder.appendingPathComponent("rejected.csv"))
  }
}
