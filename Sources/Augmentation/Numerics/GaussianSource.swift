import Core
import Foundation

/// Standard normal numbers by the ziggurat method, a few times as fast as Box and Muller's.
///
/// Marsaglia and Tsang 2000, 128 layers: one 64-bit number gives layer, sign and place in nearly all cases.
struct GaussianSource {
  private var generator: SeededGenerator

  init(_ generator: SeededGenerator) { self.generator = generator }

  /// `count` numbers.
  mutating func samples(_ count: Int) -> [Float] {
    let table = Self.table
    var result = [Float](repeating: 0, count: count)
    for index in 0..<count {
      let bits = generator.next()
      let layer = Int(bits & 127)
      // 53 bits with sign, in −1 … 1; the layer's bits have no part in it.
      let place = Double(Int64(bitPattern: bits) >> 11) * 0x1p-52
      let x = place * table.edges[layer]
      result[index] = Float(abs(place) < table.ratios[layer] ? x : slow(x, layer: layer, table))
    }
    return result
  }

  /// The rare case: the wedge of a layer, or the tail.
  private mutating func slow(_ start: Double, layer start0: Int, _ table: Table) -> Double {
    var (x, layer) = (start, start0)
    while true {
      if layer == 0 {
        let value = tail()
        return x < 0 ? -value : value
      }
      let (low, high) = (table.heights[layer], table.heights[layer + 1])
      if low + generator.uniform() * (high - low) < exp(-x * x / 2) { return x }
      let bits = generator.next()
      layer = Int(bits & 127)
      let place = Double(Int64(bitPattern: bits) >> 11) * 0x1p-52
      x = place * table.edges[layer]
      if abs(place) < table.ratios[layer] { return x }
    }
  }

  private mutating func tail() -> Double {
    while true {
      let x = -log(1 - generator.uniform()) / Table.start
      let y = -log(1 - generator.uniform())
      if 2 * y > x * x { return Table.start + x }
    }
  }

  /// The layers of equal area below the bell curve.
  private struct Table {
    /// Where the tail begins, and the area of a layer, for 128 layers.
    static let start = 3.442619855899
    static let area = 9.91256303526217e-3

    /// Right ends of the layers, lowest first; the lowest is wider than its edge, as the tail belongs to it.
    var edges: [Double]
    /// The share of a layer that lies wholly below the curve.
    var ratios: [Double]
    /// The heights of the layers' lower edges.
    var heights: [Double]

    init() {
      var x = [Self.area / exp(-Self.start * Self.start / 2), Self.start]
      for _ in 2..<128 {
        let last = x[x.count - 1]
        x.append((-2 * log(Self.area / last + exp(-last * last / 2))).squareRoot())
      }
      x.append(0)
      edges = Array(x.prefix(128))
      ratios = (0..<128).map { x[$0 + 1] / x[$0] }
      heights = x.map { exp(-$0 * $0 / 2) }
      heights[0] = 0
    }
  }

  private static let table = Table()
}
