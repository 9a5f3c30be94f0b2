public import Core
import Foundation

/// The turbulent flow of one patient: noise of a band, swelling and fading within each cycle.
public struct MurmurModel: Sendable, Codable, Equatable {
  /// When and how a murmur swells within the cycle.
  public enum Shape: String, Sendable, Codable {
    /// Systolic, crescendo–decrescendo, clear of S1 and S2 (aortic stenosis).
    case diamond
    /// Systolic, of even loudness from S1 into S2 (mitral regurgitation).
    case plateau
    /// From mid-systole, rising up to S2 (mitral valve prolapse).
    case lateSystolic
    /// Diastolic, from the opening snap, fading, then swelling before S1 (mitral stenosis).
    case rumble
    /// Short and early in systole (innocent flow murmur).
    case flow
  }

  /// When and how it swells.
  public var shape: Shape
  /// The middle of its band.
  public var centre: Hertz
  /// How narrow the band is: the centre over the width.
  public var quality: Double
  /// Root mean square at its loudest, relative to the peak of S1.
  public var level: Double
  /// A place in time: where it is loudest, as a share of its length (diamond, flow); where it begins, as a share of silent
  /// systole (late systolic); how long after the onset of S2 it begins, in seconds (rumble); unused by the plateau.
  public var position: Double

  /// The stretch of a beat in which it sounds.
  func interval(in beat: Beat) -> (start: Seconds, end: Seconds) {
    let s1End = beat.onset + beat.s1Duration
    switch shape {
    case .diamond: return (s1End - 0.1 * beat.s1Duration, beat.a2Onset - 0.02)
    case .plateau: return (beat.onset + 0.02, beat.a2Onset + 0.025)
    case .lateSystolic: return (beat.systolicTime(at: position), beat.a2Onset + 0.01)
    case .rumble: return (beat.a2Onset + position, beat.onset + beat.period)
    case .flow: return (s1End - 0.2 * beat.s1Duration, s1End + 0.6 * (beat.a2Onset - s1End))
    }
  }

  /// The loudness at `share` (0 … 1) of an interval of `length` seconds, at most about 1.
  func envelope(at share: Double, length: Seconds) -> Double {
    switch shape {
    case .diamond, .flow:
      return pow(share < position ? share / position : (1 - share) / (1 - position), 1.3)
    case .plateau: return edge(share * length, 0.03) * edge((1 - share) * length, 0.03)
    case .lateSystolic: return (0.35 + 0.65 * share) * edge(share * length, 0.01) * edge((1 - share) * length, 0.02)
    case .rumble:
      let early = 0.8 * exp(-3 * share) + 0.15
      let presystolic = share > 0.6 ? pow((share - 0.6) / 0.4, 1.5) : 0
      return max(early, presystolic) * edge(share * length, 0.03) * edge((1 - share) * length, 0.01)
    }
  }

  /// A smooth rise from 0 to 1 over `width` seconds.
  private func edge(_ time: Seconds, _ width: Seconds) -> Double {
    time >= width ? 1 : 0.5 - 0.5 * cos(.pi * max(0, time) / width)
  }

  /// Adds the murmur of all beats to `signal`.
  func render(into signal: inout [Double], beats: [Beat], gain: Double, sampleRate: Int, generator: SeededGenerator) {
    let band = SecondOrderFilter(.bandPass, frequency: centre, quality: quality, sampleRate: sampleRate)
    var source = NoiseSource(generator)
    let carrier = source.band([band, band], count: signal.count)
    let rate = Double(sampleRate)
    for beat in beats {
      let (start, end) = interval(in: beat)
      let amplitude = level * gain * beat.murmurStrength
      for index in Range.samples(from: start, to: end, sampleRate: sampleRate, count: signal.count) {
        let share = (Double(index) / rate - start) / (end - start)
        signal[index] += amplitude * envelope(at: share, length: end - start) * carrier[index]
      }
    }
  }
}
