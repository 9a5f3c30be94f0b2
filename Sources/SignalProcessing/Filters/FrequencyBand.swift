public import Core

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
