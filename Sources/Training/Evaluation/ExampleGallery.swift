import Core
import Foundation
import Manifest
import MediaIO
import Pictures
import Reports
import SignalProcessing

/// Recordings to look at and hear: the mistakes a model was surest of, and a clear success of each class.
struct ExampleGallery {
  let assessment: Assessment
  let rows: [ManifestRow]
  let folder: URL

  private typealias Judged = (item: ScoredItem, predicted: Int)

  /// The section; nil if no example has a picture or a sound.
  func section() -> HTMLReport.Section? {
    let classes = assessment.classes
    let judged = assessment.levels.recordings.map { item -> Judged in
      (item, Calibration.mostProbable(item.probabilities))
    }
    func isSurer(_ a: Judged, _ b: Judged) -> Bool {
      let (x, y) = (a.item.probabilities[a.predicted], b.item.probabilities[b.predicted])
      return x == y ? precedesInBytes(a.item.id, b.item.id) : x > y
    }
    let wrong = judged.filter { classes[$0.predicted] != $0.item.label }.sorted(by: isSurer).prefix(6)
    let right = classes.compactMap { name in
      judged.filter { $0.item.label == name && classes[$0.predicted] == name }.sorted(by: isSurer).first
    }
    let (mistakes, successes) = (Array(wrong).compactMap(figure), right.compactMap(figure))
    var blocks: [ReportBlock] = []
    if !mistakes.isEmpty { blocks += [.text("The mistakes it was surest of."), .gallery(mistakes)] }
    if !successes.isEmpty {
      blocks += [.text("The recording of each class that it was surest of and right about."), .gallery(successes)]
    }
    return blocks.isEmpty ? nil : HTMLReport.Section("Examples to look at and hear", blocks)
  }

  /// The picture and sound of the recording's middle clip.
  private func figure(_ judged: Judged) -> ReportFigure? {
    let item = judged.item
    let row = rows[item.clips[item.clips.count / 2]]
    let confidence = String(format: "%.0f", 100 * item.probabilities[judged.predicted])
    let what = "\(item.fileName): \(item.label), heard as \(assessment.classes[judged.predicted]) (\(confidence) %)"
    guard let audio = try? AudioDecoder.decode(folder.appendingPathComponent(row.fileName)).audio else { return nil }
    let picture =
      row.spectrogram.isEmpty
      ? nil : try? Data(contentsOf: folder.appendingPathComponent(row.spectrogram))
    let description = "Spectrogram of \(what)"
    if let picture {
      return ReportFigure(.png(picture, description: description), caption: what, sound: Self.playable(audio))
    }
    guard var figure = try? ReportFigure(Self.spectrogram(audio), description: description, caption: what) else {
      return nil
    }
    figure.sound = Self.playable(audio)
    return figure
  }

  /// The spectrogram of a clip, for data sets without pictures.
  private static func spectrogram(_ audio: AudioBuffer) throws(PictureError) -> Picture {
    let size = 1 << Int(max(4, log2(Double(audio.sampleRate) / 16).rounded()))
    var matrix = ShortTimeFourierTransform(layout: FrameLayout(fftSize: size, hop: size / 4)).power(of: audio.samples)
    Compression.decibels(range: nil).apply(to: &matrix.values)
    return try SpectrogramPicture(width: 224, height: 224, colorMap: .magma, range: .belowMaximum(span: 60)).picture(
      of: matrix)
  }

  /// The clip at 8 kHz or more: browsers refuse rates below 3 kHz.
  private static func playable(_ audio: AudioBuffer) -> Data? {
    guard let resampler = try? Resampler(from: audio.sampleRate, to: max(8000, audio.sampleRate)) else { return nil }
    let samples = resampler.resample(audio.samples)
    let peak = samples.reduce(Float(1e-6)) { max($0, abs($1)) }
    return try? WaveFile.data(AudioBuffer(samples: samples.map { $0 / peak * 0.9 }, sampleRate: resampler.outputRate))
      .data
  }
}
