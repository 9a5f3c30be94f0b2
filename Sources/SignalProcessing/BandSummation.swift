import Core

/// The band values of a signal in the making: spectra are added in order of time, eight at once are summed into bands.
///
/// Eight frames side by side fill a vector whatever the width of a band, and reach the rows of the result in one store each.
struct BandSummation {
  private static let lanes = 8

  private let bank: MelFilterBank
  private let binCount: Int
  /// The length of a spectrum in whole vectors.
  private let width: Int
  /// Eight spectra, one after the other.
  private var spectra: [Float]
  /// The same ones turned: all values of bin 0, then all of bin 1, …
  private var turned: [Float]
  private var result: Matrix
  private var frame = 0

  /// Begins the bands of `frameCount` spectra of `binCount` values.
  init(_ bank: MelFilterBank, binCount: Int, frameCount: Int) {
    self.bank = bank
    self.binCount = binCount
    width = (binCount + Self.lanes - 1) / Self.lanes * Self.lanes
    spectra = [Float](repeating: 0, count: width * Self.lanes)
    turned = spectra
    result = Matrix(rows: bank.bandCount, columns: frameCount)
  }

  /// Adds the next frame's spectrum: `write` writes the power or magnitude of every bin.
  @inline(__always)
  mutating func add(_ write: (UnsafeMutableBufferPointer<Float>) -> Void) {
    let start = frame % Self.lanes * width
    spectra.withUnsafeMutableBufferPointer { write(.init(rebasing: $0[start..<start + binCount])) }
    frame += 1
    if frame % Self.lanes == 0 { sum(frame - Self.lanes..<frame) }
  }

  /// The band values of all frames: one row a band, one column a frame.
  mutating func finish() -> Matrix {
    sum((frame - frame % Self.lanes)..<frame)
    return result
  }

  private mutating func sum(_ frames: Range<Int>) {
    if frames.isEmpty { return }
    turn()
    let columns = result.columns
    turned.withUnsafeBytes { spectra in
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

  /// Turns the eight spectra, four bins of four frames at once.
  private mutating func turn() {
    // Without checks of overflow, which would take longer than the turning: all places lie in the two arrays.
    let rowBytes = 4 &* width
    let turnedBytes = 4 &* Self.lanes
    spectra.withUnsafeBytes { spectra in
      turned.withUnsafeMutableBytes { turned in
        for first in stride(from: 0, to: Self.lanes, by: 4) {
          var source = first &* rowBytes
          var target = 4 &* first
          for _ in 0..<width / 4 {
            let a = spectra.loadUnaligned(fromByteOffset: source, as: SIMD4<Float>.self)
            let b = spectra.loadUnaligned(fromByteOffset: source &+ rowBytes, as: SIMD4<Float>.self)
            let c = spectra.loadUnaligned(fromByteOffset: source &+ 2 &* rowBytes, as: SIMD4<Float>.self)
            let d = spectra.loadUnaligned(fromByteOffset: source &+ 3 &* rowBytes, as: SIMD4<Float>.self)
            let bins = (
              SIMD4(a[0], b[0], c[0], d[0]), SIMD4(a[1], b[1], c[1], d[1]), SIMD4(a[2], b[2], c[2], d[2]),
              SIMD4(a[3], b[3], c[3], d[3])
            )
            turned.storeBytes(of: bins.0, toByteOffset: target, as: SIMD4<Float>.self)
            turned.storeBytes(of: bins.1, toByteOffset: target &+ turnedBytes, as: SIMD4<Float>.self)
            turned.storeBytes(of: bins.2, toByteOffset: target &+ 2 &* turnedBytes, as: SIMD4<Float>.self)
            turned.storeBytes(of: bins.3, toByteOffset: target &+ 3 &* turnedBytes, as: SIMD4<Float>.self)
            source &+= 16
            target &+= 4 &* turnedBytes
          }
        }
      }
    }
  }
}
