public import HeartSound

/// Where each moment of a sound goes when it is changed: pieces of the source that come to lie elsewhere in the output.
///
/// Positions are in samples and need not be whole. What no piece holds is gone.
public struct TimeMap: Sendable, Equatable {
  /// A stretch of the source and where it goes, linearly; backwards if `isReversed`.
  public struct Piece: Sendable, Equatable {
    /// The stretch of the source.
    public var source: Range<Double>
    /// Its place in the output.
    public var output: Range<Double>
    /// Whether it is played backwards.
    public var isReversed = false

    /// The place in the output of a position of the source.
    func place(of position: Double) -> Double {
      let share = (position - source.lowerBound) / (source.upperBound - source.lowerBound)
      let length = output.upperBound - output.lowerBound
      return isReversed ? output.upperBound - share * length : output.lowerBound + share * length
    }
  }

  /// The pieces, none of them empty.
  public let pieces: [Piece]

  /// Makes a map of the pieces that are not empty.
  public init(_ pieces: [Piece]) { self.pieces = pieces.filter { !$0.source.isEmpty && !$0.output.isEmpty } }

  /// The map that leaves everything where it is.
  public static func identity(sampleCount: Int) -> TimeMap {
    TimeMap([Piece(source: 0..<Double(sampleCount), output: 0..<Double(sampleCount))])
  }

  /// Where a moment of the source comes to lie; nil if it is gone.
  public func place(of position: Double) -> Double? {
    pieces.first { $0.source.contains(position) }?.place(of: position)
  }

  /// The states of the heart after the change, in time order; neighbours of one state become one.
  public func mapped(_ states: [StateInterval], sampleCount: Int) -> [StateInterval] {
    var moved: [StateInterval] = []
    for piece in pieces {
      for state in states {
        let source = (Double(state.startSample)..<Double(state.endSample)).clamped(to: piece.source)
        if source.isEmpty { continue }
        let ends = [piece.place(of: source.lowerBound), piece.place(of: source.upperBound)].map {
          min(sampleCount, max(0, Int($0.rounded())))
        }
        let (start, end) = (min(ends[0], ends[1]), max(ends[0], ends[1]))
        if start < end { moved.append(StateInterval(startSample: start, endSample: end, state: state.state)) }
      }
    }
    moved.sort { ($0.startSample, $0.endSample) < ($1.startSample, $1.endSample) }
    return Self.joined(moved)
  }

  /// Pieces of one state that touch as one, so that a cut through a sound that is mended leaves one sound.
  private static func joined(_ states: [StateInterval]) -> [StateInterval] {
    var result: [StateInterval] = []
    for state in states {
      if let last = result.last, last.endSample >= state.startSample {
        if last.state == state.state {
          result[result.count - 1] = StateInterval(
            startSample: last.startSample, endSample: max(last.endSample, state.endSample), state: state.state)
          continue
        }
        // Rounding may let neighbours overlap by a sample.
        guard last.endSample < state.endSample else { continue }
        result.append(StateInterval(startSample: last.endSample, endSample: state.endSample, state: state.state))
      } else {
        result.append(state)
      }
    }
    return result
  }
}
