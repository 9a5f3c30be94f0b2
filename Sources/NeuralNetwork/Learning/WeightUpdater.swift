internal import Core

/// Adds the shards' gradients and moves the weights, piece by piece on a team's threads.
///
/// `@unchecked Sendable`: nothing stored changes but what the buffers hold, and while the team works each piece of them
/// has one writer.
final class WeightUpdater: @unchecked Sendable {
  private struct Piece {
    let range: Range<Int>
    let decays: Bool
    let penalty: Double
  }

  private static let pieceLength = 1 << 14
  private let runner: ShardRunner
  private let configuration: OptimizerConfiguration
  private let team: WorkerTeam
  private let pieces: [Piece]
  private let first: AlignedBuffer
  private let second: AlignedBuffer

  init(_ runner: ShardRunner, _ configuration: OptimizerConfiguration, _ team: WorkerTeam) throws(NetworkError) {
    self.runner = runner
    self.configuration = configuration
    self.team = team
    first = try AlignedBuffer(count: runner.layout.trainedCount)
    second = try AlignedBuffer(count: configuration.kind == .sgd ? 0 : runner.layout.trainedCount)
    pieces = runner.layout.slots.filter(\.role.isTrained).flatMap { slot in
      stride(from: slot.offset, to: slot.range.upperBound, by: Self.pieceLength).map {
        Piece(range: $0..<min($0 + Self.pieceLength, slot.range.upperBound), decays: slot.decays, penalty: slot.penalty)
      }
    }
  }

  /// Moves the weights by the sum of the shards' gradients; returns the gradients' norm if there is a limit to it.
  func update(shards: Int, step: Int, learningRate: Double) throws(NetworkError) -> Double? {
    let rule = OptimizerStep(configuration, learningRate: learningRate, step: step)
    guard let limit = configuration.gradientClipNorm else {
      try team.run(items: pieces.count) { _, item throws(NetworkError) in
        self.runner.reduce(self.pieces[item].range, shards: shards)
        self.move(self.pieces[item], rule, scale: 1)
      }
      return nil
    }
    try team.run(items: pieces.count) { _, item throws(NetworkError) in
      self.runner.reduce(self.pieces[item].range, shards: shards)
    }
    let norm = gradientNorm()
    guard norm.isFinite else {
      throw NetworkError(.diverged, "the gradients' norm became \(norm). Lower the learning rate.")
    }
    let scale = Float(min(1, limit / max(norm, .leastNormalMagnitude)))
    try team.run(items: pieces.count) { _, item throws(NetworkError) in self.move(self.pieces[item], rule, scale: scale)
    }
    return norm
  }

  /// Σ λ·Σw² over the matrices of `weights` whose layers have a penalty λ.
  func penalty(of weights: AlignedBuffer) throws(NetworkError) -> Double {
    let penalized = pieces.filter { $0.penalty > 0 }
    let sums = Sums(count: penalized.count)
    try team.run(items: penalized.count) { _, item throws(NetworkError) in
      let values = UnsafeMutableBufferPointer(rebasing: weights.values[penalized[item].range])
      sums.values[item] = penalized[item].penalty * sumOfSquares(values)
    }
    return sums.values.reduce(0, +)
  }

  func state(step: Int) -> OptimizerState {
    OptimizerState(
      step: step, firstMoments: runner.layout.gather(trained: first),
      secondMoments: hasSecondMoments ? runner.layout.gather(trained: second) : [])
  }

  private var hasSecondMoments: Bool { configuration.kind != .sgd }

  func restore(_ state: OptimizerState) throws(NetworkError) {
    let slots = runner.layout.slots.filter(\.role.isTrained)
    for (tensors, buffer) in [(state.firstMoments, first)] + (hasSecondMoments ? [(state.secondMoments, second)] : []) {
      guard state.step >= 0, tensors.map(\.name) == slots.map(\.name), tensors.map(\.shape) == slots.map(\.shape) else {
        throw NetworkError(.weights, "the optimiser's state belongs to another network. Start without it.")
      }
      for (slot, tensor) in zip(slots, tensors) { _ = buffer.values[slot.range].update(fromContentsOf: tensor.values) }
    }
  }

  private func move(_ piece: Piece, _ rule: OptimizerStep, scale: Float) {
    func part(_ buffer: AlignedBuffer) -> UnsafeMutableBufferPointer<Float> {
      UnsafeMutableBufferPointer(rebasing: buffer.values[piece.range])
    }
    rule.update(
      part(runner.trained), part(first), hasSecondMoments ? part(second) : part(first),
      gradient: part(runner.gradients), scale: scale,
      decays: piece.decays, penalty: piece.penalty)
  }

  private func gradientNorm() -> Double {
    var sum = 0.0
    for value in runner.gradients.values { sum += Double(value) * Double(value) }
    return sum.squareRoot()
  }
}

/// A number a piece.
///
/// `@unchecked Sendable`: every number has one writer, and the team's lock orders the writing before the caller reads.
private final class Sums: @unchecked Sendable {
  let values: UnsafeMutableBufferPointer<Double>

  init(count: Int) {
    values = .allocate(capacity: count)
    values.initialize(repeating: 0)
  }

  deinit { values.deallocate() }
}

/// Σ v², eight sums side by side.
private func sumOfSquares(_ values: UnsafeMutableBufferPointer<Float>) -> Double {
  var lanes = SIMD8<Double>()
  let whole = values.count / 8 * 8
  for start in stride(from: 0, to: whole, by: 8) {
    let part = SIMD8<Double>(
      UnsafeRawBufferPointer(values).loadUnaligned(fromByteOffset: 4 * start, as: SIMD8<Float>.self))
    lanes += part * part
  }
  return values[whole...].reduce(lanes.sum()) { $0 + Double($1) * Double($1) }
}
