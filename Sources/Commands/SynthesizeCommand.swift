import CommandLineKit
import Core
import Foundation
import HeartSound
import Manifest
import MediaIO

/// `auscult synthesize`: a reproducible collection of synthetic heart sounds with the truth beside it.
struct SynthesizeCommand: Command {
  static let output = Option(
    required: "output", short: "o", .folder, help: "where the collection goes; made if missing")
  static let recordings = Option("recordings", .integer(in: 1...10_000_000), default: 150, help: "how many recordings")
  static let perPatient = Option(
    "recordings-per-patient", .integer(in: 1...1000), default: 3, help: "recordings of each patient")
  static let classes = Option(
    "classes", .list(of: .choice(of: ValveCondition.self)), default: ValveCondition.allCases,
    help: "the classes, in equal shares of the patients")
  static let formats = Option(
    "formats", .list(of: .choice(SyntheticFormat.allCases.map(\.rawValue))),
    default: SyntheticFormat.allCases.map(\.rawValue),
    help: "the file formats; mp4 has a picture track as a phone's video has")
  static let rates = Option(
    "sample-rates", .list(of: .integer(in: 8000...48000)), default: [8000, 16000, 44100],
    help: "the rates in hertz; a patient has one")

  static let specification = CommandSpec(
    name: "synthesize", abstract: "Write a collection of synthetic heart sounds",
    discussion: """
      The five classes of Yaseen's collection by what defines them: N normal; AS crescendo-decrescendo systolic murmur; MR \
      holosystolic murmur; MS opening snap and diastolic rumble; MVP mid-systolic click and late systolic murmur. Heart rate \
      varies with breathing, patients differ in grade and chest, stethoscopes and rooms add their own. Writes:

        audio/ID.FORMAT        the recordings, in several formats and rates
        annotations/ID.tsv     the true start, end (s) and state: 1 S1, 2 systole, 3 S2, 4 diastole
        labels.csv             file, label, patient, site, heart rate

      The same seed gives the same files; a larger collection begins with the smaller one.
      """,
    options: [output, recordings, perPatient, classes, formats, rates],
    examples: [
      .init("auscult synthesize --output collection", "150 recordings of 50 patients, as in the demo"),
      .init("auscult synthesize -o two --classes N,MR --formats wav --recordings 300", "a two-class collection in WAV"),
    ])

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    let output = arguments[Self.output]
    let collection = try SyntheticCollection(
      seed: arguments.seed ?? 0, recordings: arguments[Self.recordings],
      recordingsPerPatient: arguments[Self.perPatient],
      classes: arguments[Self.classes].map { .init($0) }, sampleRates: arguments[Self.rates],
      formats: arguments[Self.formats])
    try ResultFolder.check(output, marks: ["labels.csv", "audio"])
    // Before anything is made that could not be put there.
    try AtomicFile.makeFolder(output.appendingPathComponent("audio"))
    let plan = collection.plan()
    Self.removeOthers(than: plan, from: output)
    let bar = ProgressBar("Synthesising", total: plan.count, unit: "recordings", console: console)
    var rows: [[String]] = []
    try orderedParallelForEach(plan, workers: arguments.workers) { item in
      Result { try Self.write(item, of: collection, to: output) }
    } consume: { index, row in
      rows.append(try row.get())
      bar.set(index + 1)
    }
    bar.finish()
    let table = CSVTable(
      header: ["file_name", "label", "patient_id", "site", "sample_rate", "heart_rate_bpm"], rows: rows)
    try AtomicFile.write(table.text, to: output.appendingPathComponent("labels.csv"))
    if console.isJSON {
      try console.printJSON(["recordings": plan.count, "patients": Set(plan.map(\.patient)).count])
    } else {
      let patients = Set(plan.map(\.patient)).count
      console.print(
        "\(plan.count.counted("recording")) of \(patients.counted("patient")) in \(output.relativePath)")
    }
    return .done
  }

  /// Removes recordings that an earlier run with other options wrote, so that none lies there of which no table tells.
  private static func removeOthers(than plan: [SyntheticCollection.Item], from output: URL) {
    for (folder, name) in [("audio", { "\($0.id).\($0.format)" }), ("annotations", { "\($0.id).tsv" })]
      as [(String, (SyntheticCollection.Item) -> String)]
    {
      let place = output.appendingPathComponent(folder)
      let present = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
      let wanted = present.isEmpty ? [] : Set(plan.map(name))
      for name in present where !wanted.contains(name) && SyntheticCollection.isID(PathText.stem(of: name)) {
        try? FileManager.default.removeItem(at: place.appendingPathComponent(name))
      }
    }
  }

  /// Writes one recording with its annotations; returns its row of `labels.csv`.
  private static func write(_ item: SyntheticCollection.Item, of collection: SyntheticCollection, to output: URL) throws
    -> [String]
  {
    let synthetic = collection.recording(item)
    guard let format = SyntheticFormat(rawValue: item.format) else {
      throw HeartSoundError(.badRequest, "'\(item.format)' is no format of the synthesiser.")
    }
    let name = "audio/\(item.id).\(item.format)"
    try AudioEncoder.encode(
      synthetic.audio, to: output.appendingPathComponent(name), format: format.media,
      // A phone's microphone gives two channels, an electronic stethoscope one.
      options: EncodingOptions(withPictureTrack: format == .mp4, channelCount: item.sampleRate > 40_000 ? 2 : 1))
    let rate = Double(synthetic.audio.sampleRate)
    let states = synthetic.annotations.map {
      "\(Double($0.startSample) / rate)\t\(Double($0.endSample) / rate)\t\($0.state.rawValue)\n"
    }
    try AtomicFile.write(states.joined(), to: output.appendingPathComponent("annotations/\(item.id).tsv"))
    let heartRate = (synthetic.heartRate * 100).rounded() / 100
    return [name, item.condition.rawValue, item.patient, item.site.rawValue, "\(item.sampleRate)", "\(heartRate)"]
  }
}

/// The formats a synthetic collection comes in, as people's collections do.
enum SyntheticFormat: String, CaseIterable {
  case m4a, mp4, mp3, flac, ogg, wav

  /// The format as `MediaIO` names it.
  var media: MediaFormat {
    switch self {
    case .m4a: .m4a
    case .mp4: .mp4
    case .mp3: .mp3
    case .flac: .flac
    case .ogg: .ogg
    case .wav: .wav
    }
  }
}
