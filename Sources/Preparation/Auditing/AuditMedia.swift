import Core
import Curation
import Foundation
import MediaIO
import Pictures
import Reports
import SignalProcessing

/// The pictures and sounds on the page of an audit, cut from the recordings themselves.
///
/// What can no longer be read, because it has vanished since, is left out; its neighbours stay.
struct AuditMedia: Sendable {
  /// A pair of copies, drawn one under the other.
  private(set) var pairs: [SVG?] = []
  /// A sheet a class, as PNG.
  private(set) var sheets: [Data?] = []
  /// The first conflicts to be heard, one recording after the other.
  private(set) var conflicts: [Data?] = []
  /// The examples of each class: a picture and its sound.
  private(set) var examples: [[(picture: Data, sound: Data)?]] = []

  private enum Task: Sendable {
    case pair(AuditLink)
    case both(AuditLink)
    case thumbnail(AuditedRecording)
    case example(AuditedRecording)
  }

  private enum Product: Sendable {
    case pair(SVG?)
    case both(Data?)
    case thumbnail(ContactSheet.Item?)
    case example(picture: Data, sound: Data)
    case nothing
  }

  /// Reads what `selection` names; the result does not depend on the number of workers.
  init(_ selection: AuditSelection, files: [String: URL], workers: Int) {
    let links = selection.conflicts.map(\.link) + selection.copies
    let heard = selection.conflicts.prefix(Self.mostHeardConflicts).map(\.link)
    let tasks =
      links.map(Task.pair) + heard.map(Task.both) + selection.classes.flatMap { $0.sheet.map(Task.thumbnail) }
      + selection.classes.flatMap { $0.examples.map { Task.example($0.recording) } }
    var products = parallelMap(tasks, workers: max(1, workers)) { Self.product($0, files: files) }[...]
    pairs = links.map { _ in if case .pair(let svg) = products.removeFirst() { svg } else { nil } }
    conflicts = heard.map { _ in if case .both(let sound) = products.removeFirst() { sound } else { nil } }
    sheets = selection.classes.map { item in
      let pictures = item.sheet.compactMap { _ in
        if case .thumbnail(let picture) = products.removeFirst() { picture } else { nil }
      }
      return try? ContactSheet(columns: 6, gap: 6).picture(of: pictures).png()
    }
    examples = selection.classes.map { item in
      item.examples.map { _ in
        if case .example(let picture, let sound) = products.removeFirst() { (picture, sound) } else { nil }
      }
    }
  }

  private static func product(_ task: Task, files: [String: URL]) -> Product {
    switch task {
    case .pair(let link): return .pair(try? pair(link, files: files))
    case .both(let link): return .both(try? both(link, files: files))
    case .thumbnail(let recording):
      guard let audio = try? excerpt(of: recording, files: files, seconds: 4),
        let picture = try? drawing(audio, width: 104, height: 64).picture
      else { return .thumbnail(nil) }
      return .thumbnail(.init(picture, caption: String(PathText.name(of: recording.fileName))))
    case .example(let recording):
      guard let audio = try? excerpt(of: recording, files: files, seconds: 5),
        let picture = try? drawing(audio, width: 300, height: 160).picture.png(),
        let sound = try? WaveFile.data(audio).data
      else { return .nothing }
      return .example(picture: picture, sound: sound)
    }
  }

  // MARK: Sound

  /// Samples a second of what is drawn and heard as an example; browsers refuse rates below 3 kHz.
  private static let rate = 4000

  /// Reads a stretch of a recording at `rate`, in memory for that stretch alone.
  private static func read(_ url: URL, rate: Int, stretch: Range<Int>) throws(MediaError) -> [Float] {
    var resampler: Resampler?
    var block: [Float] = []
    var kept: [Float] = []
    var position = 0
    func keep() {
      let wanted = stretch.clamped(to: position..<position + block.count)
      kept += block[(wanted.lowerBound - position)..<(wanted.upperBound - position)]
      position += block.count
      block.removeAll(keepingCapacity: true)
    }
    try AudioDecoder.stream(url) { (sourceRate, samples) throws(MediaError) in
      guard position < stretch.upperBound else { return }
      if resampler == nil { resampler = try Resampler(from: sourceRate, to: rate, method: .fft) }
      resampler?.process(samples, into: &block)
      keep()
    }
    resampler?.finish(into: &block)
    keep()
    let mean = Float(kept.reduce(0) { $0 + Double($1) } / Double(max(1, kept.count)))
    return kept.map { $0 - mean }
  }

  /// The middle of a recording, at nine tenths of full scale.
  private static func excerpt(
    of recording: AuditedRecording, files: [String: URL], seconds: Seconds
  ) throws(MediaError) -> AudioBuffer? {
    guard let url = files[recording.fileName] else { return nil }
    let all = Int(min(recording.quality.duration, 86_400) * Double(rate))
    let length = min(all, Int(seconds * Double(rate)))
    let start = (all - length) / 2
    let samples = try read(url, rate: rate, stretch: start..<start + length)
    let peak = samples.reduce(Float(1e-6)) { max($0, abs($1)) }
    return AudioBuffer(samples: samples.map { $0 / peak * 0.9 }, sampleRate: rate)
  }

  private static func drawing(_ audio: AudioBuffer, width: Int, height: Int) throws -> SpectrogramDrawer.Drawing {
    let settings = SpectrogramSettings(
      width: width, height: height, highFrequency: 800, levels: .belowMaximum(span: 60))
    guard audio.duration > settings.window else {
      throw PictureError(.badRequest, "the recording is shorter than one window.")
    }
    return try SpectrogramDrawer(settings, sampleRate: audio.sampleRate).draw(audio.samples, title: "")
  }

  // MARK: Pairs

  private static let mostHeardConflicts = 6

  /// Two and a half seconds of what both recordings share, first from the one, then from the other.
  private static func both(_ link: AuditLink, files: [String: URL]) throws -> Data? {
    guard let a = files[link.fileA], let b = files[link.fileB] else { return nil }
    let lag = (link.lag ?? 0) * rate / 1000
    let length = 5 * rate / 2
    func part(_ url: URL, from start: Int) throws -> [Float] {
      let samples = try read(url, rate: rate, stretch: start..<start + length)
      let peak = samples.reduce(Float(1e-6)) { max($0, abs($1)) }
      return samples.map { $0 / peak * 0.9 }
    }
    let pause = [Float](repeating: 0, count: rate / 2)
    let samples = try part(a, from: max(0, lag)) + pause + part(b, from: max(0, -lag))
    return try WaveFile.data(AudioBuffer(samples: samples, sampleRate: rate)).data
  }

  /// Seconds of a pair that are drawn: enough for some beats, few enough to see them.
  static let shownSeconds = 10.0

  /// Both recordings of a link, in the band that is compared, on the first one's time axis.
  private static func pair(_ link: AuditLink, files: [String: URL]) throws -> SVG? {
    guard let a = files[link.fileA], let b = files[link.fileB] else { return nil }
    let rate = 1000
    let lag = link.lag ?? 0
    // From a second before what they have in common.
    let start = max(0, lag) - rate
    let shown = start..<start + Int(shownSeconds) * rate
    func track(_ name: String, _ url: URL, shift: Int) throws -> WaveformChart.Track {
      let first = max(0, shown.lowerBound - shift)
      let whole = try read(url, rate: rate, stretch: first..<max(first, shown.upperBound - shift))
      let samples = try ButterworthFilter(.bandPass(25, 400), order: 2, sampleRate: Double(rate))(whole)
      return .init(name, start: Double(first + shift) / Double(rate), sampleRate: Double(rate), samples: samples)
    }
    let tracks = [try track(link.fileA, a, shift: 0), try track(link.fileB, b, shift: lag)]
    let ends = tracks.map { $0.start + Double($0.samples.count) / Double(rate) }
    let range = (tracks.map(\.start).min() ?? 0)...max(ends.max() ?? 1, (tracks.map(\.start).min() ?? 0) + 0.1)
    let common = Double(max(0, lag)) / Double(rate)
    let overlap = link.overlap.map { Double($0) / Double(rate) } ?? (ends.min() ?? common) - common
    return WaveformChart(
      title: "Waveforms of \(link.fileA) and \(link.fileB), laid over each other where they are alike",
      tracks: tracks, range: range, marked: common...(common + max(0, overlap))
    ).svg()
  }
}
