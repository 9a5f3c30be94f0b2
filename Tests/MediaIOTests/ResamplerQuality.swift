import Foundation
import MediaIO

/// A resampler's figures, by the method of stepped sines and least-squares fits (f_resampler_quality.py).
struct ResamplerQuality {
  var ripple = 0.0
  var gainAt95 = 0.0
  var minus3dB = 0.0
  var signalToNoise = 0.0
  var aliasFromNyquist = -Double.infinity
  var delay = 0.0
  var lengthError = 0

  init(from input: Int, to output: Int, method: ResamplingMethod, seconds: Double = 0.4) throws {
    let resampler = try Resampler(from: input, to: output, method: method)
    let length = Int(Double(input) * seconds)
    let nyquist = Double(min(input, output)) / 2
    func response(_ frequency: Double) -> (amplitude: Double, phase: Double, residual: Double) {
      let y = resampler.resample(TestSignals.sine(frequency, rate: input, count: length))
      lengthError = max(lengthError, abs(y.count - (length * output + input - 1) / input))
      return Self.fit(y, frequency: frequency, rate: output)
    }
    let steps = Self.steps(0.01...0.9, count: 24) + Self.steps(0.91...0.995, count: 18)
    var gains: [(step: Double, decibels: Double)] = []
    var slopes: [Double] = []
    for step in steps {
      let (amplitude, phase, _) = response(step * nyquist)
      gains.append((step, 20 * log10(max(amplitude / 0.5, 1e-12))))
      let radians: Double = 2 * Double.pi * step * nyquist / Double(output)
      if step < 0.4 { slopes.append(-phase / radians) }
    }
    let passband = gains.filter { $0.step <= 0.8 }.map(\.decibels)
    ripple = passband.max()! - passband.min()!
    gainAt95 = gains.min { abs($0.step - 0.95) < abs($1.step - 0.95) }!.decibels
    minus3dB = gains.filter { $0.decibels > -3 }.map(\.step).max() ?? 0
    delay = slopes.map(abs).max()!
    let tone = response(0.2 * nyquist)
    signalToNoise = 20 * log10(tone.amplitude / 2.0.squareRoot() / max(tone.residual, 1e-12))
    guard output < input else { return }
    let top = min(Double(input) / Double(output) * 0.98, 6)
    let above = Self.steps(1.003...1.1, count: 12) + Self.steps(1.11...top, count: 22)
    for step in above {
      let tone = TestSignals.sine(step * nyquist, rate: input, count: length)
      let y = Self.middle(resampler.resample(tone))
      let power = y.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(y.count)
      let level: Double = (power * 8).squareRoot()
      aliasFromNyquist = max(aliasFromNyquist, 20 * log10(max(level, 1e-12)))
    }
  }

  /// Evenly spaced numbers with both ends.
  private static func steps(_ range: ClosedRange<Double>, count: Int) -> [Double] {
    let width = range.upperBound - range.lowerBound
    return (0..<count).map { range.lowerBound + width * Double($0) / Double(count - 1) }
  }

  /// The settled middle: 35 % to 65 % of the samples.
  static func middle(_ samples: [Float]) -> ArraySlice<Float> {
    samples[(samples.count * 35 / 100)..<(samples.count * 65 / 100)]
  }

  /// The least-squares sine of a known frequency: its amplitude, its phase at sample 0, the rms of the rest.
  static func fit(_ samples: [Float], frequency: Double, rate: Int) -> (
    amplitude: Double, phase: Double, residual: Double
  ) {
    let part = middle(samples)
    let angle = 2 * Double.pi * frequency / Double(rate)
    var (cc, ss, cs, yc, ys) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for i in part.indices {
      let (c, s, y) = (cos(angle * Double(i)), sin(angle * Double(i)), Double(part[i]))
      cc += c * c
      ss += s * s
      cs += c * s
      yc += y * c
      ys += y * s
    }
    let determinant = cc * ss - cs * cs
    let (a, b) = ((yc * ss - ys * cs) / determinant, (ys * cc - yc * cs) / determinant)
    var rest = 0.0
    for i in part.indices {
      let fitted: Double = a * cos(angle * Double(i)) + b * sin(angle * Double(i))
      let error = Double(part[i]) - fitted
      rest += error * error
    }
    return ((a * a + b * b).squareRoot(), atan2(-b, a), (rest / Double(part.count)).squareRoot())
  }
}
