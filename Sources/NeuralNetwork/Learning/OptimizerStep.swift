internal import Foundation

/// One step's constants of an optimiser; bias corrections are computed in double precision.
struct OptimizerStep {
  private let kind: OptimizerConfiguration.Kind
  private let beta1, beta2, oneMinusBeta1, oneMinusBeta2: Float
  private let rate, rootCorrection, epsilon: Float
  private let l2, shrinkage: Float

  /// The constants of step number `step`, counted from 1.
  init(_ configuration: OptimizerConfiguration, learningRate: Double, step: Int) {
    kind = configuration.kind
    let isAdam = kind != .sgd
    let correction1 = isAdam ? 1 - pow(configuration.beta1, Double(step)) : 1
    let correction2 = 1 - pow(configuration.beta2, Double(step))
    beta1 = Float(isAdam ? configuration.beta1 : configuration.momentum)
    beta2 = Float(configuration.beta2)
    oneMinusBeta1 = Float(1 - configuration.beta1)
    oneMinusBeta2 = Float(1 - configuration.beta2)
    rate = Float(learningRate / correction1)
    rootCorrection = Float(1 / correction2.squareRoot())
    epsilon = Float(configuration.epsilon)
    l2 = kind == .adamW ? 0 : Float(configuration.weightDecay)
    shrinkage = kind == .adamW ? Float(1 - learningRate * configuration.weightDecay) : 1
  }

  /// Moves one piece of the weights; `gradient` is multiplied by `scale` first, then the slope of `penalty` · Σw² is added.
  func update(
    _ weights: UnsafeMutableBufferPointer<Float>, _ first: UnsafeMutableBufferPointer<Float>,
    _ second: UnsafeMutableBufferPointer<Float>, gradient: UnsafeMutableBufferPointer<Float>, scale: Float,
    decays: Bool,
    penalty: Double
  ) {
    let l2 = (decays ? l2 : 0) + Float(2 * penalty)
    let shrinkage = decays ? shrinkage : 1
    let count = weights.count
    precondition(first.count == count && gradient.count == count, "pieces of one length")
    if kind == .sgd {
      for i in 0..<count {
        let velocity = beta1 * first[i] + gradient[i] * scale + l2 * weights[i]
        first[i] = velocity
        weights[i] -= rate * velocity
      }
      return
    }
    precondition(second.count == count, "pieces of one length")
    for i in 0..<count {
      let slope = gradient[i] * scale + l2 * weights[i]
      let m = beta1 * first[i] + oneMinusBeta1 * slope
      let v = beta2 * second[i] + oneMinusBeta2 * slope * slope
      first[i] = m
      second[i] = v
      weights[i] = weights[i] * shrinkage - rate * m / (v.squareRoot() * rootCorrection + epsilon)
    }
  }
}
