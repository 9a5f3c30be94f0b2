public import Core
import SignalProcessing

/// The two scalers of aligned sequences: one for frequencies, one for amplitudes.
public struct PositionScalers: Sendable, Equatable {
  /// For column 0, hertz.
  public let frequency: PositionScaler
  /// For column 1.
  public let amplitude: PositionScaler

  /// Makes a pair of scalers.
  /// - Precondition: both have the same number of positions.
  public init(frequency: PositionScaler, amplitude: PositionScaler) {
    precondition(frequency.means.count == amplitude.means.count, "one length")
    self.frequency = frequency
    self.amplitude = amplitude
  }

  /// Fits both to the (training) sequences given, padding included.
  /// - Throws: `HeartSoundError` `.badRequest` if there are none, or if their lengths differ.
  public init(fitting sequences: [AlignedSequence]) throws(HeartSoundError) {
    guard let first = sequences.first, sequences.allSatisfy({ $0.length == first.length }) else {
      throw HeartSoundError(.badRequest, "scalers need sequences to be fitted to, aligned to one reference.")
    }
    self.init(
      frequency: PositionScaler(fitting: sequences, column: 0), amplitude: PositionScaler(fitting: sequences, column: 1)
    )
  }

  /// The number of positions.
  public var length: Int { frequency.means.count }

  /// The classifier's input: scaled frequency and amplitude of every position in turn, padding included, `2 × length`.
  /// - Throws: `HeartSoundError` `.badRequest` if the sequence has another length.
  public func scaled(_ sequence: AlignedSequence) throws(HeartSoundError) -> [Float] {
    guard sequence.length == length else {
      throw HeartSoundError(
        .badRequest,
        "a sequence of \(sequence.length) frames does not fit scalers for \(length). Align it to their reference.")
    }
    let values = sequence.padded.values
    return (0..<length).flatMap { position in
      [
        Float(frequency.scaled(values[2 * position], at: position)),
        Float(amplitude.scaled(values[2 * position + 1], at: position)),
      ]
    }
  }
}
