import CommandLineKit
import Core
import MediaIO
import Preparation

/// `auscult convert`: any sound or video file to mono WAV or FLAC at one or several rates.
struct ConvertCommand: Command {
  static let rate = Option(
    "rate", .list(of: .integer(in: 100...768_000)), placeholder: "HZ,…",
    help: "sample rates of the outputs; several give a folder each, from one decoding (default: each file's own)")
  static let resampler = Option(
    "resampler", .choice(of: Recipe.Resample.Method.self), default: .samplerate,
    help:
      "libsamplerate behind FFTW decimation, or the exact conversion in the frequency domain, which is faster and flatter"
  )
  static let quality = Option(
    "quality", .choice(of: ResamplingQuality.self), default: .medium,
    help: "libsamplerate's converter; best passes 96 % of the band, fastest is up to 3 dB down in it")
  static let format = Option("format", .choice(of: WaveFile.Format.self), default: .wav, help: "the outputs' format")
  static let encoding = Option(
    "encoding", .choice(of: WaveFile.Encoding.self), default: .pcm16,
    help: "how samples are stored; FLAC takes pcm16 only")
  static let channel = Option(
    "channel", .choice(of: ConversionSettings.Channel.self), default: .mean,
    help:
      "the mean of the channels, one of them, the one whose heart sounds stand out best, or each in a file of its own")
  static let stream = Option(
    "stream", .integer(in: 0...1000),
    help: "which audio stream, counted from 0, where a file has several (default: the best)")
  static let dither = Option(
    flag: "dither", help: "add triangular noise before rounding to 16 bits; keyed to --seed and the recording")
  static let peak = Option(
    "peak", .number(in: -120...0), placeholder: "DBFS",
    help: "bring the largest sample to this level, for example -1; takes a second pass")

  static let specification = CommandSpec(
    name: "convert", abstract: "Convert recordings to WAV or FLAC at any rate",
    discussion: """
      Reads every sound and video format that FFmpeg reads, streams it through the resampler and writes one mono file for each \
      recording, rate and (with --channel each) channel, in memory that does not grow with length. Delay added by encoders is \
      removed where the file marks it, so that events stay at their sample.

        NAME.wav           one rate: the names and folders of the inputs
        RATE/NAME.wav      several rates
        NAME-chN.wav       --channel each

      What may surprise is said and written into the row: samples that had to be limited to full scale, stereo whose channels \
      cancel, frames lost to damage, an encoder delay that had to be assumed. Titles, names and dates in the files' tags are \
      not copied.

      """ + "\n" + BatchRun.discussion,
    arguments: [BatchRun.path],
    options: BatchRun.options + [rate, resampler, quality, format, encoding, channel, stream, dither, peak],
    examples: [
      .init("auscult convert phone-recordings --output wav --rate 2000,16000", "two rates from one decoding"),
      .init(
        "auscult convert visit.mp4 -o out --format flac --channel best", "the sound of a video, its better channel"),
      .init("auscult convert prepared/manifest.csv -o loud --peak -1", "the clips of a data set, brought to one level"),
    ])

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    let settings = try settings(arguments)
    var run = try BatchRun("convert", arguments, console: console)
    run.inputs.assignNames(fileExtension: settings.format.rawValue)
    let conversion = RecordingConversion(settings: settings, seed: arguments.seed ?? 0)
    return try run.run("Converting", settings: settings) { try conversion($0, $1) }
  }

  private func settings(_ arguments: ParsedArguments) throws(CommandLineError) -> ConversionSettings {
    if arguments[Self.resampler] == .fft && arguments.isGiven(Self.quality) {
      throw CommandLineError(
        .usage, "'--quality' is libsamplerate's; '--resampler fft' has one quality only. Leave out one of them.")
    }
    if arguments[Self.encoding] == .float32 {
      if arguments[Self.format] == .flac {
        throw CommandLineError(
          .usage, "FLAC holds integers only. Use '--encoding pcm16', or '--format wav' for float32.")
      }
      if arguments[Self.dither] {
        throw CommandLineError(.usage, "'--dither' is for 16-bit outputs; float32 rounds nothing. Leave it out.")
      }
    }
    var rates: [Int] = []
    for rate in arguments[Self.rate] ?? [] where !rates.contains(rate) { rates.append(rate) }
    return ConversionSettings(
      rates: rates, resampler: arguments[Self.resampler], quality: arguments[Self.quality],
      format: arguments[Self.format],
      encoding: arguments[Self.encoding], channel: arguments[Self.channel], stream: arguments[Self.stream],
      isDithered: arguments[Self.dither], peak: arguments[Self.peak])
  }
}
