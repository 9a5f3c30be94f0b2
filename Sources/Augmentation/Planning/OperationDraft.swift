import Core
import HeartSound

/// An operation while it is planned: its values have been drawn, and what depends on the recording is added.
struct OperationDraft {
  /// The operation so far.
  private(set) var operation: AugmentationOperation
  /// What further choices are drawn from.
  var generator: SeededGenerator

  init(_ operation: AugmentationOperation, generator: SeededGenerator) {
    self.operation = operation
    self.generator = generator
  }

  /// A number that was drawn.
  func number(_ name: String) -> Double { operation.number(name) }

  /// A text that was drawn.
  func text(_ name: String) -> String { operation.text(name) }

  /// Notes a number that planning has found.
  mutating func find(_ name: String, _ value: Double) { operation.values[name] = .number(Self.rounded(value)) }

  /// Notes a text that planning has found.
  mutating func find(_ name: String, _ text: String) { operation.values[name] = .text(text) }

  /// Takes another value than the one that was drawn, and says why.
  mutating func weaken(_ name: String, to value: Double, because reason: String) {
    let drawn = TransformParameter.text(number(name))
    find(name, value)
    note("\(name) \(drawn) became \(TransformParameter.text(number(name))): \(reason)")
  }

  /// Leaves the operation out, and says why.
  mutating func leaveOut(because reason: String) {
    operation.isLeftOut = true
    operation.guardNote = reason
    (operation.values, operation.seed) = ([:], 0)
  }

  private mutating func note(_ text: String) {
    operation.guardNote += operation.guardNote.isEmpty ? text : "; " + text
  }

  /// A number as it is written: to a millionth, so that rows stay readable.
  static func rounded(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }
}

/// What planning an operation may look at: the recording as the operations before have left it.
struct PlanningScene {
  let subject: AugmentationSubject
  let pool: any AugmentationPool
  /// The operations so far.
  let before: AugmentationPlan

  /// How long the sound is.
  var extent: SoundExtent { subject.extent }

  /// The states of the heart after the operations so far.
  var states: [StateInterval] { before.mapped(subject.states.intervals, extent: extent) }

  /// Beats a minute after the operations so far, where known.
  var heartRate: Double? { subject.heartRate.map { $0 * before.tempo } }
}
