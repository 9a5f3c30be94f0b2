internal import Core

/// Pools each channel's whole picture into one or two values of a vector.
///
/// In plain loops, as it is a tiny part of the work and oneDNN has only a slow kernel for some sizes.
final class GlobalPoolingLayer: Layer {
  enum Kind {
    case mean
    case heightMeanWidthMeanMax
  }

  let output: Activation
  private let kind: Kind
  private let source: Tensor
  private let copyIn: Primitive?
  private let outgoing: Tensor?
  private let copyOut: Primitive?
  private let (batch, channels, height, width): (Int, Int, Int, Int)
  /// For each picture, the column where its mean over height is greatest.
  private var greatest: [Int]

  init(_ kind: Kind, from input: Activation, to shape: FeatureShape, _ builder: KernelBuilder) throws(NetworkError) {
    self.kind = kind
    batch = builder.batch
    (channels, height, width) = try input.shape.asMap(for: "global pooling")
    let plain = try MemoryDescriptor.plain(input.shape.dimensions(batch: batch))
    (source, copyIn) = try builder.reading(input.value, as: plain)
    output = try Activation(shape, .plain(shape.dimensions(batch: batch)), builder)
    greatest = [Int](repeating: 0, count: batch * channels)
    if let gradient = input.gradient {
      let written = try builder.writing(gradient, as: plain)
      (outgoing, copyOut) = (written.tensor, written.copy)
    } else {
      (outgoing, copyOut) = (nil, nil)
    }
  }

  func forward(_ key: PassKey, on stream: Stream) throws(NetworkError) {
    try copyIn?.run(on: stream)
    try stream.wait()
    let (values, pooled, area) = (source.values, output.value.values, height * width)
    var columns = [Float](repeating: 0, count: width)
    for picture in 0..<batch * channels {
      let (sample, channel) = picture.quotientAndRemainder(dividingBy: channels)
      columns.withUnsafeMutableBufferPointer { columns in
        columns.update(repeating: 0)
        for row in 0..<height {
          let start = picture * area + row * width
          for column in 0..<width { columns[column] += values[start + column] }
        }
      }
      let mean = columns.reduce(0, +) / Float(area)
      switch kind {
      case .mean: pooled[picture] = mean
      case .heightMeanWidthMeanMax:
        let best = columns.indices.reduce(0) { columns[$1] > columns[$0] ? $1 : $0 }
        greatest[picture] = best
        pooled[sample * 2 * channels + channel] = mean
        pooled[sample * 2 * channels + channels + channel] = columns[best] / Float(height)
      }
    }
  }

  func backward(on stream: Stream) throws(NetworkError) {
    guard let gradient = outgoing?.values, let incoming = output.gradient?.values else { return }
    let area = height * width
    for picture in 0..<batch * channels {
      let (sample, channel) = picture.quotientAndRemainder(dividingBy: channels)
      let target = UnsafeMutableBufferPointer(rebasing: gradient[picture * area..<(picture + 1) * area])
      switch kind {
      case .mean: target.update(repeating: incoming[picture] / Float(area))
      case .heightMeanWidthMeanMax:
        target.update(repeating: incoming[sample * 2 * channels + channel] / Float(area))
        let share = incoming[sample * 2 * channels + channels + channel] / Float(height)
        for row in 0..<height { target[row * width + greatest[picture]] += share }
      }
    }
    try copyOut?.run(on: stream)
  }
}

/// The values of a map in channel, row, column order as a vector.
final class FlattenLayer: Layer {
  let output: Activation
  private let copyIn: Primitive?
  private let copyOut: Primitive?

  init(from input: Activation, _ builder: KernelBuilder) throws(NetworkError) {
    let plain = try MemoryDescriptor.plain(input.shape.dimensions(batch: builder.batch))
    let shape = FeatureShape.vector(count: input.shape.count)
    let flat = try MemoryDescriptor.plain(shape.dimensions(batch: builder.batch))
    let source = try builder.reading(input.value, as: plain)
    copyIn = source.copy
    let value = try source.tensor.viewed(as: flat, engine: builder.engine)
    if let gradient = input.gradient {
      let written = try builder.writing(gradient, as: plain)
      copyOut = written.copy
      output = Activation(
        shape: shape, value: value, gradient: try written.tensor.viewed(as: flat, engine: builder.engine))
    } else {
      copyOut = nil
      output = try Activation(
        shape: shape, value: value, gradient: builder.isTraining ? builder.tensor(flat) : nil)
    }
  }

  func forward(_ key: PassKey, on stream: Stream) throws(NetworkError) { try copyIn?.run(on: stream) }
  func backward(on stream: Stream) throws(NetworkError) { try copyOut?.run(on: stream) }
}
