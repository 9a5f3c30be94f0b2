public import Core
import Foundation

/// A short sound of valves and walls: a few decaying, gliding tones, as in the models of Durand and of Xu.
public struct ValveSound: Sendable, Codable, Equatable {
  /// One decaying tone.
  public struct Tone: Sendable, Codable, Equatable {
    /// The frequency at the onset in hertz.
    public var frequency: Hertz
    /// The peak level, relative to the other tones.
    public var level: Double
    /// The time in which it falls to 1/e.
    public var decay: Seconds
    /// The onset after the beginning of the sound.
    public var delay: Seconds
    /// How fast the frequency changes, in hertz a second.
    public var glide: Double
    /// The phase at the onset in radians.
    public var phase: Double
  }

  /// The tones.
  public var tones: [Tone]
  /// The time constant of the attack, common to all tones; it decides between a snap and a spindle.
  public var attack: Seconds

  /// Adds the sound to `signal`.
  /// - Parameters:
  ///   - onset: when it begins, which may be before or after the signal.
  ///   - generator: for the small differences between one beat and the next.
  func render(
    into signal: inout [Double], onset: Seconds, level: Double, sampleRate: Int,
    varyingBy generator: inout SeededGenerator
  ) {
    for var tone in tones {
      tone.frequency *= max(0.9, 1 + 0.02 * generator.normal())
      tone.level *= level * max(0.5, 1 + 0.12 * generator.normal())
      tone.phase += 0.25 * generator.normal()
      tone.render(into: &signal, onset: onset, attack: attack, sampleRate: sampleRate)
    }
  }
}

extension ValveSound.Tone {
  /// Adds (1 − e^(−t/attack)) · level · e^(−t/decay) · sin(2π(frequency · t + glide · t²/2) + phase), where t counts from
  /// `onset` and the tone's delay; it stops 60 dB down.
  func render(into signal: inout [Double], onset: Seconds, attack: Seconds, sampleRate: Int) {
    let rate = Double(sampleRate)
    let start = onset + delay
    // e⁻⁷ is −61 dB.
    let range = Range.samples(
      from: start, to: start + 7 * decay + 3 * attack, sampleRate: sampleRate, count: signal.count)
    let t = Double(range.lowerBound) / rate - start
    // z is the tone as a rotating and shrinking phasor; its step itself turns with the glide.
    let angle = 2 * Double.pi * (frequency + glide * t / 2) * t + phase
    var z = Phasor(length: level * exp(-t / decay), angle: angle)
    var step = Phasor(length: exp(-1 / (rate * decay)), angle: 2 * .pi * (frequency + glide * (t + 0.5 / rate)) / rate)
    let turn = Phasor(length: 1, angle: 2 * .pi * glide / (rate * rate))
    var remaining = exp(-t / attack)
    let attackStep = exp(-1 / (rate * attack))
    for index in range {
      signal[index] += z.imaginary * (1 - remaining)
      z = z * step
      step = step * turn
      remaining *= attackStep
    }
  }
}

/// A complex number in double precision.
private struct Phasor {
  var real: Double
  var imaginary: Double

  init(length: Double, angle: Double) { (real, imaginary) = (length * cos(angle), length * sin(angle)) }

  static func * (a: Phasor, b: Phasor) -> Phasor {
    var product = a
    product.real = a.real * b.real - a.imaginary * b.imaginary
    product.imaginary = a.real * b.imaginary + a.imaginary * b.real
    return product
  }
}
