import CommandLineKit
import Core
import Manifest
import Pictures
import Preparation

/// `auscult spectrogram`: a picture of every recording.
struct SpectrogramCommand: Command {
  private static let usual = SpectrogramSettings()

  static let kind = Option(
    "kind", .choice(of: SpectrogramSettings.Kind.self), default: usual.kind,
    help:
      "mel bands, the plain spectrum, cepstral coefficients, wavelet bands, or the first three as red, blue and green")
  static let size = Option(
    "size", .size,
    help: "the picture's pixels; with --axes, of the spectrogram inside them (default: 224x224, with --axes 640x256)")
  static let colorMap = Option(
    "colormap", .choice(of: ColorMap.self), default: usual.colorMap, help: "the colours, as matplotlib has them")
  static let rate = Option(
    "rate", .integer(in: 100...768_000), placeholder: "HZ",
    help: "resample to this rate first (default: each file's own)")
  static let window = Option(
    "window", .number(in: 0.001...10), placeholder: "S", default: usual.window, help: "the length of a frame in seconds"
  )
  static let hop = Option(
    "hop", .number(in: 0.0005...10), placeholder: "S", default: usual.hop,
    help: "the distance between frames in seconds")
  static let bands = Option(
    "bands", .integer(in: 2...512), default: usual.bands,
    help: "mel or wavelet bands; of cepstral coefficients, the first 20 are drawn")
  static let low = Option(
    "low", .number(in: 0...100_000), placeholder: "HZ", default: usual.lowFrequency, help: "the lowest frequency")
  static let high = Option(
    "high", .number(in: 1...384_000), placeholder: "HZ",
    help: "the highest frequency (default: 1000, or half the rate if that is lower)")
  static let range = Option(
    "range", .number(in: 1...300), placeholder: "DB", default: 80,
    help: "decibels below each picture's maximum that the colours span")
  static let levels = Option(
    "levels", .list(of: .number()), placeholder: "LOW,HIGH",
    help: "the same levels in every picture instead, in decibels, for example -90,0")
  static let depth = Option(
    "depth", .choice(of: PictureDepth.self), default: usual.depth, help: "how pixels are stored; grey has no colours")
  static let axes = Option(flag: "axes", help: "draw axes in seconds and hertz and a scale of levels, for people")
  static let trim = Option(
    flag: "trim", help: "crop uniform borders, such as silence at the ends, before the picture gets its size")
  static let contactSheet = Option(flag: "contact-sheet", help: "write contact-sheet-LABEL.png for each class as well")

  static let specification = CommandSpec(
    name: "spectrogram", abstract: "Draw a spectrogram of every recording",
    discussion: """
      Writes one PNG for each recording, of the mean of its channels. Where a list has labels or splits the pictures lie as \
      image loaders expect them, otherwise as the recordings lie:

        SPLIT/LABEL/NAME.png      from a list with splits and labels
        all/LABEL/NAME.png        from a list with labels only
        NAME.png                  from a file or folder

      Cepstral coefficients are drawn each about its own mean, from -3 to 3 of its standard deviations. A stack has mel bands \
      as red, coefficients as green and the plain spectrum as blue. A scalogram has Morlet wavelets at frequencies in a \
      geometric series, which need no window. In manifest.csv, file_name and spectrogram are the \
      picture. A contact sheet shows up to \(ClassSheets.largestCount) pictures of a class.

      """ + "\n" + BatchRun.discussion,
    arguments: [BatchRun.path],
    options: BatchRun.options + [
      kind, size, colorMap, rate, window, hop, bands, low, high, range, levels, depth, axes, trim,
      contactSheet,
    ],
    examples: [
      .init(
        "auscult spectrogram prepared/manifest.csv --output pictures --contact-sheet",
        "pictures of a data set's clips, and a sheet a class"),
      .init("auscult spectrogram visit.m4a -o look --axes --rate 4000", "one recording with axes, to look at"),
      .init(
        "auscult spectrogram clips -o grey --kind stft --depth grey16 --levels -100,0",
        "comparable grey pictures for a network"),
    ])

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    let settings = try settings(arguments)
    var run = try BatchRun("spectrogram", arguments, console: console)
    let isDataSet = run.inputs.inputs.contains { !$0.row.label.isEmpty || $0.row.split != .unlabelled }
    let wantsSheets = arguments[Self.contactSheet]
    let sheets = wantsSheets ? ClassSheets.names(of: run.inputs.inputs.map(\.row.label)).values.map { $0 } : []
    run.inputs.assignNames(fileExtension: "png", reserved: sheets) {
      RecordingDrawing.place(of: $0, isDataSet: isDataSet)
    }
    let drawing = RecordingDrawing(settings: settings, rate: arguments[Self.rate])
    return try run.run(
      "Drawing", settings: drawing, work: { try drawing($0, $1) },
      finish: wantsSheets ? { try ClassSheets.write($0, to: $1) } : nil)
  }

  private func settings(_ arguments: ParsedArguments) throws(CommandLineError) -> SpectrogramSettings {
    let (kind, hasAxes) = (arguments[Self.kind], arguments[Self.axes])
    try checkCombinations(arguments)
    var levels = LevelRange.belowMaximum(span: arguments[Self.range])
    if let ends = arguments[Self.levels] {
      guard ends.count == 2, ends[0] < ends[1] else {
        throw CommandLineError(.usage, "'--levels' takes two numbers, the lower one first, for example -90,0.")
      }
      levels = .fixed(lower: ends[0], upper: ends[1])
    }
    let highest = arguments[Self.high] ?? arguments[Self.rate].map { min(1000, Double($0) / 2) } ?? 1000
    if arguments[Self.low] + 1 > highest {
      throw CommandLineError(
        .usage, "'--low' (\(arguments[Self.low])) must be below '--high' (\(highest)) by at least 1 Hz.")
    }
    if let rate = arguments[Self.rate], highest > Double(rate) / 2 {
      throw CommandLineError(
        .usage,
        "'--high \(highest)' is above \(Double(rate) / 2), half of '--rate \(rate)'. Lower it or raise the rate.")
    }
    let size = arguments[Self.size]
    return SpectrogramSettings(
      kind: kind, width: size?.width ?? (hasAxes ? 640 : 224), height: size?.height ?? (hasAxes ? 256 : 224),
      colorMap: arguments[Self.colorMap], window: arguments[Self.window], hop: arguments[Self.hop],
      bands: arguments[Self.bands],
      lowFrequency: arguments[Self.low], highFrequency: arguments[Self.high], levels: levels,
      depth: arguments[Self.depth],
      hasAxes: hasAxes, isTrimmed: arguments[Self.trim])
  }

  private func checkCombinations(_ arguments: ParsedArguments) throws(CommandLineError) {
    func refuse(_ isWrong: Bool, _ message: String) throws(CommandLineError) {
      if isWrong { throw CommandLineError(.usage, message) }
    }
    let kind = arguments[Self.kind]
    let depthGiven = arguments.isGiven(Self.depth)
    try refuse(
      arguments.isGiven(Self.levels) && arguments.isGiven(Self.range),
      "'--range' and '--levels' exclude each other. Leave out one of them.")
    try refuse(
      kind == .mfcc && (arguments.isGiven(Self.levels) || arguments.isGiven(Self.range)),
      "cepstral coefficients have no decibels: leave out '--range' and '--levels'.")
    try refuse(
      kind == .stack && (arguments.isGiven(Self.colorMap) || (depthGiven && arguments[Self.depth] != .rgb)),
      "a stack is red, green and blue by itself: leave out '--colormap' and '--depth'.")
    try refuse(
      kind == .stft && arguments.isGiven(Self.bands), "an STFT has no bands: leave out '--bands'.")
    try refuse(
      kind == .scalogram && arguments.isGiven(Self.window),
      "every wavelet has a length of its own: leave out '--window'.")
    try refuse(kind == .scalogram && arguments[Self.low] == 0, "there is no wavelet of 0 Hz: raise '--low'.")
    try refuse(
      kind == .stack && (arguments[Self.axes] || arguments[Self.trim]),
      "the three parts of a stack share no axis and no border: leave out '--axes' and '--trim'.")
    try refuse(
      arguments[Self.axes] && arguments[Self.trim],
      "'--axes' shows the whole recording and '--trim' cuts it. Leave out one of them.")
    try refuse(
      arguments[Self.axes] && depthGiven && arguments[Self.depth] != .rgb,
      "a picture with axes is in RGB: leave out '--depth'.")
    try refuse(
      arguments[Self.depth] != .palette && arguments[Self.depth] != .rgb && arguments.isGiven(Self.colorMap),
      "grey pictures have no colours: leave out '--colormap' or '--depth'.")
  }
}
