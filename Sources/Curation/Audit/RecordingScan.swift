import Core
import Foundation
import Hashing
import HeartSound
import Manifest
import MediaIO
import SignalProcessing

/// All that the audit takes from one recording, in one pass over its file.
struct RecordingScan: Sendable {
  /// SHA-256 of the file's bytes.
  var digest: String
  var quality: RecordingQuality
  var signature: SoundSignature
  /// Band statistics of 3 s slices, for the leak probe.
  var slices: [[Float]]

  /// The slices: 3 s every 2 s, centred in the recording, at 1 kHz; a shorter recording is one slice.
  static let slice = (length: 3000, step: 2000)
  /// At most so many slices of one recording, evenly spread.
  static let mostSlices = 16

  /// Reads a recording, in memory that grows with its length at 1 kHz only, up to the settings' limit.
  /// - Parameter digest: the file's SHA-256, if it is known.
  /// - Throws: `MediaError`, `CoreError` or `SignalError`.
  init(_ recording: Recording, digest: String?, settings: AuditSettings) throws {
    self.digest = try digest ?? SHA256.hexDigest(ofFile: recording.url)
    let most = Int(settings.longestSignature * Double(SoundSignature.sampleRate))
    var meter: LevelMeter?
    var resampler: Resampler?
    var full: [Float] = []
    // Without it, a recording with an offset would begin and end with a click: zeros stand beyond its ends.
    var offset: Float = 0
    let facts = try AudioDecoder.stream(recording.url) { (rate, block) throws(MediaError) in
      if meter == nil {
        meter = LevelMeter(sampleRate: rate, settings: settings.quality)
        resampler = try Resampler(from: rate, to: SoundSignature.sampleRate, method: .fft)
        offset = Float(block.reduce(0) { $0 + Double($1) } / Double(max(1, block.count)))
      }
      meter?.add(block)
      if full.count < most { resampler?.process(block.map { $0 - offset }, into: &full) }
    }
    resampler?.finish(into: &full)
    if full.count > most { full.removeLast(full.count - most) }
    meter?.finish()
    let band = try SoundSignature.band(of: full)
    signature = SoundSignature(band: band)
    let spikes = SpikeRemoval(sampleRate: SoundSignature.sampleRate)(band.map(Double.init)).spikes.count
    let firstMinute = AudioBuffer(samples: Array(full.prefix(60_000)), sampleRate: SoundSignature.sampleRate)
    quality = RecordingQuality(
      facts, meter ?? LevelMeter(sampleRate: 1, settings: settings.quality),
      heartRate: HeartRateEstimator()(firstMinute),
      sound: SoundMeasures(band: band, full: full, spikes: spikes))
    slices = try Self.slices(of: full)
  }

  private static func slices(of samples: [Float]) throws -> [[Float]] {
    let statistics = try LogBandStatistics()
    guard samples.count > slice.length else { return samples.isEmpty ? [] : [statistics(samples)] }
    let count = (samples.count - slice.length) / slice.step + 1
    let first = (samples.count - slice.length - (count - 1) * slice.step) / 2
    let wanted = count <= mostSlices ? Array(0..<count) : (0..<mostSlices).map { $0 * count / mostSlices }
    return wanted.map { index in
      let start = first + index * slice.step
      return statistics(Array(samples[start..<(start + slice.length)]))
    }
  }
}

extension RecordingQuality {
  /// Puts together what decoding and measuring found.
  fileprivate init(_ facts: MediaFacts, _ meter: LevelMeter, heartRate: HeartRateEstimate?, sound: SoundMeasures?) {
    let (edge, isAbrupt) = meter.bandwidth
    let coded = Double(facts.frameCount) * Double(max(1, facts.channelCount))
    // Single samples at full scale are what peak normalisation leaves.
    let atFullScale = facts.clippedSamples > 2 && coded > 0 ? Double(facts.clippedSamples) / coded : 0
    self.init(
      duration: facts.duration, sampleRate: facts.sampleRate, bits: facts.bitsPerSample, channels: facts.channelCount,
      container: facts.container, codec: facts.codec, bandwidth: edge, isBandLimited: isAbrupt, offset: meter.offset,
      peak: meter.peak, level: meter.level, clippedFraction: max(meter.clippedFraction, atFullScale),
      silentFraction: meter.silentFraction, dropoutCount: meter.dropoutCount, dropoutFraction: meter.dropoutFraction,
      heartRate: heartRate?.heartRate, heartRateConfidence: heartRate?.confidence, sound: sound)
  }
}

/// A recording's scan, or why there is none.
enum ScanOutcome: Sendable {
  case scanned(RecordingScan)
  /// The reason, and SHA-256 of the file's bytes, "" where they cannot be read.
  case rejected(Rejection, digest: String)

  /// Scans a recording; whatever goes wrong becomes a rejection.
  init(_ recording: Recording, digest: String? = nil, settings: AuditSettings) {
    func rejected(_ reason: String, _ detail: String) -> ScanOutcome {
      .rejected(
        Rejection(sourceFile: recording.path, stage: "decode", reason: reason, detail: detail),
        digest: digest ?? (try? SHA256.hexDigest(ofFile: recording.url)) ?? "")
    }
    do {
      self = .scanned(try RecordingScan(recording, digest: digest, settings: settings))
    } catch let error as MediaError {
      self = rejected("\(error.code)", error.message)
    } catch let error as any ReportableFailure {
      self = rejected("unreadable", error.message)
    } catch {
      self = rejected("unreadable", "\(error)")
    }
  }
}
