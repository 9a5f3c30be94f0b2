import Core
import Foundation
import MediaIO

/// The way of one signal to one output: resampled, scaled, and handed on block by block.
final class ConversionPath {
  /// Which of the decoded signals.
  let signal: Int
  /// The rate of the output.
  let rate: Int
  private let resampler: Resampler
  private let gain: Float
  private let consume: (_ samples: [Float]) throws(MediaError) -> Void
  private var converted: [Float] = []

  init(
    signal: Int, from sourceRate: Int, to rate: Int, by method: ResamplingMethod, gain: Float = 1,
    consume: @escaping (_ samples: [Float]) throws(MediaError) -> Void
  ) throws(MediaError) {
    (self.signal, self.rate, self.gain, self.consume) = (signal, rate, gain, consume)
    resampler = try Resampler(from: sourceRate, to: rate, method: method)
  }

  func append(_ samples: [Float]) throws(MediaError) {
    resampler.process(samples, into: &converted)
    try handOn()
  }

  func finish() throws(MediaError) {
    resampler.finish(into: &converted)
    try handOn()
  }

  private func handOn() throws(MediaError) {
    if converted.isEmpty { return }
    if gain != 1 { for index in converted.indices { converted[index] *= gain } }
    try consume(converted)
    converted.removeAll(keepingCapacity: true)
  }
}
