import Core

/// The band values of a signal in the making: spectra are added in order of time, eight at once are summed into bands.
///
/// Eight frames side by side fill a vector whatever the width of a band, and reach the rows of the result in one store each.
struct BandSummation {
  private static let lanes = 8

  private let bank: MelFilterBank
  private let binCount: Int
  /// Eight spectra; all values of bin 0, then all of bin 1, …
  private var spectra: [Float]
  private var result: Matrix
  private var frame = 0

  /// Begins the bands of `frameCount` spectra of `binCount` values.
  init(_ bank: MelFilterBank, binCount: Int, frameCount: Int) {
    self.bank = bank
    self.binCount = binCount
    spectra = [Float](repeating: 0, count: binCount * Self.lanes)
    result = Matrix(rows: bank.bandCount, columns: frameCount)
  }

  /// Adds the next frame's spectrum: `value` tells the power or magnitude of a bin.
  @inline(__always)
  mutating func add(_ value: (_ bin: Int) -> Float) {
    let lane = frame % Self.lanes
    spectra.withUnsafeMutableBufferPointer { spectra in
      for bin in 0..<binCount { spectra[bin * Self.lanes + lane] = value(bin) }
    }
    frame += 1
    if frame % Self.lanes == 0 { sum(frame - Self.lanes..<frame) }
  }

  /// The band values of all frames: one row a band, one column a frame.
  mutating func finish() -> Matrix {
    sum((frame - frame % Self.lanes)..<frame)
    return result
  }

  private mutating func sum(_ frames: Range<Int>) {
    let columns = result.columns
    spectra.withUnsafeBytes { spectra in
      result.values.withUnsafeMutableBytes { values in
        bank.apply(to: spectra) { band, sums in
          let offset = 4 * (band * columns + frames.lowerBound)
          if frames.count == Self.lanes {
            values.storeBytes(of: sums, toByteOffset: offset, as: SIMD8<Float>.self)
          } else {
            for lane in 0..<frames.count {
              values.storeBytes(of: sums[lane], toByteOffset: offset + 4 * lane, as: Float.self)
            }
          }
        }
      }
    }
  }
}
