import CommandLineKit
import Core
import Preparation
import SignalProcessing

/// `auscult features`: numbers that describe every recording, for other programs.
struct FeaturesCommand: Command {
  static let kind = Option(
    required: "kind", .choice(of: FeatureSettings.Kind.self),
    help:
      "cepstral coefficients, log-mel bands, the spectrum's magnitudes, a frequency and amplitude a frame, band statistics or wavelet bands"
  )
  static let preset = Option(
    "preset", .choice(of: FeaturePreset.self), default: .librosa,
    help: "the tool whose frames, bands and logarithm are followed; yamnet and vggish resample to 16 kHz")
  static let rate = Option(
    "rate", .integer(in: 100...768_000), placeholder: "HZ",
    help: "resample to this rate first (default: each file's own; of bands, 1000)")
  static let count = Option(
    "count", .integer(in: 1...512),
    help: "of mfcc, the number of coefficients (default: the tool's own: 20, torchaudio's 40)")
  static let window = Option(
    "window", .number(in: 0.001...10), placeholder: "S",
    help: "the length of the window in seconds (default: the tool's own number of samples)")
  static let hop = Option(
    "hop", .number(in: 0.0005...10), placeholder: "S",
    help: "the distance between frames in seconds (default: the tool's own share of the window; of scalograms 0.016)")
  static let fftSize = Option(
    "fft-size", .integer(in: 2...1_048_576), placeholder: "N",
    help: "the samples of the transform (default: the window's, up to the next power of two)")
  static let bands = Option(
    "bands", .integer(in: 2...512),
    help: "the number of bands (default: of mel bands 128, kaldi's 23; of bands 24; of scalograms 64)")
  static let low = Option(
    "low", .number(in: 0...100_000), placeholder: "HZ",
    help: "the lowest frequency (default: of mel bands 0, of bands and scalograms 20)")
  static let high = Option(
    "high", .number(in: 1...384_000), placeholder: "HZ",
    help: "the highest frequency (default: of mel bands half the rate, of bands 480, of scalograms 1000)")
  static let range = Option(
    "range", .number(in: 1...300), placeholder: "DB",
    help:
      "decibels below a recording's peak that levels reach (default: the tool's own: 80, torchaudio's logmel unlimited)"
  )
  static let lifter = Option(
    "lifter", .integer(in: 1...1000), placeholder: "N", help: "of mfcc, raise the higher coefficients, for example 22")
  static let deltas = Option(
    flag: "deltas", help: "slopes and curvatures below the coefficients or log-mel bands")
  static let deltaWidth = Option(
    "delta-width", .integer(in: 3...1001), placeholder: "N", default: 9, help: "the frames that --deltas span, odd")
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
        scalogram (bands, frames)          decibels of Morlet wavelets (w0 = 6), a full-scale sine of a band being 0 dB

      In librosa's words, at a rate R: --window is win_length / R, --hop hop_length / R, --fft-size n_fft, --bands n_mels, \
      --count n_mfcc, --low fmin, --high fmax, --range top_db, --lifter lifter. Without --hop, windows overlap as the tool's \
      own do: by three quarters (librosa) or a half (torchaudio). yamnet, vggish and kaldi are what they are.

      A CSV table has one line a frame (of bands, one line) under a line of names. In manifest.csv, file_name and features are \
      the file; with --format npz it is features.npz for every row, and the row's id is the array's key. What is defined \
      without any sound, such as the level of silence, is computed as it is defined.

      """ + "\n" + BatchRun.discussion,
    arguments: [BatchRun.path],
    options: BatchRun.options + [
      kind, preset, rate, window, hop, fftSize, bands, low, high, range, count, lifter, deltas, deltaWidth, deltaTime,
      method, format,
    ],
    examples: [
      .init(
        "auscult features clips -o mfcc --kind mfcc --count 13 --deltas", "39 numbers a frame, as librosa has them"),
      .init(
        "auscult features clips -o mel --kind logmel --rate 2000 --window 0.128 --hop 0.016 --bands 64",
        "the bands of 'auscult spectrogram' as numbers; n_fft=256, hop_length=32 in librosa"),
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
    if !kind.followsPreset && arguments.isGiven(Self.preset) {
      throw CommandLineError(.usage, "'--preset' goes with mfcc, logmel and stft, not \(kind.rawValue). Leave it out.")
    }
    if arguments.isGiven(Self.deltaWidth) && !arguments[Self.deltas] {
      throw CommandLineError(.usage, "'--delta-width' goes with '--deltas'. Add it, or leave both out.")
    }
    return try FeatureSettings(
      kind: kind, preset: arguments[Self.preset], rate: arguments[Self.rate], count: arguments[Self.count],
      frontEnd: FrontEndChoices(
        window: arguments[Self.window], hop: arguments[Self.hop], fftSize: arguments[Self.fftSize],
        bands: arguments[Self.bands], lowFrequency: arguments[Self.low], highFrequency: arguments[Self.high],
        range: arguments[Self.range], lifter: arguments[Self.lifter]),
      deltaWidth: arguments[Self.deltas] ? arguments[Self.deltaWidth] : nil, deltaTime: arguments[Self.deltaTime],
      method: arguments[Self.method], format: arguments[Self.format])
  }
}
