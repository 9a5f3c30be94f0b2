internal import Core

/// How a tensor's first values are drawn.
enum WeightInitialization {
  /// U(±√(6 / fanIn)), for layers that a rectifier follows (He et al. 2015, with gain √2).
  case heUniform(fanIn: Int)
  /// U(±√(6 / (fanIn + fanOut))), for linear outputs (Glorot and Bengio 2010).
  case glorotUniform(fanIn: Int, fanOut: Int)
  case constant(Float)

  /// Draws `count` values; the key is the seed and the tensor's name, so that adding a layer leaves the others' values.
  func values(count: Int, seed: UInt64, name: String) -> [Float] {
    let bound: Double
    switch self {
    case .heUniform(let fanIn): bound = (6 / Double(fanIn)).squareRoot()
    case .glorotUniform(let fanIn, let fanOut): bound = (6 / Double(fanIn + fanOut)).squareRoot()
    case .constant(let value): return [Float](repeating: value, count: count)
    }
    var generator = SeededGenerator(seed: seed, id: name, step: "initialise")
    return (0..<count).map { _ in Float(generator.uniform(in: -bound...bound)) }
  }
}
