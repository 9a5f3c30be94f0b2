internal import Core

/// max(x, 0) in place; its gradient is the business of a ``RectifierGate`` behind it.
final class RectifierLayer: Layer {
  private let activation: Activation

  init(on activation: Activation) { self.activation = activation }

  func forward(_ key: PassKey, on stream: Stream) throws(NetworkError) {
    try stream.wait()
    let values = activation.value.values
    // Written so that a value that is not a number stays one, and divergence is seen.
    for i in values.indices { values[i] = values[i] < 0 ? 0 : values[i] }
  }

  func backward(on stream: Stream) {}
}

/// The gradient of a rectifier, taken from the sign of its output.
///
/// It may stand behind a maximum pooling that follows the rectifier: max and rectifier commute, the pooled picture is
/// smaller, and where its value is zero every value of the window is.
final class RectifierGate: Layer {
  private let activation: Activation

  init(on activation: Activation) { self.activation = activation }

  func forward(_ key: PassKey, on stream: Stream) {}

  func backward(on stream: Stream) throws(NetworkError) { try gateByOutput(activation, scale: 1, on: stream) }
}

/// Keeps the gradient, times `scale`, where the output is positive.
func gateByOutput(_ activation: Activation, scale: Float, on stream: Stream) throws(NetworkError) {
  guard let gradient = activation.gradient else { return }
  let value = activation.value
  let count = min(value.values.count, gradient.values.count)
  let piece = 1 << 20
  try stream.share(items: (count + piece - 1) / piece) { item throws(NetworkError) in
    let (values, gradient) = (value.values, gradient.values)
    // Both sides are computed before the choice, so that the loop has no branch and becomes vectors.
    for i in item * piece..<min((item + 1) * piece, count) {
      let kept = gradient[i] * scale
      gradient[i] = values[i] > 0 ? kept : 0
    }
  }
}
