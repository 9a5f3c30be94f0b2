import Core
import Foundation
import MediaIO

/// The way of one signal to its outputs: resampled to every rate, scaled, and handed on block by block.
final class ConversionPath {
  /// Where the samples of one rate go.
  struct Outlet {
    /// What samples are multiplied by.
    var gain: Float = 1
    /// Takes the next samples.
    let consume: (_ samples: [Float]) throws(MediaError) -> Void
  }

  /// Which of the decoded signals.
  let signal: Int
  private let resampler: MultiRateResampler
  private let outlets: [Outlet]
  private var converted: [[Float]]

  /// - Precondition: there is an outlet for every rate.
  init(
    signal: Int, from sourceRate: Int, to rates: [Int], by method: ResamplingMethod, outlets: [Outlet]
  ) throws(MediaError) {
    (self.signal, self.outlets) = (signal, outlets)
    resampler = try MultiRateResampler(from: sourceRate, to: rates, method: method)
    converted = rates.map { _ in [] }
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
    for (index, outlet) in outlets.enumerated() where !converted[index].isEmpty {
      if outlet.gain != 1 { for place in converted[index].indices { converted[index][place] *= outlet.gain } }
      try outlet.consume(converted[index])
      converted[index].removeAll(keepingCapacity: true)
    }
  }
}
