internal import Core

/// The values between two layers and, in training, the loss's gradient by them in the same layout.
///
/// Rectifiers and dropout work in place: no other layer needs its own output for its gradient.
final class Activation {
  let shape: FeatureShape
  let value: Tensor
  let gradient: Tensor?

  init(_ shape: FeatureShape, _ descriptor: MemoryDescriptor, _ builder: KernelBuilder, hasGradient: Bool? = nil)
    throws(NetworkError)
  {
    self.shape = shape
    value = try builder.tensor(descriptor)
    gradient = hasGradient ?? builder.isTraining ? try builder.gradient(descriptor) : nil
  }

  init(shape: FeatureShape, value: Tensor, gradient: Tensor?) {
    self.shape = shape
    self.value = value
    self.gradient = gradient
  }
}

/// The key of one pass's random choices.
struct PassKey {
  let seed: UInt64
  let step: Int
  let shard: Int
}

/// A layer built for one batch size; it reads its input activation and writes its output activation.
protocol Layer: AnyObject {
  /// Brings changed weights into the layouts of the kernels.
  func loadWeights(on stream: Stream) throws(NetworkError)
  func forward(_ key: PassKey, on stream: Stream) throws(NetworkError)
  /// From the output's gradient to the input's (if it has one) and those of the weights.
  func backward(on stream: Stream) throws(NetworkError)
}

extension Layer {
  func loadWeights(on stream: Stream) throws(NetworkError) {}
}

/// The buffers that a network's layers read weights from and write gradients to; flat, see `ParameterLayout`.
struct ParameterBuffers {
  let layout: ParameterLayout
  let trained: AlignedBuffer
  /// Running means and variances, read by inference.
  let running: AlignedBuffer
  /// Gradients of this network's last pass (empty in inference).
  let gradients: AlignedBuffer
  /// Means and variances of this network's last batch (empty in inference).
  let batchStatistics: AlignedBuffer
}
