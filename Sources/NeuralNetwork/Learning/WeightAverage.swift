internal import Core

/// A running mean of all weights and running statistics.
final class WeightAverage {
  let trained: AlignedBuffer
  let running: AlignedBuffer
  private let decay: Double

  init(_ layout: ParameterLayout, decay: Double) throws(NetworkError) {
    trained = try AlignedBuffer(count: layout.trainedCount)
    running = try AlignedBuffer(count: layout.statisticsCount)
    self.decay = decay
  }

  /// Begins anew at the weights as they are.
  func reset(_ runner: ShardRunner) {
    trained.copy(from: runner.trained)
    running.copy(from: runner.running)
  }

  /// Follows the weights after step number `step`, counted from 1.
  func follow(_ runner: ShardRunner, step: Int) {
    let kept = Float(min(decay, (1 + Double(step)) / (10 + Double(step))))
    for (mean, fresh) in [(trained.values, runner.trained.values), (running.values, runner.running.values)] {
      for i in mean.indices { mean[i] = kept * mean[i] + (1 - kept) * fresh[i] }
    }
  }
}
