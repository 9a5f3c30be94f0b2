import Foundation

/// Where in a long reference a shorter sequence lies nearest to it, in O(M log M).
///
/// The definition is the exhaustive search: over every start i, the Euclidean distance of the sequence to the reference's
/// window at i, summed frame after frame in double precision, √ Σₖ (Σ_c (s[k,c] − r[i+k,c])²), and the **first** start
/// with the smallest distance. This search gives exactly that start, ties included. It computes all distances at once
/// by FFT, bounds the rounding error of each rigorously, and evaluates the definition only for those starts that the
/// bound does not rule out: usually one or two. Starts whose windows repeat an earlier candidate's bit by bit are skipped,
/// so that constant and periodic references are no slower. Only where very many different windows tie within rounding
/// does the cost approach the exhaustive O(M·m).
public struct NearestWindowSearch: Sendable {
  /// What a search found.
  public struct Match: Sendable, Hashable {
    /// The first frame of the nearest window.
    public var start: Int
    /// Its Euclidean distance.
    public var distance: Double
    /// For how many starts the definition was evaluated.
    public var evaluations: Int
  }

  /// The reference, frame after frame, `width` values each.
  public let reference: [Double]
  /// The number of values a frame.
  public let width: Int
  /// The number of frames of the reference.
  public var frameCount: Int { reference.count / width }

  private let spectrum: ReferenceSpectrum

  /// Prepares the search in `reference`, which holds `width` values a frame; costs one FFT a column.
  /// - Precondition: `width > 0` divides the number of values; values are finite and below 10¹⁰⁰ in magnitude.
  public init(reference: [Double], width: Int) {
    precondition(width > 0 && reference.count % width == 0, "whole frames")
    precondition(reference.allSatisfy { abs($0) < 1e100 }, "values are finite and of a size that can be squared")
    self.reference = reference
    self.width = width
    spectrum = ReferenceSpectrum(reference: reference, width: width)
  }

  /// The first nearest window for `sequence`, by FFT and evaluation of the candidates.
  /// - Precondition: as for the reference; `sequence` is not longer than it.
  public func nearest(to sequence: [Double]) -> Match {
    checkLength(sequence)
    let frames = sequence.count / width
    let starts = frameCount - frames + 1
    // For few starts or frames, the definition is cheaper than three transforms.
    if starts * frames <= 4 * frameCount { return exhaustiveNearest(to: sequence) }
    return evaluate(spectrum.candidates(for: sequence), for: sequence)
  }

  /// The first nearest window for `sequence` by the definition, in O(M·m): what ``nearest(to:)`` is tested against.
  /// - Precondition: as for ``nearest(to:)``.
  public func exhaustiveNearest(to sequence: [Double]) -> Match {
    checkLength(sequence)
    var best = Match(start: 0, distance: .infinity, evaluations: 0)
    for start in 0...(frameCount - sequence.count / width) {
      let distance = squaredDistance(of: sequence, at: start, givingUpAt: .infinity).squareRoot()
      best.evaluations += 1
      if distance < best.distance { (best.start, best.distance) = (start, distance) }
    }
    return best
  }

  private func checkLength(_ sequence: [Double]) {
    precondition(
      sequence.count % width == 0 && sequence.count <= reference.count, "whole frames, no more than the reference's")
    precondition(sequence.allSatisfy { abs($0) < 1e100 }, "values are finite and of a size that can be squared")
  }

  /// Evaluates the definition at ascending `candidates`.
  private func evaluate(_ candidates: [Int], for sequence: [Double]) -> Match {
    var best = Match(start: 0, distance: .infinity, evaluations: 0)
    var smallest = Double.infinity
    var repeats = RepeatedWindows(reference: reference, width: width, frames: sequence.count / width)
    for start in candidates {
      if candidates.count > 8, repeats.isRepeated(start) { continue }
      let squared = squaredDistance(of: sequence, at: start, givingUpAt: smallest)
      best.evaluations += 1
      // The root rounds: only a smaller root is a smaller distance.
      if squared.squareRoot() < best.distance {
        smallest = squared
        (best.start, best.distance) = (start, squared.squareRoot())
      }
    }
    return best
  }

  /// The squared distance as the definition sums it, or any part of it that already reaches `limit`.
  private func squaredDistance(of sequence: [Double], at start: Int, givingUpAt limit: Double) -> Double {
    sequence.withUnsafeBufferPointer { sequence in
      reference.withUnsafeBufferPointer { reference in
        let offset = start * width
        var sum = 0.0
        var index = 0
        while index < sequence.count {
          // Sums of squares only grow, so that a look now and then is enough.
          let end = min(sequence.count, index + 4096 * width)
          while index < end {
            var frame = 0.0
            for column in 0..<width {
              let difference = sequence[index + column] - reference[offset + index + column]
              frame += difference * difference
            }
            sum += frame
            index += width
          }
          if sum >= limit { return sum }
        }
        return sum
      }
    }
  }
}
