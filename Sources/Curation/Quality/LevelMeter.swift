import Core
import Foundation
import SignalProcessing

/// Measures a stream of samples at its own rate: levels, plateaus, standstills, silence, bandwidth; in little memory.
struct LevelMeter {
  private let sampleRate: Int
  private let settings: QualitySettings
  private var count = 0
  private var sum = 0.0
  private var squares = 0.0

  // Plateaus at the extremes: how many samples so far stand in runs at the greatest and the least value seen.
  private var upper = Plateau()
  private var lower = Plateau()

  // The present run of equal samples.
  private var value: Float = .nan
  private var run = 0
  private var dropoutSamples = 0
  private(set) var dropoutCount = 0

  // The present 50 ms frame.
  private let frameLength: Int
  private var frameCount = 0
  private var frameSum = 0.0
  private var frameSquares = 0.0
  private var frames = 0
  private var silentFrames = 0

  // The sum of power spectra.
  private let transform: ShortTimeFourierTransform
  private var spectrum: [Double]
  private var spectrumFrames = 0

  init(sampleRate: Int, settings: QualitySettings) {
    self.sampleRate = sampleRate
    self.settings = settings
    frameLength = max(1, sampleRate / 20)
    // About 10 Hz a bin whatever the rate, so that the edges of bands compare.
    let exponent = (log2(Double(sampleRate) / 10)).rounded()
    let size = 1 << Int(min(16, max(6, exponent)))
    transform = ShortTimeFourierTransform(layout: FrameLayout(fftSize: size, hop: size, padding: .none))
    spectrum = [Double](repeating: 0, count: size / 2 + 1)
  }

  /// Takes the next samples.
  mutating func add(_ block: [Float]) {
    for sample in block {
      let number = Double(sample)
      sum += number
      squares += number * number
      frameSum += number
      frameSquares += number * number
      frameCount += 1
      if frameCount == frameLength { endFrame() }
      if sample == value { run += 1 } else { endRun(next: sample) }
    }
    count += block.count
    let power = transform.power(of: block)
    for row in 0..<power.rows {
      var total = 0.0
      for column in 0..<power.columns { total += Double(power.values[row * power.columns + column]) }
      spectrum[row] += total
    }
    spectrumFrames += power.columns
  }

  /// Ends the stream.
  mutating func finish() {
    endRun(next: .nan)
    if frameCount > frameLength / 2 { endFrame() }
  }

  var offset: Double { count > 0 ? sum / Double(count) : 0 }
  var peak: Double { count > 0 ? Double(max(abs(upper.value), abs(lower.value))) : 0 }
  var level: Decibels {
    let variance = count > 0 ? squares / Double(count) - offset * offset : 0
    return variance > 1e-20 ? 10 * log10(variance) : -200
  }
  var clippedFraction: Double {
    // Two plateaus of silence are no clipping.
    count > 0 && upper.value > lower.value ? Double(upper.samples + lower.samples) / Double(count) : 0
  }
  var silentFraction: Double {
    frames > 0 ? Double(silentFrames) / Double(frames) : level < settings.silenceLevel ? 1 : 0
  }
  var dropoutFraction: Double { count > 0 ? Double(dropoutSamples) / Double(count) : 0 }

  /// The greatest frequency whose power is within the settings' range of the strongest, and whether it falls off a cliff.
  var bandwidth: (edge: Hertz?, isAbrupt: Bool) {
    // The two lowest bins hold the mean's leakage.
    guard spectrumFrames > 0, let strongest = spectrum.dropFirst(2).max(), strongest > 0 else { return (nil, false) }
    let width = Double(sampleRate) / Double(2 * (spectrum.count - 1))
    let limit = strongest * pow(10, -settings.bandwidthRange / 10)
    let last = spectrum.lastIndex { $0 >= limit } ?? 2
    let edge = Double(last) * width
    guard edge < 0.8 * Double(sampleRate) / 2 else { return (edge, false) }
    func mean(_ from: Double, _ to: Double) -> Double {
      let low = min(spectrum.count - 1, Int(Double(last) * from))
      let bins = spectrum[low...max(low, min(spectrum.count - 1, Int(Double(last) * to)))]
      return bins.reduce(0, +) / Double(bins.count)
    }
    let (below, above) = (mean(0.75, 0.95), mean(1.1, 1.4))
    return (edge, below > 0 && above < below * pow(10, -2.5))
  }

  private mutating func endRun(next: Float) {
    if run > 0 {
      upper.note(value, run: run, isBeyond: >, least: settings.clippedRun)
      lower.note(value, run: run, isBeyond: <, least: settings.clippedRun)
      if Double(run) >= settings.dropoutLength * Double(sampleRate) {
        dropoutCount += 1
        dropoutSamples += run
      }
    }
    value = next
    run = 1
  }

  private mutating func endFrame() {
    let mean = frameSum / Double(frameCount)
    let variance = max(0, frameSquares / Double(frameCount) - mean * mean)
    frames += 1
    if variance < pow(10, settings.silenceLevel / 10) { silentFrames += 1 }
    (frameCount, frameSum, frameSquares) = (0, 0, 0)
  }

  /// The runs of samples at an extreme of what was seen so far.
  private struct Plateau {
    var value: Float = .nan
    var samples = 0

    mutating func note(_ sample: Float, run: Int, isBeyond: (Float, Float) -> Bool, least: Int) {
      if value.isNaN || isBeyond(sample, value) {
        value = sample
        samples = 0
      }
      if sample == value, run >= least { samples += run }
    }
  }
}
