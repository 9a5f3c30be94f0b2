import Core

/// Turns the sound of a recording into inputs, on one thread.
final class SoundInputs {
  private enum Work {
    case logMel(LogMelFeatures.Extractor)
    case mfcc(CepstralFeatures.Extractor, sampleCount: Int)
    case bandStatistics(BandStatistics)
  }

  private let work: Work

  /// Nil for inputs that are not made of sound.
  init?(_ input: ModelInput) {
    switch input {
    case .logMel(let features): work = .logMel(.init(features))
    case .mfcc(let features): work = .mfcc(.init(features), sampleCount: features.sampleCount)
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
      return .each(
        starts.map { start in
          let clip = Array(samples[start..<min(start + count, samples.count)])
          return extractor(clip + [Float](repeating: 0, count: count - clip.count))
        })
    }
  }
}
