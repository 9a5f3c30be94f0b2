internal import Core

/// The rule by which a network's first kernels, matrices and biases are drawn.
///
/// Fan-in and fan-out are the values that one output is made of, and those that one input goes into. Normalisations begin
/// with scale 1 and shift 0 in any case.
public enum WeightInitialization: String, Sendable, Codable, CaseIterable {
  /// Kernels, which a rectifier follows: U(±√(6 / fanIn)) (He et al. 2015, with gain √2); matrices as `glorot`; biases 0.
  case he
  /// Kernels and matrices: U(±√(6 / (fanIn + fanOut))) (Glorot and Bengio 2010); biases 0. What Keras does.
  case glorot
  /// Kernels, matrices and biases: U(±√(1 / fanIn)). What PyTorch's layers do.
  case torch
}

/// What the first values of a tensor are.
enum FirstValues {
  /// Drawn for a layer that a rectifier follows.
  case rectified(fanIn: Int, fanOut: Int)
  /// Drawn for a layer whose outputs are taken as they are.
  case linear(fanIn: Int, fanOut: Int)
  /// The bias of such a layer.
  case bias(fanIn: Int)
  case constant(Float)

  /// Draws `count` values; the key is the seed and the tensor's name, so that adding a layer leaves the others' values.
  func values(by rule: WeightInitialization, count: Int, seed: UInt64, name: String) -> [Float] {
    if case .constant(let value) = self { return [Float](repeating: value, count: count) }
    let bound = squaredBound(by: rule).squareRoot()
    if bound == 0 { return [Float](repeating: 0, count: count) }
    var generator = SeededGenerator(seed: seed, id: name, step: "initialise")
    return (0..<count).map { _ in Float(generator.uniform(in: -bound...bound)) }
  }

  /// The square of the greatest value; 0 where nothing is drawn.
  private func squaredBound(by rule: WeightInitialization) -> Double {
    switch (self, rule) {
    case (.rectified(let fanIn, _), .he): 6 / Double(fanIn)
    case (.rectified(let fanIn, let fanOut), .glorot): 6 / Double(fanIn + fanOut)
    case (.linear(let fanIn, let fanOut), .he), (.linear(let fanIn, let fanOut), .glorot): 6 / Double(fanIn + fanOut)
    case (.rectified(let fanIn, _), .torch), (.linear(let fanIn, _), .torch), (.bias(let fanIn), .torch):
      1 / Double(fanIn)
    case (.bias, .he), (.bias, .glorot), (.constant, _): 0
    }
  }
}
