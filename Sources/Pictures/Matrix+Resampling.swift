public import Core

extension Matrix {
  /// The matrix at another size: area averages where an axis shrinks, linear interpolation where it grows.
  ///
  /// Both axes are treated one after the other. Shrinking weights every input by the share of it that an output cell
  /// covers (OpenCV's `INTER_AREA`); growing aligns the outer edges, not the outer centres (Pillow's `BILINEAR`).
  /// - Precondition: neither size is empty, and the values are finite.
  public func resampled(rows newRows: Int, columns newColumns: Int) -> Matrix {
    precondition(rows > 0 && columns > 0 && newRows > 0 && newColumns > 0, "both sizes hold values")
    // The axis that shrinks goes first, so that the intermediate matrix is the smaller one.
    if rows > newRows {
      return resampledRows(newRows).resampledColumns(newColumns)
    }
    return resampledColumns(newColumns).resampledRows(newRows)
  }

  private func resampledColumns(_ count: Int) -> Matrix {
    guard count != columns else { return self }
    let axis = ResamplingAxis(from: columns, to: count)
    var result = [Float](repeating: 0, count: rows * count)
    values.withUnsafeBufferPointer { source in
      for row in 0..<rows {
        for (column, taps) in axis.taps.enumerated() {
          var sum: Float = 0
          for tap in taps.indices { sum += axis.weights[tap] * source[row * columns + taps.first + tap - taps.start] }
          result[row * count + column] = sum
        }
      }
    }
    return Matrix(rows: rows, columns: count, values: result)
  }

  private func resampledRows(_ count: Int) -> Matrix {
    guard count != rows else { return self }
    let axis = ResamplingAxis(from: rows, to: count)
    var result = [Float](repeating: 0, count: count * columns)
    values.withUnsafeBufferPointer { source in
      result.withUnsafeMutableBufferPointer { target in
        for (row, taps) in axis.taps.enumerated() {
          for tap in taps.indices {
            let weight = axis.weights[tap]
            let line = (taps.first + tap - taps.start) * columns
            for column in 0..<columns { target[row * columns + column] += weight * source[line + column] }
          }
        }
      }
    }
    return Matrix(rows: count, columns: columns, values: result)
  }
}

/// Which inputs of one axis make up each output, and with what weights (they sum to 1).
private struct ResamplingAxis {
  struct Taps {
    /// The first input.
    var first: Int
    /// Where this output's weights start.
    var start: Int
    /// Where they end.
    var end: Int

    var indices: Range<Int> { start..<end }
  }

  private(set) var taps: [Taps] = []
  private(set) var weights: [Float] = []

  init(from inputs: Int, to outputs: Int) {
    let scale = Double(inputs) / Double(outputs)
    taps.reserveCapacity(outputs)
    for output in 0..<outputs {
      if scale > 1 {
        appendArea(from: Double(output) * scale, to: Double(output + 1) * scale, inputs: inputs)
      } else {
        appendLinear(at: (Double(output) + 0.5) * scale - 0.5, inputs: inputs)
      }
    }
  }

  private mutating func appendArea(from lower: Double, to upper: Double, inputs: Int) {
    let first = Int(lower)
    let start = weights.count
    for input in first..<min(Int(upper.rounded(.up)), inputs) {
      let overlap = min(upper, Double(input + 1)) - max(lower, Double(input))
      weights.append(Float(overlap / (upper - lower)))
    }
    taps.append(Taps(first: first, start: start, end: weights.count))
  }

  private mutating func appendLinear(at position: Double, inputs: Int) {
    let clamped = min(max(position, 0), Double(inputs - 1))
    let first = min(Int(clamped), max(inputs - 2, 0))
    let fraction = Float(clamped - Double(first))
    let start = weights.count
    weights.append(1 - fraction)
    if inputs > 1 { weights.append(fraction) }
    taps.append(Taps(first: first, start: start, end: weights.count))
  }
}
