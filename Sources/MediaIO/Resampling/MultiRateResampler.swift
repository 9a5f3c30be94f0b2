/// Converts one stream to several rates at once, each exactly as a ``Resampler`` of its own would.
///
/// With `fft`, rates that have enough in common share the transform of the input, which is most of the work.
public final class MultiRateResampler {
  /// The converters and, for every rate that comes out of one, its place among the outputs.
  private let shared: (converter: SpectralConverter, places: [Int])?
  private let single: [(converter: Resampler, place: Int)]

  /// Makes a resampler; outputs come in the order of `outputRates`.
  /// - Throws: `MediaError` `.outOfMemory`.
  /// - Precondition: all rates are positive.
  public init(from inputRate: Int, to outputRates: [Int], method: ResamplingMethod) throws(MediaError) {
    precondition(inputRate > 0 && outputRates.allSatisfy { $0 > 0 }, "rates are positive")
    let changing = outputRates.indices.filter { outputRates[$0] != inputRate }
    let rates = changing.map { outputRates[$0] }
    var separate = Array(outputRates.indices)
    if case .fft = method, rates.count > 1, ConversionPlan.canShare(from: inputRate, to: rates) {
      shared = (SpectralConverter(plan: .shared(from: inputRate, to: rates)), changing)
      separate.removeAll { changing.contains($0) }
    } else {
      shared = nil
    }
    var single: [(converter: Resampler, place: Int)] = []
    for place in separate {
      single.append((try Resampler(from: inputRate, to: outputRates[place], method: method), place))
    }
    self.single = single
  }

  /// Takes the next samples of a stream and appends to every output what is settled by now.
  /// - Precondition: there are as many outputs as rates.
  public func process(_ samples: [Float], into outputs: inout [[Float]]) {
    if let (converter, places) = shared {
      samples.withUnsafeBufferPointer { samples in
        converter.process(samples) { outputs[places[$0]].append(contentsOf: $1) }
      }
    }
    for (converter, place) in single { converter.process(samples, into: &outputs[place]) }
  }

  /// Ends the stream: appends the rest, and is ready for the next signal.
  public func finish(into outputs: inout [[Float]]) {
    if let (converter, places) = shared { converter.finish { outputs[places[$0]].append(contentsOf: $1) } }
    for (converter, place) in single { converter.finish(into: &outputs[place]) }
  }
}
