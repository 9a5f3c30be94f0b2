import CommandLineKit
import Core
import Foundation
import HeartSound
import Preparation

/// `auscult segment`: the states of the heart, or clips cut by windows, events and cycles.
struct SegmentCommand: Command {
  static let method = Option(
    "method", .choice(of: SegmentingSettings.Method.self), default: .hsmm,
    help: "states by model (hsmm) or by peaks (shannon), or clips: windows, annotated events, or heart cycles")
  static let rate = Option(
    "rate", .integer(in: 100...768_000), placeholder: "HZ", help: "the rate of the results (default: each file's own)")
  static let preset = Option(
    "preset", .choice(of: SegmentingSettings.WindowPreset.self),
    help: "windows of a published system: 0.96 s patches, 3 s every 2 s centred, 5 s, or 15 s every 7.5 s")
  static let length = Option(
    "length", .number(in: 0.01...3600), placeholder: "S",
    help: "seconds a window (default 3), or seconds around the middle of an event")
  static let step = Option(
    "step", .number(in: 0.001...3600), placeholder: "S",
    help: "seconds from one window to the next (default: the length)")
  static let remainder = Option(
    "remainder", .choice(of: Segmentation.Remainder.self), default: .overlap,
    help: "what becomes of samples after the last whole window")
  static let short = Option(
    "short", .choice(of: Segmentation.Short.self), default: .pad, help: "what becomes of recordings below a window")
  static let states = Option(
    "states", .choice(of: SegmentingSettings.StateSource.self), default: .hsmm, help: "what cycles are found by")
  static let cycles = Option("cycles", .integer(in: 1...1000), default: 1, help: "heart cycles a clip")
  static let cycleStep = Option(
    "cycle-step", .integer(in: 1...1000),
    help: "cycles from one clip to the next (default: those of a clip, so that none is in two)")
  static let beatSamples = Option(
    "beat-samples", .integer(in: 2...10_000_000), placeholder: "COUNT",
    help: "stretch or compress every clip of cycles to this many samples")
  static let events = Option(
    "events", .list(of: .choice(["s1", "systole", "s2", "diastole"])), default: ["s1", "s2"],
    help: "which annotated states become clips")
  static let annotations = Option(
    "annotations", .folder,
    help:
      "where NAME.tsv, or CinC's NAME_StateAns.mat, lie (default: beside the recordings, or in 'annotations')")
  static let model = Option(
    "model", .file,
    help: "a model.json that --fit made (default: the built-in ones, of which the one that scores higher is believed)")
  static let picture = Option(flag: "picture", help: "also draw every recording with its states, NAME.png")

  static let specification = CommandSpec(
    name: "segment", abstract: "Find S1 and S2, or cut by windows, events and heart cycles",
    discussion: """
      With --method hsmm or shannon, the states of every recording as the CirCor collection writes them: start and end in \
      seconds, and 1 S1, 2 systole, 3 S2, 4 diastole, 0 none. The other methods cut clips:

        NAME.tsv           the states
        NAME-000.wav …     clips; their rows say which samples of which recording they are

      The columns heart_rate_bpm and quality hold the heart rate and the confidence, 0 to 1. Below 0.5 a recording is said to \
      be unsure; its states are written nevertheless. What has no heartbeat, is silent or too short is rejected. Peaks \
      (shannon) need no model, and find nearly as many sounds as models do; their states end 60 ms around S1 and S2.

      With --fit, a model is fitted to annotated recordings and written to model.json. With --score, methods are judged by \
      annotations: sensitivity, P+ and F1 of S1 and S2 within 60 and 100 ms, accuracy of states and heart rate, with intervals \
      by patient. Without --model, --score fits anew for each fold of patients.

      """ + "\n" + BatchRun.discussion,
    arguments: [BatchRun.path],
    options: BatchRun.options + [
      method, rate, preset, length, step, remainder, short, states, cycles, cycleStep, beatSamples,
      events, annotations, model, picture,
    ] + SegmentationStudyRun.options,
    examples: [
      .init("auscult segment recordings -o states --picture", "states, heart rates, and pictures to check them by"),
      .init(
        "auscult segment recordings -o cycles --method cycles --beat-samples 1000", "one clip a beat, all equally long"),
      .init("auscult segment pascal -o slices --method windows --preset centred-3s", "3 s slices every 2 s"),
      .init("auscult segment circor -o scores --score", "how well the model does on patients it has not seen"),
    ])

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    let finder = AnnotationFinder(folder: arguments[Self.annotations])
    if arguments[SegmentationStudyRun.fit] || arguments[SegmentationStudyRun.score] {
      return try SegmentationStudyRun(arguments, console: console, annotations: finder).run()
    }
    try refuseIdleOptions(arguments, arguments[Self.method])
    let models = try arguments[Self.model].map { SegmentationChoice(try .init(contentsOf: $0)) } ?? .standard
    var settings = try settings(arguments, models)
    var run = try BatchRun("segment", arguments, console: console)
    let isCut = ![.hsmm, .shannon].contains(settings.method)
    run.inputs.assignNames(fileExtension: isCut ? "wav" : "tsv")
    let isAnnotated = settings.method == .events || settings.states == .annotations
    settings.sha256 = try finder.digest(
      models: settings.models == nil ? nil : models, annotationsOf: isAnnotated ? run.inputs : nil)
    let segmenting = RecordingSegmenting(settings: settings, models: models, annotations: finder)
    return try run.run("Segmenting", settings: settings) { try segmenting($0, $1) }
  }

  private func settings(_ arguments: ParsedArguments, _ models: SegmentationChoice) throws(CommandLineError)
    -> SegmentingSettings
  {
    let method = arguments[Self.method]
    let step = arguments[Self.cycleStep] ?? arguments[Self.cycles]
    let listens = method == .hsmm || (method == .cycles && arguments[Self.states] == .hsmm)
    return SegmentingSettings(
      method: method, rate: arguments[Self.rate], windows: method == .windows ? .init(try windows(arguments)) : nil,
      states: method == .cycles ? arguments[Self.states] : nil,
      cycles: method == .cycles
        ? .init(length: arguments[Self.cycles], step: step, samples: arguments[Self.beatSamples]) : nil,
      events: method == .events ? .init(states: events(arguments), length: arguments[Self.length]) : nil,
      isDrawn: arguments[Self.picture], models: listens ? models.candidates.map(\.model.provenance) : nil)
  }

  private func events(_ arguments: ParsedArguments) -> [HeartSoundState] {
    let states: [String: HeartSoundState] = ["s1": .s1, "systole": .systole, "s2": .s2, "diastole": .diastole]
    return arguments[Self.events].compactMap { states[$0] }
  }

  private func windows(_ arguments: ParsedArguments) throws(CommandLineError) -> Segmentation {
    if let preset = arguments[Self.preset] {
      for (option, name) in [(Self.length, "--length"), (Self.step, "--step")] where arguments.isGiven(option) {
        throw CommandLineError(.usage, "'--preset' says how windows are cut already: leave out '\(name)' or it.")
      }
      return preset.windows
    }
    let length = arguments[Self.length] ?? 3
    let step = arguments[Self.step] ?? length
    if step > length {
      throw CommandLineError(.usage, "'--step \(step)' is longer than a window of \(length) s: sound would be lost.")
    }
    return Segmentation(
      length: length, overlap: length - step, remainder: arguments[Self.remainder], short: arguments[Self.short],
      shortest: 0)
  }

  /// The options that say how states or clips are made, in place of judging or fitting.
  static let ofMethods: [any CommandOption] = [
    rate, preset, length, step, remainder, short, states, cycles, cycleStep, beatSamples, events, picture,
  ]

  /// Refuses options that the method does not look at, so that nobody believes they had an effect.
  private func refuseIdleOptions(_ arguments: ParsedArguments, _ method: SegmentingSettings.Method)
    throws(CommandLineError)
  {
    let uses: [(option: any CommandOption, methods: [SegmentingSettings.Method])] = [
      (Self.preset, [.windows]), (Self.step, [.windows]), (Self.remainder, [.windows]), (Self.short, [.windows]),
      (Self.length, [.windows, .events]), (Self.states, [.cycles]), (Self.cycles, [.cycles]),
      (Self.cycleStep, [.cycles]), (Self.beatSamples, [.cycles]), (Self.events, [.events]),
      (Self.model, [.hsmm, .cycles]), (Self.picture, [.hsmm, .shannon]), (Self.annotations, [.events, .cycles]),
    ]
    for use in uses where arguments.isGiven(use.option) && !use.methods.contains(method) {
      let names = use.methods.map { "'--method \($0.rawValue)'" }.joined(separator: " or ")
      throw CommandLineError(
        .usage, "'--\(use.option.documentation.name)' goes with \(names), not with '--method \(method.rawValue)'.")
    }
    for option in SegmentationStudyRun.ownOptions where arguments.isGiven(option) {
      throw CommandLineError(.usage, "'--\(option.documentation.name)' goes with '--fit' or '--score' only.")
    }
  }
}
