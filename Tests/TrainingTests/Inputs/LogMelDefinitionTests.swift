import Core
import Foundation
import TestSupport
import Testing

@testable import Training

/// What an exported model says of its input is enough to make that input, and true.
@Suite struct LogMelDefinitionTests {
  /// The numbers of the definition; the words that stand beside them are what this follows.
  private struct Recipe: Decodable {
    var sampleRate, windowLength, fftSize, hopLength, paddingLength, bands, frames: Int
    var lowFrequency, highFrequency, offset: Double
    var zScores: String

    func map(of samples: [Float]) -> [[Double]] {
      let end = (samples.lastIndex { $0 != 0 } ?? -1) + 1
      let padding = [Double](repeating: 0, count: paddingLength)
      let signal = padding + Self.standardized(samples[..<end].map(Double.init)) + padding
      let columns = stride(from: 0, through: signal.count - fftSize, by: hopLength).map { start in
        column(of: power(of: Array(signal[start..<(start + fftSize)])))
      }
      let rows = (0..<bands).map { band in columns.map { $0[band] } }
      if zScores == "band" { return rows.map(Self.standardized) }
      let all = Self.standardized(rows.flatMap { $0 })
      return (0..<bands).map { Array(all[($0 * columns.count)..<(($0 + 1) * columns.count)]) }
    }

    private func power(of frame: [Double]) -> [Double] {
      let lead = (fftSize - windowLength) / 2
      let windowed = (0..<windowLength).map { index in
        frame[lead + index] * (0.5 - 0.5 * cos(2 * .pi * Double(index) / Double(windowLength)))
      }
      return (0...(fftSize / 2)).map { bin in
        var (real, imaginary) = (0.0, 0.0)
        for (index, value) in windowed.enumerated() {
          let angle = 2 * Double.pi * Double(bin * index % fftSize) / Double(fftSize)
          real += value * cos(angle)
          imaginary += value * sin(angle)
        }
        return real * real + imaginary * imaginary
      }
    }

    private func column(of power: [Double]) -> [Double] {
      func mel(_ frequency: Double) -> Double { 2595 * log10(1 + frequency / 700) }
      let (low, high) = (mel(lowFrequency), mel(highFrequency))
      let edges = (0...(bands + 1)).map { index -> Double in
        let place = low + (high - low) * Double(index) / Double(bands + 1)
        return 700 * (pow(10, place / 2595) - 1)
      }
      return (0..<bands).map { band in
        var sum = 0.0
        for (bin, value) in power.enumerated() {
          let frequency = Double(bin * sampleRate) / Double(fftSize)
          let rise = (frequency - edges[band]) / (edges[band + 1] - edges[band])
          let fall = (edges[band + 2] - frequency) / (edges[band + 2] - edges[band + 1])
          sum += max(0, min(rise, fall)) * value
        }
        return log(sum + offset)
      }
    }

    private static func standardized(_ values: [Double]) -> [Double] {
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      return values.map { ($0 - mean) / variance.squareRoot() }
    }
  }

  /// Single precision against double: 1e-3 of one standard deviation.
  @Test(arguments: LogMelFeatures.Standardization.allCases) func aStrangerMakesTheSameMap(
    standardization: LogMelFeatures.Standardization
  ) throws {
    let features = LogMelFeatures(sampleRate: 1600, sampleCount: 2400, standardization: standardization)
    let text = try JSONText.encode(LogMelFeatures.Definition(features))
    let recipe = try JSONText.decode(Recipe.self, from: Data(text.utf8))
    let samples = ReferenceSignal.make(sampleRate: 1600, seconds: 1.5).samples + [0, 0, 0]
    let expected = LogMelFeatures.Extractor(features).map(of: samples)
    let map = recipe.map(of: samples)
    #expect(map.count == expected.rows && map.allSatisfy { $0.count == expected.columns })
    #expect(recipe.frames == features.frames)
    #expect(zip(map.joined(), expected.values).allSatisfy { abs($0 - Double($1)) < 1e-3 })
  }

  @Test func wordsSayWhatNumbersCannot() throws {
    let features = LogMelFeatures(sampleRate: 2000, sampleCount: 6000)
    let text = try JSONText.encode(LogMelFeatures.Definition(features), isPretty: false)
    let expected = """
      {"bands":32,"fft_size":256,"frames":121,"high_frequency":1000,"hop_length":50,"logarithm":"natural",\
      "low_frequency":20,"mel_norm":"unit height","mel_scale":"htk","mel_triangle":"hertz","offset":0.0001,\
      "padding":"zeros","padding_length":128,"recording_scale":"zero mean, unit RMS","sample_rate":2000,\
      "short_maps":"repeated","spectrum":"power","trailing_zeros":"removed","window":"periodic Hann",\
      "window_length":100,"z_scores":"recording"}
      """
    #expect(text == expected)
  }
}
