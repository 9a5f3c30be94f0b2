import CommandLineKit
import Core
import Foundation
import Training

/// Shows how far a training run is: rate, loss and time left, and a line an epoch.
final class EpochDisplay {
  private let epochs: Int
  private let console: Console
  private var bar: ProgressBar?
  private var resumedEpochs = 0

  init(epochs: Int, console: Console) {
    self.epochs = epochs
    self.console = console
  }

  func show(_ event: TrainingRun.Event) {
    switch event {
    case .loading(let clips): console.note("Turning \(clips) clips into features.")
    case .unusable(let noise, let reason): console.warn("\(noise): \(reason) It is left out of the noises.")
    case .resumed(let epoch):
      resumedEpochs = epoch
      console.note("Going on after epoch \(epoch).")
    case .step(let epoch, let step, let steps, let loss):
      // Only what this process does tells how fast it is.
      let done = (epoch - 1 - resumedEpochs) * steps + step
      if bar == nil {
        bar = ProgressBar("Training", total: (epochs - resumedEpochs) * steps, unit: "steps", console: console)
      }
      bar?.set(done, suffix: "epoch \(epoch)/\(epochs) loss \(Self.short(loss))")
    case .epoch(let record, let isBest):
      let validation = record.validation.map {
        ", validation loss \(Self.short($0.loss)), balanced accuracy \(Self.short($0.balancedAccuracy))"
      }
      console.note(
        "epoch \(record.epoch): loss \(Self.short(record.trainLoss))\(validation ?? "")\(isBest && validation != nil ? " *" : "")"
      )
    }
  }

  func finish() { bar?.finish() }

  private static func short(_ value: Double) -> String { String(format: "%.3f", value) }
}
