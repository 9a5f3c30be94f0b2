public import Core
import Foundation

/// Which frequencies a filter lets through.
public enum FrequencyBand: Sendable, Hashable {
  /// Everything below a cut-off.
  case lowPass(Hertz)
  /// Everything above a cut-off.
  case highPass(Hertz)
  /// What lies between two cut-offs.
  case bandPass(Hertz, Hertz)
  /// What lies outside two cut-offs: a notch.
  case bandStop(Hertz, Hertz)

  /// The cut-offs in ascending order as the band names them.
  public var edges: [Hertz] {
    switch self {
    case .lowPass(let edge), .highPass(let edge): [edge]
    case .bandPass(let low, let high), .bandStop(let low, let high): [low, high]
    }
  }

  /// Checks that the cut-offs make sense at `sampleRate` hertz.
  /// - Throws: `SignalError` `.badRequest` unless 0 < edges, ascending, < sampleRate / 2.
  func validate(sampleRate: Double) throws(SignalError) {
    let nyquist = sampleRate / 2
    guard sampleRate.isFinite, sampleRate > 0 else {
      throw SignalError(.badRequest, "a filter needs a positive sample rate, not \(sampleRate) Hz.")
    }
    for edge in edges {
      guard edge.isFinite, edge > 0 else {
        throw SignalError(.badRequest, "a cut-off of \(edge) Hz is not a frequency. Give one above 0 Hz.")
      }
      guard edge < nyquist else {
        throw SignalError(
          .badRequest,
          "a cut-off of \(edge) Hz is not below half the sample rate (\(nyquist) Hz). Lower it, or resample higher.")
      }
    }
    guard edges.count < 2 || edges[0] < edges[1] else {
      throw SignalError(.badRequest, "the band \(edges[0])–\(edges[1]) Hz is empty. Give the lower cut-off first.")
    }
  }
}

extension FrequencyBand {
  /// The band to design a Butterworth filter for, so that two passes of it together are 3.01 dB down at these edges.
  ///
  /// One pass then loses 1.505 dB there: (Ω/Ωc)^2n = √2 − 1 in the analogue prototype of order n, whose frequencies are
  /// Ω = tan(πf/fs). A pass band grows by that, a stop band shrinks.
  /// - Throws: `SignalError` `.badRequest` for edges that make no sense at `sampleRate` hertz.
  public func designedForTwoPasses(order: Int, sampleRate: Double) throws(SignalError) -> FrequencyBand {
    try validate(sampleRate: sampleRate)
    let factor = pow(2.0.squareRoot() - 1, 0.5 / Double(max(1, order)))
    func analogue(_ frequency: Hertz) -> Double { tan(.pi * frequency / sampleRate) }
    func digital(_ frequency: Double) -> Hertz { atan(frequency) * sampleRate / .pi }
    func edges(_ low: Hertz, _ high: Hertz, widthFactor: Double) -> (Hertz, Hertz) {
      let (low, high) = (analogue(low), analogue(high))
      let width = (high - low) * widthFactor
      let upper = (width + (width * width + 4 * low * high).squareRoot()) / 2
      return (digital(upper - width), digital(upper))
    }
    switch self {
    case .lowPass(let edge): return .lowPass(digital(analogue(edge) / factor))
    case .highPass(let edge): return .highPass(digital(analogue(edge) * factor))
    case .bandPass(let low, let high):
      let wide = edges(low, high, widthFactor: 1 / factor)
      return .bandPass(wide.0, wide.1)
    case .bandStop(let low, let high):
      let narrow = edges(low, high, widthFactor: factor)
      return .bandStop(narrow.0, narrow.1)
    }
  }
}
