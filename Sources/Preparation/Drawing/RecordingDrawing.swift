import Core
import Foundation
import Hashing
import Manifest
import MediaIO
import Pictures

/// Draws one recording.
public struct RecordingDrawing: Sendable, Codable {
  /// What is drawn.
  public let settings: SpectrogramSettings
  /// The rate to which recordings are brought first, in hertz; nil leaves them as they are.
  public let rate: Int?

  /// Makes a drawing.
  public init(settings: SpectrogramSettings, rate: Int?) {
    self.settings = settings
    self.rate = rate
  }

  /// Where a picture goes by preference: `split/label/NAME` for a data set, with `all` where nothing is split, else as the
  /// recordings lie.
  ///
  /// Image loaders take every folder beside those of the classes for a class, so that none of these may stand at the top.
  /// - Parameter isDataSet: whether any of the recordings has a label or a split.
  public static func place(of input: BatchInput, isDataSet: Bool) -> String {
    let row = input.row
    if !isDataSet { return input.path }
    let side = row.split == .unlabelled && !row.label.isEmpty ? "all" : row.split.rawValue
    return [side, FolderName.safe(row.label), String(PathText.name(of: input.path))].filter { !$0.isEmpty }
      .joined(separator: "/")
  }

  /// The work of a batch: writes `NAME.png` and returns its row.
  /// - Throws: `MediaError`; `PreparationError` `.unusable` for what is silent, too short or does not reach the frequencies.
  public func callAsFunction(_ input: BatchInput, _ output: BatchOutput) throws -> BatchResult {
    let (audio, facts) = try RecordingReader(rate: rate)(input.url)
    let (samples, sampleRate) = (audio.samples, audio.sampleRate)
    try check(samples, sampleRate: sampleRate)
    let drawing: SpectrogramDrawer.Drawing
    do {
      drawing = try SpectrogramDrawer(settings, sampleRate: sampleRate).draw(samples, title: input.path)
    } catch {
      throw unusable("cannot_draw", error.message)
    }
    let data = try drawing.picture.png()
    let fileName = input.outputName + ".png"
    let file = try output.write(data, to: fileName)
    var steps = OperationSteps(after: input.row.operations)
    steps.addDecoding(facts)
    steps.addResampling(from: facts.sampleRate, to: sampleRate, by: .fft)
    steps.add("spectrogram", [("kind", OperationSteps.quoted(settings.kind.rawValue))])
    if let (frames, bands) = drawing.trimmed {
      steps.add(
        "trim",
        [
          ("frames", "[\(frames.lowerBound),\(frames.upperBound)]"),
          ("bands", "[\(bands.lowerBound),\(bands.upperBound)]"),
        ])
    }
    var row = input.row
    row.startSample = Int((row.start * Double(sampleRate)).rounded())
    (row.fileName, row.spectrogram, row.features) = (fileName, fileName, "")
    (row.sampleRate, row.sampleCount, row.channel) = (sampleRate, samples.count, ChannelPolicy.mean.rawValue)
    row.operations = steps.text
    row.clippedFraction = facts.clippedFraction
    row.sha256 = file.sha256
    return BatchResult(rows: [row], notes: BatchNote.notes(on: input, facts, use: "drawn"))
  }

  private func check(_ samples: [Float], sampleRate: Int) throws(PreparationError) {
    let window = settings.window * Double(sampleRate)
    if Double(samples.count) < window {
      throw unusable(
        "too_short", "lasts \(samples.count) samples at \(sampleRate) Hz, less than one window of \(settings.window) s."
      )
    }
    // Below one step of 16-bit audio there is nothing to see.
    if samples.allSatisfy({ abs($0) < 1 / 32768 }) {
      throw unusable("silent", "is silent: no sample reaches 1/32768 of full scale.")
    }
    let nyquist = Double(sampleRate) / 2
    if max(settings.highFrequency ?? 0, settings.lowFrequency + 1) > nyquist {
      throw unusable(
        "low_rate", "has nothing above \(nyquist) Hz: its rate is \(sampleRate) Hz. Lower --low and --high.")
    }
  }

  private func unusable(_ reason: String, _ message: String) -> PreparationError {
    PreparationError(.unusable(stage: "spectrogram", reason: reason), message)
  }
}
