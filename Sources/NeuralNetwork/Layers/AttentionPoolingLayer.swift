internal import Core
internal import Foundation

/// The mean over height, then weighted means over width whose weights the values themselves decide.
final class AttentionPoolingLayer: Layer {
  let output: Activation
  private let tensors: PlainTensors
  private let (batch, channels, height, width): (Int, Int, Int, Int)
  private let heads: Int
  private let weight: UnsafeMutableBufferPointer<Float>
  private let weightGradient: GradientSlot
  /// Of the last forward pass: the means over height, channel by channel, and the weights over width, head by head.
  private var columns, attention: [Float]

  init(
    heads: Int, from input: Activation, to shape: FeatureShape, _ slots: [ParameterRole: ParameterSlot],
    _ buffers: ParameterBuffers, _ builder: KernelBuilder
  ) throws(NetworkError) {
    guard let slot = slots[.weight] else { preconditionFailure("attention pooling has weights") }
    self.heads = heads
    batch = builder.batch
    (channels, height, width) = try input.shape.asMap(for: "attention pooling")
    output = try Activation(shape, .plain(shape.dimensions(batch: batch)), builder)
    tensors = try PlainTensors(from: input, to: output, builder)
    (weight, weightGradient) = buffers.plain(slot)
    columns = [Float](repeating: 0, count: batch * channels * width)
    attention = [Float](repeating: 0, count: batch * heads * width)
  }

  func forward(_ key: PassKey, on stream: Stream) throws(NetworkError) {
    try tensors.forward(on: stream) {
      let input = tensors.input.values
      for picture in 0..<batch * channels {
        for column in 0..<width { columns[picture * width + column] = 0 }
        for row in 0..<height {
          let start = (picture * height + row) * width
          for column in 0..<width { columns[picture * width + column] += input[start + column] / Float(height) }
        }
      }
      for sample in 0..<batch { for head in 0..<heads { pool(sample, head) } }
    }
  }

  private func pool(_ sample: Int, _ head: Int) {
    var scores = [Float](repeating: 0, count: width)
    for c in 0..<channels {
      let start = (sample * channels + c) * width
      for column in 0..<width { scores[column] += weight[head * channels + c] * columns[start + column] }
    }
    let peak = scores.max() ?? 0
    scores = scores.map { exp($0 - peak) }
    let sum = scores.reduce(0, +)
    for column in 0..<width { attention[(sample * heads + head) * width + column] = scores[column] / sum }
    for c in 0..<channels {
      var mean: Float = 0
      for column in 0..<width {
        mean += scores[column] / sum * columns[(sample * channels + c) * width + column]
      }
      tensors.output.values[(sample * heads + head) * channels + c] = mean
    }
  }

  func backward(on stream: Stream) throws(NetworkError) {
    try tensors.backward(on: stream) {
      weightGradient.values.update(repeating: 0)
      for sample in 0..<batch {
        var slopes = [Float](repeating: 0, count: channels * width)
        for head in 0..<heads { spread(sample, head, &slopes) }
        guard let outgoing = tensors.inputGradient?.values else { continue }
        for c in 0..<channels {
          for row in 0..<height {
            let start = ((sample * channels + c) * height + row) * width
            for column in 0..<width { outgoing[start + column] = slopes[c * width + column] / Float(height) }
          }
        }
      }
    }
  }

  /// Adds one head's gradient by the means over height, and by its weights.
  private func spread(_ sample: Int, _ head: Int, _ slopes: inout [Float]) {
    guard let gradient = tensors.outputGradient?.values else { return }
    let incoming = gradient[((sample * heads + head) * channels)...].prefix(channels).map { $0 }
    let shares = attention[((sample * heads + head) * width)...].prefix(width).map { $0 }
    var byShare = [Float](repeating: 0, count: width)
    for c in 0..<channels {
      let start = (sample * channels + c) * width
      for column in 0..<width { byShare[column] += incoming[c] * columns[start + column] }
    }
    let mean = zip(shares, byShare).reduce(0) { $0 + $1.0 * $1.1 }
    let byScore = zip(shares, byShare).map { $0 * ($1 - mean) }
    for c in 0..<channels {
      let start = (sample * channels + c) * width
      for column in 0..<width {
        slopes[c * width + column] += shares[column] * incoming[c] + byScore[column] * weight[head * channels + c]
        weightGradient.values[head * channels + c] += byScore[column] * columns[start + column]
      }
    }
  }
}
