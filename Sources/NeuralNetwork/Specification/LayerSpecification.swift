public import Core

/// What lies beyond the border of a convolution's input.
public enum Padding: String, Codable, Sendable {
  /// Zeros, so that the output has ⌈input / stride⌉ rows and columns.
  ///
  /// An odd zero goes below or right, which is TensorFlow's rule; PyTorch's agrees where the stride is 1.
  case same
  /// Nothing: the kernel stays inside.
  case valid
}

/// One layer of a network, as it is described in a model's file.
public enum LayerSpecification: Codable, Sendable, Equatable {
  /// A two-dimensional convolution (cross-correlation); `groups` equal to the input's channels makes it depthwise.
  case convolution(
    channels: Int, kernel: Extent, stride: Extent = 1, padding: Padding = .same, groups: Int = 1, bias: Bool = true,
    relu: Bool = false)
  /// Normalisation of every channel to mean 0 and variance 1 over batch and picture, then a learnt scale and shift.
  ///
  /// `momentum` is the weight of the new batch in the running statistics, as in PyTorch (Keras' momentum is 1 − this).
  case batchNormalization(momentum: Double = 0.1, epsilon: Double = 1e-5)
  /// max(x, 0).
  case relu
  /// The greatest value of each window; windows do not overlap, and an incomplete one at the border is left out.
  case maxPool(size: Extent)
  /// The mean of each window; windows do not overlap, and an incomplete one at the border is left out.
  case averagePool(size: Extent)
  /// In training, sets a random share `rate` of the values to zero and divides the others by 1 − rate.
  case dropout(rate: Double)
  /// The mean of each channel: a vector of `channels` values.
  case globalAveragePool
  /// The mean over height, then mean and maximum over width: a vector of 2 × `channels` values, all means first.
  case heightMeanWidthMeanMaxPool
  /// The mean over height, then for each head a weighted mean over width: weights are the softmax over width of a learnt
  /// linear map of the channels. A vector of `heads` × `channels` values, the first head's first.
  case attentionPool(heads: Int = 1)
  /// Squeeze and excitation (Hu et al. 2018): each channel times a sigmoid that two dense layers, the first of them of
  /// `channels` / `reduction` units with a rectifier, make of all channels' means.
  case squeezeExcite(reduction: Int = 4)
  /// Adds what went into the last `over` layers to what came out of them (He et al. 2016).
  case residual(over: Int)
  /// The values of a map in channel, row, column order as a vector.
  case flatten
  /// A learnt linear map to `units` values; a map is flattened first.
  ///
  /// In training, `penalty` · Σw² over its matrix, where there is one, is added to what is made small (Keras'
  /// `kernel_regularizer`); the loss that a step reports leaves it out.
  case dense(units: Int, penalty: Double? = nil)
}

extension LayerSpecification {
  /// A depthwise convolution: one kernel for each of the input's `channels`.
  public static func depthwiseConvolution(
    channels: Int, kernel: Extent, stride: Extent = 1, padding: Padding = .same, bias: Bool = true, relu: Bool = false
  ) -> Self {
    .convolution(
      channels: channels, kernel: kernel, stride: stride, padding: padding, groups: channels, bias: bias, relu: relu)
  }

  /// The shape that this layer makes of `input`.
  /// - Throws: `NetworkError` `.shape` if the layer does not fit its input or has impossible settings.
  public func outputShape(of input: FeatureShape) throws(NetworkError) -> FeatureShape {
    switch self {
    case .convolution(let channels, let kernel, let stride, let padding, let groups, _, _):
      let map = try input.asMap(for: "a convolution")
      try requireSizes([channels, groups, kernel.height, kernel.width, stride.height, stride.width])
      guard map.channels % groups == 0, channels % groups == 0 else {
        throw NetworkError(
          .shape, "\(groups) groups must divide the \(map.channels) input and \(channels) output channels.")
      }
      let height = Window.along(map.height, kernel: kernel.height, stride: stride.height, padding: padding)
      let width = Window.along(map.width, kernel: kernel.width, stride: stride.width, padding: padding)
      return try .checkedMap(channels, height.outputs, width.outputs, from: input)
    case .maxPool(let size), .averagePool(let size):
      let map = try input.asMap(for: "pooling")
      try requireSizes([size.height, size.width])
      return try .checkedMap(map.channels, map.height / size.height, map.width / size.width, from: input)
    case .batchNormalization(let momentum, let epsilon):
      guard (0...1).contains(momentum), epsilon > 0, epsilon.isFinite else {
        throw NetworkError(.shape, "batch normalisation needs a momentum in 0 … 1 and a positive epsilon.")
      }
      return input
    case .dropout(let rate):
      guard (0..<1).contains(rate) else { throw NetworkError(.shape, "a dropout rate lies in 0 ..< 1, not \(rate).") }
      return input
    case .relu: return input
    case .globalAveragePool: return .vector(count: try input.asMap(for: "global pooling").channels)
    case .heightMeanWidthMeanMaxPool: return .vector(count: 2 * (try input.asMap(for: "global pooling").channels))
    case .attentionPool(let heads):
      try requireSizes([heads])
      return .vector(count: heads * (try input.asMap(for: "attention pooling").channels))
    case .squeezeExcite(let reduction):
      let map = try input.asMap(for: "squeeze and excitation")
      guard (1...map.channels).contains(reduction) else {
        throw NetworkError(.shape, "\(map.channels) channels cannot be reduced \(reduction) times.")
      }
      return input
    case .residual: return input
    case .flatten: return .vector(count: input.count)
    case .dense(let units, let penalty):
      try requireSizes([units])
      if let penalty, !(penalty >= 0 && penalty.isFinite) {
        throw NetworkError(.shape, "the penalty of a dense layer's weights is at least 0, not \(penalty).")
      }
      return .vector(count: units)
    }
  }

  /// Whether it makes values of its own rather than changing those of its input in place.
  var keepsItsInput: Bool {
    switch self {
    case .relu, .dropout, .flatten: false
    default: true
    }
  }

  private func requireSizes(_ sizes: [Int]) throws(NetworkError) {
    for size in sizes where !(1...FeatureShape.longestAxis).contains(size) {
      throw NetworkError(.shape, "a size of \(size) in \(self) is impossible: use 1 … \(FeatureShape.longestAxis).")
    }
  }
}

/// Where the windows of a kernel lie along one axis.
struct Window {
  let outputs: Int
  let paddingBefore: Int
  let paddingAfter: Int

  static func along(_ length: Int, kernel: Int, stride: Int, padding: Padding) -> Window {
    switch padding {
    case .valid:
      return Window(outputs: length < kernel ? 0 : (length - kernel) / stride + 1, paddingBefore: 0, paddingAfter: 0)
    case .same:
      let outputs = (length + stride - 1) / stride
      let total = max((outputs - 1) * stride + kernel - length, 0)
      return Window(outputs: outputs, paddingBefore: total / 2, paddingAfter: total - total / 2)
    }
  }
}

extension FeatureShape {
  /// The longest axis a layer may have; the product of all is bounded as well, so that no size overflows.
  static let longestAxis = 1 << 20
  static let mostValues = 1 << 28

  func asMap(for layer: String) throws(NetworkError) -> (channels: Int, height: Int, width: Int) {
    guard case .map(let channels, let height, let width) = self else {
      throw NetworkError(
        .shape, "\(layer) needs a map of channels, but its input is a \(self). Move it before flattening.")
    }
    return (channels, height, width)
  }

  static func checkedMap(_ channels: Int, _ height: Int, _ width: Int, from input: FeatureShape) throws(NetworkError)
    -> Self
  {
    guard height > 0, width > 0 else {
      throw NetworkError(
        .shape, "nothing would remain of an input of \(input). Use a smaller window or fewer poolings.")
    }
    let shape = FeatureShape.map(channels: channels, height: height, width: width)
    try shape.validate()
    return shape
  }

  func validate() throws(NetworkError) {
    let axes = dimensions(batch: 1)
    var product = 1
    for axis in axes {
      guard (1...Self.longestAxis).contains(axis), product <= Self.mostValues / axis else {
        throw NetworkError(.shape, "a shape of \(axes.dropFirst()) is empty or too large.")
      }
      product *= axis
    }
  }
}
