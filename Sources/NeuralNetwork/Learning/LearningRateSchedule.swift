internal import Foundation

/// How the learning rate goes over a run.
public enum LearningRateSchedule: Sendable, Codable, Equatable {
  /// The same throughout.
  case constant
  /// From the full rate to zero along half a cosine.
  case cosine
  /// Smith 2018, as PyTorch's `OneCycleLR`: from rate / `start` up over the share `warmUp` of the steps, then down to
  /// rate / (`start` · `end`), along cosines.
  case oneCycle(warmUp: Double = 0.3, start: Double = 25, end: Double = 1e4)
  /// Times `factor` after more than `patience` epochs without a lower validation loss, as PyTorch's `ReduceLROnPlateau`.
  case plateau(factor: Double = 0.5, patience: Int = 5)

  /// Whether its numbers make sense.
  public var isValid: Bool {
    switch self {
    case .constant, .cosine: true
    case .oneCycle(let warmUp, let start, let end): (0...1).contains(warmUp) && start >= 1 && end >= 1
    case .plateau(let factor, let patience): factor > 0 && factor < 1 && patience >= 0
    }
  }

  /// The share of the rate at step `step` of `total`, counted from 0; plateaus are the business of ``PlateauWatch``.
  public func share(step: Int, of total: Int) -> Double {
    switch self {
    case .constant, .plateau: return 1
    case .cosine: return 0.5 * (1 + cos(.pi * Double(step) / Double(max(1, total))))
    case .oneCycle(let warmUp, let start, let end):
      let (lowest, top) = (1 / start, warmUp * Double(total) - 1)
      func cosine(_ from: Double, _ to: Double, _ share: Double) -> Double {
        to + (from - to) / 2 * (1 + cos(.pi * min(1, max(0, share))))
      }
      if Double(step) <= top { return cosine(lowest, 1, top > 0 ? Double(step) / top : 1) }
      return cosine(1, lowest / end, (Double(step) - top) / max(1, Double(total - 1) - top))
    }
  }
}

/// Lowers the rate where the validation loss stands still; a loss counts as lower by a ten-thousandth or more.
public struct PlateauWatch: Sendable, Codable, Equatable {
  /// What the rate is multiplied with.
  public private(set) var share = 1.0
  private var best: Double?
  private var waited = 0

  /// Begins to watch.
  public init() {}

  /// Looks at an epoch's validation loss; other schedules than plateaus are left alone.
  public mutating func look(at loss: Double, _ schedule: LearningRateSchedule) {
    guard case .plateau(let factor, let patience) = schedule else { return }
    if best.map({ loss < $0 * (1 - 1e-4) }) ?? true {
      (best, waited) = (loss, 0)
      return
    }
    waited += 1
    if waited > patience {
      share *= factor
      waited = 0
    }
  }
}
