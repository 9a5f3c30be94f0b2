import Core
import Foundation

extension ValveSound {
  /// S1: a slow swing of the heart's walls, the mitral valve, and a little later the tricuspid one.
  static func firstSound(duration: Seconds, _ random: inout SeededGenerator) -> ValveSound {
    let base = random.uniform(in: 42...62)
    return ValveSound(
      tones: [
        tone(random.uniform(in: 26...36), 0.3, duration / 4, glide: 0, &random),
        tone(base, 0.9, duration / 4.5, glide: -base * 1.2, &random),
        tone(base * random.uniform(in: 1.7...2.1), 0.6, duration / 8, glide: -base, &random),
        tone(
          random.uniform(in: 60...90), 0.45, duration / 7, delay: random.uniform(in: 0.018...0.032), glide: -60, &random
        ),
        tone(random.uniform(in: 170...260), random.uniform(in: 0.12...0.3), 0.008, glide: 0, &random),
        tone(random.uniform(in: 320...520), random.uniform(in: 0.03...0.15), 0.004, glide: 0, &random),
      ], attack: 0.001 * pow(12, random.uniform())
    ).normalised()
  }

  /// A2: higher and shorter than S1.
  static func aorticClosure(duration: Seconds, _ random: inout SeededGenerator) -> ValveSound {
    let base = random.uniform(in: 58...85)
    return ValveSound(
      tones: [
        tone(base, 0.9, duration / 4.5, glide: -base * 1.5, &random),
        tone(base * random.uniform(in: 1.6...1.9), 0.6, duration / 7, glide: -base, &random),
        tone(random.uniform(in: 210...320), random.uniform(in: 0.15...0.35), 0.006, glide: 0, &random),
        tone(random.uniform(in: 400...600), random.uniform(in: 0.05...0.2), 0.003, glide: 0, &random),
      ], attack: 0.0007 * pow(10, random.uniform())
    ).normalised()
  }

  /// P2: lower and softer than A2, as the pressure is lower.
  static func pulmonaryClosure(duration: Seconds, _ random: inout SeededGenerator) -> ValveSound {
    let base = random.uniform(in: 50...72)
    return ValveSound(
      tones: [
        tone(base, 0.9, duration / 5, glide: -base, &random),
        tone(base * random.uniform(in: 1.6...1.9), 0.5, duration / 8, glide: -base, &random),
      ], attack: 0.001 * pow(10, random.uniform())
    ).normalised()
  }

  /// A dull sound of filling: S3 or S4.
  static func thud(frequency: Hertz) -> ValveSound {
    ValveSound(tones: [Tone(frequency: frequency, level: 1, decay: 0.02, delay: 0, glide: 0, phase: 0)], attack: 0.008)
  }

  /// A short, sharp sound: a snap or a click.
  static func click(frequency: Hertz, decay: Seconds) -> ValveSound {
    ValveSound(
      tones: [
        Tone(frequency: frequency, level: 0.7, decay: decay, delay: 0, glide: 0, phase: 0),
        Tone(frequency: 2.1 * frequency, level: 0.4, decay: decay / 2, delay: 0, glide: 0, phase: 1),
      ], attack: 0.001)
  }

  private static func tone(
    _ frequency: Hertz, _ level: Double, _ decay: Seconds, delay: Seconds = 0, glide: Double,
    _ random: inout SeededGenerator
  ) -> Tone {
    Tone(
      frequency: frequency, level: level * random.uniform(in: 0.7...1.3),
      decay: decay * random.uniform(in: 0.85...1.15), delay: delay,
      glide: glide, phase: random.phase())
  }

  /// The same sound with levels that add up to 1.6, which brings the peak near 1.
  private func normalised() -> ValveSound {
    let sum = tones.reduce(0) { $0 + $1.level }
    var result = self
    for index in tones.indices { result.tones[index].level *= 1.6 / sum }
    return result
  }
}
