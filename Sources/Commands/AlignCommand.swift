import CommandLineKit
import Core
import Foundation
import HeartSound
import Preparation
import SignalProcessing

/// `auscult align`: frequency–amplitude pairs, padded to one length where each resembles a reference.
struct AlignCommand: Command {
  static let deltaTime = Option(
    "delta-time", .number(in: AlignmentSettings.deltaTimes), placeholder: "S", default: 0.01,
    help: "the length of a frame in seconds, whose samples are rounded down to a power of two")
  static let rate = Option(
    "rate", .integer(in: AlignmentSettings.rates), placeholder: "HZ", default: 4000,
    help: "the rate that all recordings are brought to first, so that frames last equally long")
  static let method = Option(
    "method", .choice(of: FrequencyAmplitudePairs.Method.self), default: .dominant,
    help: "how a frame's spectrum becomes one frequency and one amplitude")
  static let mode = Option(
    "mode", .choice(of: AlignmentPadding.Mode.self), default: .both,
    help: "padding around each sequence, which then stands where it is nearest to the reference, or before or after it")
  static let reference = Option(
    "reference", .file,
    help: "an alignment.npz of an earlier run, for new recordings; longer ones lose their end")
  static let faithful = Option(
    flag: "faithful", help: "do as the original did: native rates, and reference and scalers from all rows (a leak)")

  static let specification = CommandSpec(
    name: "align", abstract: "Pad frequency and amplitude sequences where they resemble a reference",
    discussion: """
      Reduces every frame of a recording to one frequency and one amplitude, pads the sequences with zeros to the length of the \
      longest, each at the place of least Euclidean distance to it, and scales every position to mean 0 and deviation 1:

        features/NAME.npy     (frames, 2) float32, scaled frequency and amplitude, padding included
        alignment.npz         the reference and the scalers, plain arrays
        align.json            what was asked for; keep it beside alignment.npz

      The reference is the longest recording, the first of equals. Where a list has splits, reference and scalers come from \
      its training rows only, and longer recordings of the other splits lose their end. With --reference, settings are those \
      of the earlier run; one given that differs is refused. Front and back padding stand in the rows' operations.

      """ + "\n" + BatchRun.discussion,
    arguments: [BatchRun.path],
    options: BatchRun.options + [deltaTime, rate, method, mode, reference, faithful],
    examples: [
      .init(
        "auscult align prepared/manifest.csv -o aligned", "sequences for a classifier, shaped by training rows only"),
      .init(
        "auscult align new.wav -o new --reference aligned/alignment.npz",
        "a new recording, as the classifier knows them"),
    ])

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    let made = try arguments[Self.reference].map { try AlignmentDescription(besideReference: $0) }
    let asked = try settings(arguments, saved: made?.settings)
    if let made { try check(arguments, asked, against: made.settings) }
    var run = try BatchRun("align", arguments, console: console)
    run.inputs.assignNames(fileExtension: "npy") { "features/" + $0.path }
    let alignment: RecordingAlignment
    if let reference = arguments[Self.reference], let made {
      if run.folder.url.standardizedFileURL.path == reference.standardizedFileURL.deletingLastPathComponent().path {
        throw CommandLineError(
          .usage, "'--reference' lies in the output folder, which will be replaced. Choose another output folder.")
      }
      alignment = try RecordingAlignment(reference: reference, made: made)
    } else {
      var bar: ProgressBar?
      alignment = try RecordingAlignment.kept(
        in: run.folder, fitting: run.inputs, settings: asked, workers: arguments.workers
      ) { done in
        let shown =
          bar ?? ProgressBar("Reading", total: run.inputs.inputs.count, unit: "recordings", console: console)
        shown.set(done)
        bar = shown
      }
      bar?.finish()
      if alignment.description.rule == .all {
        console.warn(
          "all recordings shape the reference and the scalers. Before testing a classifier, give a list with splits\(asked.isFaithful ? ", without --faithful" : "")."
        )
      }
    }
    return try run.run("Aligning", settings: alignment.description) {
      try alignment($0, $1)
    } finish: { _, output in
      try alignment.finish(output)
    }
  }

  /// What was asked for; the rate that frames are judged by is the saved one, unless another was given.
  private func settings(_ arguments: ParsedArguments, saved: AlignmentSettings?) throws -> AlignmentSettings {
    if arguments[Self.faithful] && arguments.isGiven(Self.rate) {
      throw CommandLineError(.usage, "'--faithful' keeps every file's own rate: leave out '--rate'.")
    }
    let isSaved = saved != nil && !arguments.isGiven(Self.rate)
    let rate = isSaved ? saved?.rate : arguments[Self.rate]
    return try AlignmentSettings(
      deltaTime: arguments[Self.deltaTime], rate: arguments[Self.faithful] ? nil : rate,
      method: arguments[Self.method], mode: arguments[Self.mode], isFaithful: arguments[Self.faithful])
  }

  /// Refuses options that contradict the reference; what was not given is taken from it.
  private func check(_ arguments: ParsedArguments, _ asked: AlignmentSettings, against saved: AlignmentSettings)
    throws(CommandLineError)
  {
    func check(_ option: any CommandOption, _ name: String, _ isSame: Bool, _ value: String) throws(CommandLineError) {
      if isSame || !arguments.isGiven(option) { return }
      throw CommandLineError(
        .usage,
        "the reference was made with \(value), not with '\(name)' as given. Leave '\(name)' out, or make a new one.")
    }
    try check(Self.deltaTime, "--delta-time", asked.deltaTime == saved.deltaTime, "a frame of \(saved.deltaTime) s")
    try check(Self.rate, "--rate", asked.rate == saved.rate, saved.rate.map { "\($0) Hz" } ?? "native rates")
    try check(Self.method, "--method", asked.method == saved.method, "the method \(saved.method.rawValue)")
    try check(Self.mode, "--mode", asked.mode == saved.mode, "padding '\(saved.mode.rawValue)'")
    try check(Self.faithful, "--faithful", asked.isFaithful == saved.isFaithful, "'--rate \(saved.rate ?? 0)'")
  }
}
