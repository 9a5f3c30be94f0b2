internal import Core
internal import Foundation

/// Squeeze and excitation: every channel times a factor that the means of all channels decide.
///
/// In plain loops: the dense layers are tiny, and the rest is a pass over memory.
final class SqueezeExciteLayer: Layer {
  let output: Activation
  private let tensors: PlainTensors
  private let (batch, channels, area, units): (Int, Int, Int, Int)
  private let reduceWeight, reduceBias, expandWeight, expandBias: UnsafeMutableBufferPointer<Float>
  private let gradients: [GradientSlot]
  /// Of the last forward pass, sample by sample.
  private var means, hidden, factors: [Float]

  init(
    from input: Activation, _ slots: [ParameterRole: ParameterSlot], _ buffers: ParameterBuffers,
    _ builder: KernelBuilder
  ) throws(NetworkError) {
    guard let reduce = slots[.reduceWeight], let bias = slots[.reduceBias], let expand = slots[.expandWeight],
      let shift = slots[.expandBias]
    else { preconditionFailure("squeeze and excitation has four tensors") }
    let map = try input.shape.asMap(for: "squeeze and excitation")
    (batch, channels, area, units) = (builder.batch, map.channels, map.height * map.width, reduce.shape[0])
    output = try Activation(input.shape, input.value.descriptor, builder)
    tensors = try PlainTensors(from: input, to: output, builder)
    let parts = [reduce, bias, expand, shift].map(buffers.plain)
    (reduceWeight, reduceBias, expandWeight, expandBias) = (
      parts[0].values, parts[1].values, parts[2].values, parts[3].values
    )
    gradients = parts.map(\.gradient)
    means = [Float](repeating: 0, count: batch * channels)
    hidden = [Float](repeating: 0, count: batch * units)
    factors = means
  }

  func forward(_ key: PassKey, on stream: Stream) throws(NetworkError) {
    try tensors.forward(on: stream) {
      let (input, output) = (tensors.input.values, tensors.output.values)
      for picture in 0..<batch * channels {
        var sum: Float = 0
        for i in picture * area..<(picture + 1) * area { sum += input[i] }
        means[picture] = sum / Float(area)
      }
      for sample in 0..<batch { excite(sample) }
      for picture in 0..<batch * channels {
        let factor = factors[picture]
        for i in picture * area..<(picture + 1) * area { output[i] = input[i] * factor }
      }
    }
  }

  private func excite(_ sample: Int) {
    for unit in 0..<units {
      var sum = reduceBias[unit]
      for c in 0..<channels { sum += reduceWeight[unit * channels + c] * means[sample * channels + c] }
      hidden[sample * units + unit] = sum < 0 ? 0 : sum
    }
    for c in 0..<channels {
      var sum = expandBias[c]
      for unit in 0..<units { sum += expandWeight[c * units + unit] * hidden[sample * units + unit] }
      factors[sample * channels + c] = 1 / (1 + exp(-sum))
    }
  }

  func backward(on stream: Stream) throws(NetworkError) {
    guard let incoming = tensors.outputGradient?.values else { return }
    let input = tensors.input.values
    try tensors.backward(on: stream) {
      for gradient in gradients { gradient.values.update(repeating: 0) }
      for sample in 0..<batch {
        let slopes = (0..<channels).map { c -> Float in
          let picture = sample * channels + c
          var sum: Float = 0
          for i in picture * area..<(picture + 1) * area { sum += incoming[i] * input[i] }
          return sum * factors[picture] * (1 - factors[picture])
        }
        let back = squeeze(sample, slopes)
        guard let outgoing = tensors.inputGradient?.values else { continue }
        for c in 0..<channels {
          let picture = sample * channels + c
          let (factor, share) = (factors[picture], back[c] / Float(area))
          for i in picture * area..<(picture + 1) * area { outgoing[i] = incoming[i] * factor + share }
        }
      }
    }
  }

  /// Adds one sample's gradients of the dense layers; returns the gradient by its means.
  private func squeeze(_ sample: Int, _ slopes: [Float]) -> [Float] {
    let (reduce, bias, expand, shift) = (
      gradients[0].values, gradients[1].values, gradients[2].values, gradients[3].values
    )
    var back = [Float](repeating: 0, count: channels)
    for c in 0..<channels {
      shift[c] += slopes[c]
      for unit in 0..<units { expand[c * units + unit] += slopes[c] * hidden[sample * units + unit] }
    }
    for unit in 0..<units where hidden[sample * units + unit] > 0 {
      var slope: Float = 0
      for c in 0..<channels { slope += slopes[c] * expandWeight[c * units + unit] }
      bias[unit] += slope
      for c in 0..<channels {
        reduce[unit * channels + c] += slope * means[sample * channels + c]
        back[c] += slope * reduceWeight[unit * channels + c]
      }
    }
    return back
  }
}
