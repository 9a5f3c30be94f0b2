import Core
import Foundation
import Manifest
import MediaIO

/// Converts one recording in bounded memory: decoded once, resampled and written block by block at every rate.
public struct RecordingConversion: Sendable {
  /// What to do.
  public let settings: ConversionSettings
  /// The seed of the dither.
  public let seed: UInt64

  /// Makes a conversion.
  public init(settings: ConversionSettings, seed: UInt64) {
    self.settings = settings
    self.seed = seed
  }

  /// A file in the making.
  private struct Target {
    let signal: Int
    let rate: Int
    let writer: WaveWriter
    let gain: Float
    let fileName: String
    let idSuffix: String
  }

  /// The work of a batch: writes the outputs of `input` and returns their rows.
  ///
  /// Files are `NAME.wav`, below a folder named after the rate where there are several, with `-chN` for `each` channel.
  /// - Throws: `MediaError`; `PreparationError` `.unusable` where too little of a damaged file is left.
  public func callAsFunction(_ input: BatchInput, _ output: BatchOutput) throws -> BatchResult {
    let peaks = settings.peak == nil ? [] : try measurePeaks(input.url)
    var targets: [Target] = []
    var paths: [ConversionPath] = []
    let facts = try stream(input.url) { (rate, signals) throws(MediaError) in
      if targets.isEmpty {
        targets = try makeTargets(for: input, output, sourceRate: rate, signals: signals.count, peaks: peaks)
        paths = try makePaths(sourceRate: rate, signals: signals.count) { signal in
          targets.filter { $0.signal == signal }.map { target in
            .init(gain: target.gain) { samples throws(MediaError) in try target.writer.append(samples) }
          }
        }
      }
      for path in paths { try path.append(signals[path.signal]) }
    }
    try facts.refuseRuin()
    for path in paths { try path.finish() }
    let rows = try targets.map { target in
      let report = try target.writer.finish()
      return try row(of: input, target, facts, limited: report.clippedSamples, output)
    }
    return BatchResult(
      rows: rows, notes: notes(on: input, facts, limited: targets.reduce(0) { $0 + $1.writer.report.clippedSamples }))
  }

  // MARK: Streams

  /// Decodes the signals that the settings ask for.
  private func stream(
    _ url: URL, consume: (_ rate: Int, _ signals: [[Float]]) throws(MediaError) -> Void
  ) throws(MediaError) -> MediaFacts {
    if settings.channel == .each {
      return try AudioDecoder.streamChannels(url, options: settings.decoding, consume: consume)
    }
    return try AudioDecoder.stream(url, options: settings.decoding) { (rate, samples) throws(MediaError) in
      try consume(rate, [samples])
    }
  }

  private func rates(from sourceRate: Int) -> [Int] { settings.rates.isEmpty ? [sourceRate] : settings.rates }

  /// The path of every signal, its outlets in the order of the rates.
  private func makePaths(
    sourceRate: Int, signals: Int, outlets: (_ signal: Int) -> [ConversionPath.Outlet]
  ) throws(MediaError) -> [ConversionPath] {
    var paths: [ConversionPath] = []
    for signal in 0..<signals {
      paths.append(
        try ConversionPath(
          signal: signal, from: sourceRate, to: rates(from: sourceRate), by: settings.resampling,
          outlets: outlets(signal)))
    }
    return paths
  }

  /// The largest magnitude of every output, by signal and rate, found in a pass of its own.
  private func measurePeaks(_ url: URL) throws(MediaError) -> [[Float]] {
    var meters: [[PeakMeter]] = []
    var paths: [ConversionPath] = []
    _ = try stream(url) { (sourceRate, signals) throws(MediaError) in
      if paths.isEmpty {
        meters = signals.map { _ in rates(from: sourceRate).map { _ in PeakMeter() } }
        paths = try makePaths(sourceRate: sourceRate, signals: signals.count) { signal in
          meters[signal].map { meter in .init { samples throws(MediaError) in meter.add(samples) } }
        }
      }
      for path in paths { try path.append(signals[path.signal]) }
    }
    for path in paths { try path.finish() }
    return meters.map { $0.map(\.peak) }
  }

  private final class PeakMeter {
    private(set) var peak: Float = 0
    func add(_ samples: [Float]) { for sample in samples { peak = max(peak, abs(sample)) } }
  }

  /// The outputs, by rate and then by signal.
  private func makeTargets(
    for input: BatchInput, _ output: BatchOutput, sourceRate: Int, signals: Int, peaks: [[Float]]
  ) throws(MediaError) -> [Target] {
    var targets: [Target] = []
    for (place, rate) in rates(from: sourceRate).enumerated() {
      for signal in 0..<signals {
        let folder = settings.rates.count > 1 ? "\(rate)/" : ""
        let mark = settings.channel == .each ? "-ch\(signal + 1)" : ""
        let fileName = "\(folder)\(input.outputName)\(mark).\(settings.format.rawValue)"
        let writer = try makeWriter(fileName, output, rate: rate, key: input.row.id + mark)
        var gain: Float = 1
        // A silent recording has no peak to bring anywhere.
        if let level = settings.peak, peaks[signal][place] > 0 {
          gain = Float(pow(10, level / 20)) / peaks[signal][place]
        }
        targets.append(
          Target(
            signal: signal, rate: rate, writer: writer, gain: gain, fileName: fileName,
            idSuffix: (settings.rates.count > 1 ? "-\(rate)" : "") + mark))
      }
    }
    return targets
  }

  private func makeWriter(_ name: String, _ output: BatchOutput, rate: Int, key: String) throws(MediaError)
    -> WaveWriter
  {
    // libFLAC knows no other rates.
    if settings.format == .flac && (rate > 655_350 || (rate > 65_535 && rate % 10 != 0)) {
      throw MediaError(.overLimit, "has \(rate) samples a second, which FLAC cannot hold. Choose a --rate, or WAV.")
    }
    let url: URL
    do { url = try output.url(for: name) } catch {
      throw MediaError(.cannotWrite, error.message, subject: error.subject, cause: error)
    }
    return try WaveWriter(
      to: url, sampleRate: rate, format: settings.format, encoding: settings.encoding,
      dither: settings.isDithered ? SeededGenerator(seed: seed, id: key, step: "dither") : nil)
  }

  // MARK: Rows

  private func row(
    of input: BatchInput, _ target: Target, _ facts: MediaFacts, limited: Int, _ output: BatchOutput
  ) throws -> ManifestRow {
    let earlier = input.row
    var row = earlier
    row.id += target.idSuffix
    row.fileName = target.fileName
    row.channel = settings.channel == .each ? "\(target.signal + 1)" : settings.channel.rawValue
    row.sampleRate = target.rate
    row.startSample = Int((earlier.start * Double(row.sampleRate)).rounded())
    row.sampleCount = target.writer.sampleCount
    if settings.isDithered { row.seed = seed }
    row.operations = operations(after: earlier.operations, target, facts, limited: limited)
    row.clippedFraction = facts.clippedFraction
    (row.spectrogram, row.features) = ("", "")
    row.sha256 = try output.described(target.fileName).sha256
    return row
  }

  private func operations(after earlier: String, _ target: Target, _ facts: MediaFacts, limited: Int) -> String {
    var steps = OperationSteps(after: earlier)
    steps.addDecoding(facts)
    if settings.channel == .best, let channel = facts.channel {
      steps.add("take_channel", [("channel", "\(channel + 1)")])
    }
    steps.addResampling(from: facts.sampleRate, to: target.rate, by: settings.resampling)
    if target.gain != 1 { steps.add("scale", [("gain", "\(target.gain)")]) }
    if settings.isDithered { steps.add("dither") }
    if limited > 0 { steps.add("write", [("limited", "\(limited)")]) }
    return steps.text
  }

  private func notes(on input: BatchInput, _ facts: MediaFacts, limited: Int) -> [BatchNote] {
    var notes = BatchNote.notes(on: input, facts, use: "converted", isMean: settings.channel == .mean)
    if limited > 0 {
      let message = "\(limited) samples went beyond full scale and were limited. --peak -1 avoids that."
      notes.append(BatchNote(kind: "limited", subject: input.path, message: message))
    }
    return notes
  }
}
