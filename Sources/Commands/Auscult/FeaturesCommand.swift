import CommandLineKit
import Core
import Preparation
import SignalProcessing

/// `auscult features`: numbers that describe every recording, for other programs.
struct FeaturesCommand: Command {
  static let kind = Option(
    required: "kind", .choice(of: FeatureSettings.Kind.self),
    help:
      "cepstral coefficients, log-mel bands, the spectrum's magnitudes, a frequency and amplitude a frame, or band statistics"
  )
  static let preset = Option(
    "preset", .choice(of: FeaturePreset.self), default: .librosa,
    help: "the tool whose frames, bands and logarithm are followed; yamnet and vggish resample to 16 kHz")
  static let rate = Option(
    "rate", .integer(in: 100...768_000), placeholder: "HZ",
    help: "resample to this rate first (default: each file's own; of bands, 1000)")
  static let count = Option(
    "count", .integer(in: 1...512),
    help: "coefficients or bands (default: the tool's own: mfcc 20, torchaudio's 40; logmel 128, kaldi's 23; bands 24)")
  static let deltas = Option(
    flag: "deltas", help: "slopes and curvatures over 9 frames below the coefficients or log-mel bands")
  static let deltaTime = Option(
    "delta-time", .number(in: 0.0001...10), placeholder: "S", default: 0.01,
    help: "of pairs, the length of a frame in seconds, whose samples are rounded down to a power of two")
  static let method = Option(
    "method", .choice(of: FrequencyAmplitudePairs.Method.self), default: .dominant,
    help: "of pairs, how a spectrum becomes one frequency and one amplitude")
  static let format = Option(
    "format", .choice(of: FeatureSettings.Format.self), default: .npy,
    help: "an array or a table a recording, or features.npz with the arrays of all by their id")

  static let specification = CommandSpec(
    name: "features", abstract: "Compute features of every recording for other programs",
    discussion: """
      Writes one float32 array for each recording, of the mean of its channels:

        mfcc      (coefficients, frames)   as librosa.feature.mfcc, torchaudio MFCC; --deltas: three times as many rows
        logmel    (bands, frames)          low bands first; in decibels, of yamnet, vggish and kaldi in nepers
        stft      (bins, frames)           magnitudes, as abs(librosa.stft(y)) or torchaudio Spectrogram(power=1)
        pairs     (frames, 2)              frequency in hertz, amplitude; 0 Hz takes part
        bands     (2 x bands,)             means, then standard deviations, of levels in dB in bands of 20 to 480 Hz

      A CSV table has one line a frame (of bands, one line) under a line of names. In manifest.csv, file_name and features are \
      the file; with --format npz it is features.npz for every row, and the row's id is the array's key. What is defined \
      without any sound, such as the level of silence, is computed as it is defined.

      """ + "\n" + BatchRun.discussion,
    arguments: [BatchRun.path],
    options: BatchRun.options + [kind, preset, rate, count, deltas, deltaTime, method, format],
    examples: [
      .init(
        "auscult features clips -o mfcc --kind mfcc --count 13 --deltas", "39 numbers a frame, as librosa has them"),
      .init(
        "auscult features prepared/manifest.csv -o logmel --kind logmel --preset yamnet --format npz",
        "the input of YAMNet for a data set, in one file"),
      .init("auscult features visit.m4a -o look --kind bands --format csv", "a short description of one recording"),
    ])

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    let settings = try settings(arguments)
    var run = try BatchRun("features", arguments, console: console)
    run.inputs.assignNames(fileExtension: settings.format.rawValue, reserved: RecordingFeatures.reserved)
    let features = RecordingFeatures(settings: settings)
    return try run.run("Computing", settings: settings) {
      try features($0, $1)
    } finish: { rows, output in
      try features.finish(rows, output)
    }
  }

  private func settings(_ arguments: ParsedArguments) throws -> FeatureSettings {
    let kind = arguments[Self.kind]
    let ofPairs: [(any CommandOption, String)] = [(Self.deltaTime, "--delta-time"), (Self.method, "--method")]
    for (option, name) in ofPairs where kind != .pairs && arguments.isGiven(option) {
      throw CommandLineError(.usage, "'\(name)' goes with '--kind pairs', not \(kind.rawValue). Leave it out.")
    }
    if (kind == .pairs || kind == .bands) && arguments.isGiven(Self.preset) {
      throw CommandLineError(.usage, "'--preset' goes with mfcc, logmel and stft, not \(kind.rawValue). Leave it out.")
    }
    return try FeatureSettings(
      kind: kind, preset: arguments[Self.preset], rate: arguments[Self.rate], count: arguments[Self.count],
      hasDeltas: arguments[Self.deltas], deltaTime: arguments[Self.deltaTime], method: arguments[Self.method],
      format: arguments[Self.format])
  }
}
