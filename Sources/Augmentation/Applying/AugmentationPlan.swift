public import Core
public import HeartSound
import SignalProcessing

/// What is done to make one copy of a recording: operations that were drawn before, to be carried out in order.
///
/// The same plan and samples give the same copy, on every machine.
public struct AugmentationPlan: Sendable, Equatable {
  /// The operations in order; those that were left out tell why.
  public var operations: [AugmentationOperation]

  /// Makes a plan.
  public init(operations: [AugmentationOperation]) { self.operations = operations }

  /// The operations that do something.
  var effective: [AugmentationOperation] { operations.filter { !$0.isLeftOut } }

  /// How many times as fast the heart beats afterwards.
  public var tempo: Double {
    effective.filter { $0.transform == Transforms.timeStretchName }.reduce(1) { $0 * $1.number("rate") }
  }

  /// A copy, and what was done to make it.
  public struct Copy: Sendable, Equatable {
    /// The sound; as long as the original.
    public var audio: AudioBuffer
    /// What was done: the plan, without what could not be carried out.
    public var plan: AugmentationPlan
    /// The factor by which everything was multiplied in the end; 1 where nothing went beyond full scale.
    public var limitingGain: Double
  }

  /// What becomes of an operation whose sound or codec cannot be had.
  public enum Failing: Sendable {
    /// It is left out, and the plan tells why: a row is not lost for it.
    case leavesOut
    /// It ends the work: the copy would not be the one that is wanted.
    case ends
  }

  /// Carries the operations out; samples that are not finite are bridged first.
  ///
  /// A result that goes beyond full scale is scaled down as a whole, so that writing clips nothing.
  /// - Throws: `AugmentationError`; what `sounds` throws if a failure ends the work, or the user does.
  public func apply(
    to audio: AudioBuffer, sounds: any AugmentationSounds, failing: Failing = .leavesOut
  ) throws -> Copy {
    let scene = ApplicationScene(sampleRate: audio.sampleRate, sounds: sounds)
    var samples = mendingNonFinite(audio.samples)
    var done = self
    for (index, operation) in operations.enumerated() where !operation.isLeftOut {
      guard let transform = Catalogue.transform(operation.transform) else {
        throw AugmentationError(.operations, Catalogue.unknown(operation.transform))
      }
      do {
        samples = try transform.apply(samples, operation, scene).fitted(to: audio.samples.count)
      } catch let failure as any ReportableFailure where failing == .leavesOut && failure.exitStatus != .interrupted {
        done.operations[index] = AugmentationOperation(transform: operation.transform)
        (done.operations[index].isLeftOut, done.operations[index].guardNote) = (true, failure.message)
      }
    }
    samples = mendingNonFinite(samples)
    let peak = samples.reduce(Float(0)) { max($0, abs($1)) }
    let gain = peak > 1 ? 1 / Double(peak) : 1
    if gain < 1 { samples = samples.scaled(by: gain) }
    return Copy(
      audio: AudioBuffer(samples: samples, sampleRate: audio.sampleRate), plan: done, limitingGain: gain)
  }

  /// Where the states of the heart are in the copy.
  public func mapped(_ states: [StateInterval], extent: SoundExtent) -> [StateInterval] {
    effective.reduce(states) { states, operation in
      operation.timeMap(extent)?.mapped(states, sampleCount: extent.sampleCount) ?? states
    }
  }

  /// Where a moment of the original, in samples, comes to lie in the copy; nil if it is gone.
  public func place(of position: Double, extent: SoundExtent) -> Double? {
    effective.reduce(position as Double?) { place, operation in
      guard let place, let map = operation.timeMap(extent) else { return place }
      return map.place(of: place)
    }
  }
}

extension AugmentationOperation {
  /// Where the operation moves the samples of a sound; nil if it leaves them where they are.
  func timeMap(_ extent: SoundExtent) -> TimeMap? {
    isLeftOut ? nil : Catalogue.transform(transform)?.mapping?(self, extent)
  }
}
