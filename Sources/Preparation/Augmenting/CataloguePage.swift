import Augmentation
import Core
public import Foundation
import HeartSound
import MediaIO
import Pictures
import Reports

/// A page on which every transform can be seen and heard, with the sounds as files beside it.
public struct CataloguePage: Sendable {
  /// The sound that every transform is shown on.
  private let original: AudioBuffer
  private let states: [StateInterval]
  private let shelf: SoundShelf
  private static let partnerID = "partner"
  private static let label = "murmur"
  /// Samples a second of what is shown: browsers refuse rates below 3 kHz.
  private static let rate = 4000
  private static let seconds = 6.0

  /// Makes the page of a synthetic recording, with a second one for a partner.
  /// - Parameter folder: where what examples need besides is written: a partner with its states, and a noise in `noise`.
  /// - Throws: `HeartSoundError`, `MediaError`.
  public init(materials folder: URL) throws {
    let collection = try SyntheticCollection(
      seed: 6, recordings: 2, recordingsPerPatient: 1, classes: [.init(.aorticStenosis)], sampleRates: [Self.rate])
    let recordings = collection.plan().prefix(2).map(collection.recording)
    let excerpts = recordings.map {
      AudioBuffer(samples: Array($0.audio.samples.prefix(Int(Self.seconds) * Self.rate)), sampleRate: Self.rate)
    }
    (original, states) = (excerpts[0], recordings[0].annotations)
    let partner = folder.appendingPathComponent("partner.wav")
    try WaveFile.write(excerpts[1], to: partner)
    let hiss = AudioBuffer(
      samples: Self.hum(count: original.samples.count, sampleRate: Self.rate), sampleRate: Self.rate)
    noiseFolder = folder.appendingPathComponent("noise").path
    try WaveFile.write(hiss, to: URL(fileURLWithPath: noiseFolder).appendingPathComponent("hum.wav"))
    let annotation = folder.appendingPathComponent("partner.tsv")
    let partnerStates = StateAnnotations.text(
      StateAnnotations.intervals(recordings[1].annotations, in: 0..<excerpts[1].samples.count),
      sampleCount: excerpts[1].samples.count, sampleRate: Self.rate)
    try AtomicFile.write(partnerStates, to: annotation)
    let entry = SoundShelf.Entry(sound: .file(partner, annotation: annotation), label: Self.label)
    shelf = SoundShelf(
      [Self.partnerID: entry], noise: try NoiseFolders([noiseFolder], workers: 1), rate: Self.rate)
  }

  private let noiseFolder: String

  /// The hum of the mains with its harmonics, for a noise that anyone recognises.
  private static func hum(count: Int, sampleRate: Int) -> [Float] {
    (0..<count).map { index -> Float in
      let phase = 2 * Double.pi * 50 * Double(index) / Double(sampleRate)
      let sum = stride(from: 1.0, through: 5, by: 1).reduce(0.0) { sum, harmonic in
        sum + sin(phase * harmonic) / harmonic
      }
      return Float(0.2 * sum)
    }
  }

  /// The example of a transform.
  struct Example {
    var operation: AugmentationOperation
    var audio: AudioBuffer
  }

  /// Writes `index.html` and a sound a transform into `folder`.
  /// - Throws: `CoreError`, and what drawing throws.
  public func write(to folder: URL) throws {
    let examples = try Catalogue.all.map { ($0, try example(of: $0)) }
    let gain = Self.gain(of: [original] + examples.map(\.1.audio))
    var sections = [
      HTMLReport.Section("The recording", [.figures([try figure(original, gain: gain, caption: "as it is")])])
    ]
    for (transform, example) in examples {
      let sound = try WaveFile.data(example.audio).data
      try AtomicFile.write(sound, to: folder.appendingPathComponent("\(transform.name).wav"))
      let values = example.operation.readableValues.filter { !["states", "partner_states"].contains($0.name) }
        .map { "\($0.name) \($0.value)" }.joined(separator: ", ")
      sections.append(
        .init(
          transform.name,
          [
            .text("\(transform.summary)\n\nSource: \(transform.source)."),
            .figures([
              waveforms(example.audio, name: transform.name),
              try figure(
                example.audio, gain: gain, caption: values.isEmpty ? "no parameters" : String(values.prefix(300))),
            ]),
          ]))
    }
    let page = HTMLReport(
      title: "Augmentation catalogue",
      subtitle: """
        Every transform of auscult augment on one synthetic recording: waveform, log-mel picture, sound. Both waveforms of a \
        transform have one scale, and all sounds are played with one gain, so that what is louder looks and sounds louder.
        """,
      sections: sections, footer: "auscult \(AuscultVersion.current). Research use only.")
    try AtomicFile.write(page.html, to: folder.appendingPathComponent("index.html"))
  }

  /// The gain with which the loudest of the sounds stays below full scale.
  private static func gain(of sounds: [AudioBuffer]) -> Float {
    let peak = sounds.lazy.flatMap(\.samples).reduce(Float(1e-6)) { max($0, abs($1)) }
    return 0.9 / peak
  }

  /// A transform with the values that are drawn first, carried out on the recording.
  func example(of transform: Transform) throws -> Example {
    var step = AugmentationPolicy.Step(transform.name)
    if transform.parameters.contains(where: { $0.name == "folder" }) { step.values["folder"] = .words([noiseFolder]) }
    let planner = AugmentationPlanner(policy: .init(root: .init(.transform(step))), seed: 1)
    let known = states
    let subject = AugmentationSubject(
      id: "original", labels: [Self.label],
      extent: SoundExtent(sampleCount: original.samples.count, sampleRate: original.sampleRate), heartRate: 70,
      states: LazyStates { known })
    let made = try planner.plan(for: subject, copy: 1, pool: shelf).apply(to: original, sounds: shelf)
    var operation = made.plan.operations.first ?? AugmentationOperation(transform: transform.name)
    if operation.values["folder"] != nil { operation.values["folder"] = .text("noise") }
    return Example(operation: operation, audio: made.audio)
  }

  /// The recording and its copy on one time axis.
  private func waveforms(_ audio: AudioBuffer, name: String) -> ReportFigure {
    func track(_ name: String, _ audio: AudioBuffer) -> WaveformChart.Track {
      .init(name, start: 0, sampleRate: Double(audio.sampleRate), samples: audio.samples)
    }
    let chart = WaveformChart(
      title: "Waveforms before and after \(name)", tracks: [track("before", original), track(name, audio)],
      hasCommonScale: true)
    return ReportFigure(.svg(chart.svg()))
  }

  private func figure(_ audio: AudioBuffer, gain: Float, caption: String) throws -> ReportFigure {
    let settings = SpectrogramSettings(
      width: 460, height: 160, highFrequency: 800, levels: .belowMaximum(span: 60))
    let picture = try SpectrogramDrawer(settings, sampleRate: audio.sampleRate).png(of: audio.samples)
    let loud = AudioBuffer(samples: audio.samples.map { $0 * gain }, sampleRate: audio.sampleRate)
    return ReportFigure(
      .png(picture, description: "log-mel spectrogram"), caption: caption, sound: try WaveFile.data(loud).data)
  }
}
