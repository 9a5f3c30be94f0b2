import Core

/// Turns the sound of a recording into inputs, on one thread.
final class SoundInputs {
  private enum Work {
    case logMel(LogMelFeatures.Extractor)
    case mfcc(CepstralFeatures.Extractor, sampleCount: Int)
    case scaledMel(ScaledMelFeatures.Extractor, sampleCount: Int?)
    case bandStatistics(BandStatistics)
  }

  private let work: Work

  /// Nil for inputs that are not made of sound.
  init?(_ input: ModelInput) {
    switch input {
    case .logMel(let features): work = .logMel(.init(features))
    case .mfcc(let features): work = .mfcc(.init(features), sampleCount: features.sampleCount)
    case .scaledMel(let features): work = .scaledMel(.init(features), sampleCount: features.sampleCount)
    case .bandStatistics(let bands): work = .bandStatistics(bands)
    case .picture, .alignedPairs, .embedding: return nil
    }
  }

  /// The inputs of a recording, or of a part of it, whose windows begin at `starts`.
  func callAsFunction(_ samples: [Float], windowsFrom starts: [Int]) throws -> UnitInputs {
    switch work {
    case .logMel(let extractor): return extractor.inputs(of: samples, windowsFrom: starts)
    case .bandStatistics(let bands): return .shared(try bands(samples), rows: starts.count)
    case .mfcc(let extractor, let count):
      return .each(starts.map { extractor(Self.clip(of: samples, from: $0, count: count)) })
    case .scaledMel(let extractor, let count):
      return .each(starts.map { extractor(Self.clip(of: samples, from: $0, count: count ?? samples.count - $0)) })
    }
  }

  /// `count` samples from `start` on, zeros where there are none.
  private static func clip(of samples: [Float], from start: Int, count: Int) -> [Float] {
    let clip = Array(samples[start..<min(start + count, samples.count)])
    return clip + [Float](repeating: 0, count: count - clip.count)
  }
}
