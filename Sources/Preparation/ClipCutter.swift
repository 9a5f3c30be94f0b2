public import Core
public import Foundation
public import MediaIO

/// The steps that preparation and prediction share: decode, check, resample, filter, bring to a level, cut.
public struct ClipCutter: Sendable {
  /// What to do.
  public let recipe: Recipe

  /// Makes a cutter.
  public init(recipe: Recipe) { self.recipe = recipe }

  /// A recording at the recipe's rate and the windows to cut from it.
  public struct Recording: Sendable {
    /// The whole recording at the recipe's rate.
    public var audio: AudioBuffer
    /// What decoding found.
    public var facts: MediaFacts
    /// What filtering and levelling did.
    var conditioning: Conditioning.Facts
    /// The windows, silent ones among them; at least one is not silent.
    public var windows: [Segmentation.Window]

    /// The windows that give clips.
    public var audibleWindows: [Segmentation.Window] { windows.filter { !isSilent($0) } }

    /// The whole recording as its clips hold it, which are files of 16-bit integers: what a model is trained and judged by.
    public var stored: AudioBuffer {
      AudioBuffer(samples: WaveFile.stored(audio.samples), sampleRate: audio.sampleRate)
    }

    /// The samples of a window, filled up with zeros.
    public func samples(of window: Segmentation.Window) -> [Float] {
      Array(audio.samples[window.range]) + [Float](repeating: 0, count: window.padding)
    }

    /// Whether every sample of a window is below half a step of 16-bit audio, so that nothing of it would be written.
    func isSilent(_ window: Segmentation.Window) -> Bool {
      audio.samples[window.range].isSilent
    }
  }

  /// Decodes and cuts the file at `url`.
  /// - Throws: `PreparationError` `.unusable` with stage and reason; its cause is the `MediaError`, where one is behind it.
  public func cut(_ url: URL) throws(PreparationError) -> Recording {
    func unusable(_ stage: String, _ reason: String, _ detail: String, _ cause: MediaError? = nil) -> PreparationError {
      PreparationError(.unusable(stage: stage, reason: reason), detail, subject: url.relativePath, cause: cause)
    }
    let decoded: DecodedRecording
    do { decoded = try AudioDecoder.decode(url, options: .init(channel: recipe.decode.channel)) } catch {
      // That the user has asked the program to end says nothing about the file.
      if error.code == .interrupted { throw .interrupted }
      throw unusable("decode", "\(error.code)", error.message, error)
    }
    if decoded.audio.samples.isEmpty { throw unusable("quality", "empty", "holds no samples.") }
    if decoded.facts.isAntiphase && recipe.decode.channel == .mean {
      throw unusable(
        "quality", "antiphase",
        "its two channels are each other's opposite, so their mean cancels. Take one of them: \"decode\": {\"channel\": \"left\"} in the recipe."
      )
    }
    // Below one step of 16-bit audio there is nothing to hear or to learn from.
    let peak = decoded.audio.samples.reduce(Float(0)) { max($0, abs($1)) }
    if peak < 1 / 32768 {
      throw unusable("quality", "silent", "is silent: its largest sample is \(peak) of full scale.")
    }
    let resampled: AudioBuffer
    do {
      let resampler = try Resampler(
        from: decoded.audio.sampleRate, to: recipe.resample.rate, method: recipe.resample.converter)
      resampled = AudioBuffer(samples: resampler.resample(decoded.audio.samples), sampleRate: recipe.resample.rate)
    } catch {
      throw unusable("resample", "\(error.code)", error.message, error)
    }
    let conditioned: (audio: AudioBuffer, facts: Conditioning.Facts)
    do { conditioned = try Conditioning(recipe)(resampled) } catch {
      throw unusable("filter", "\(error.code)", error.message)
    }
    let audio = conditioned.audio
    let windows = recipe.windows(sampleCount: audio.samples.count)
    if windows.isEmpty {
      let limit = recipe.segment.map { $0.short == .pad ? $0.shortest : $0.length } ?? 1 / Double(audio.sampleRate)
      let duration = (audio.duration * 1000).rounded() / 1000
      throw unusable("segment", "too_short", "lasts \(duration) s, and at least \(limit) s are wanted.")
    }
    let recording = Recording(
      audio: audio, facts: decoded.facts, conditioning: conditioned.facts, windows: windows)
    if windows.allSatisfy(recording.isSilent) {
      throw unusable("quality", "silent", "holds nothing in the frequencies where the recipe looks.")
    }
    return recording
  }
}
