public import HeartSound
import Synchronization

/// A recording that copies are made of, as planning sees it.
public struct AugmentationSubject: Sendable {
  /// The id of the row.
  public var id: String
  /// Its label, and those that it had before labels were renamed or joined.
  public var labels: [String]
  /// How long it is.
  public var extent: SoundExtent
  /// Whether nothing in it is audible.
  public var isSilent: Bool
  /// Beats a minute, where known.
  public var heartRate: Double?
  /// The states of the heart, found when they are first asked for.
  public let states: LazyStates

  /// Makes a subject.
  public init(
    id: String, labels: [String], extent: SoundExtent, isSilent: Bool = false, heartRate: Double? = nil,
    states: LazyStates
  ) {
    self.id = id
    self.labels = labels
    self.extent = extent
    self.isSilent = isSilent
    self.heartRate = heartRate
    self.states = states
  }
}

/// The states of a recording's heart, found once, when somebody asks.
public final class LazyStates: Sendable {
  private let found = Mutex<[StateInterval]?>(nil)
  private let find: @Sendable () -> [StateInterval]

  /// Makes states that `find` will find; none where there are none.
  public init(_ find: @escaping @Sendable () -> [StateInterval]) { self.find = find }

  /// The states in time order, in samples of the recording.
  public var intervals: [StateInterval] {
    if let known = found.withLock({ $0 }) { return known }
    let intervals = find()
    found.withLock { $0 = intervals }
    return intervals
  }
}

/// What planning may draw from besides the recording itself.
public protocol AugmentationPool: Sendable {
  /// The ids of recordings of the same label in the training split, without the recording itself, in a fixed order.
  func partners(of subject: AugmentationSubject) -> [String]
  /// The states of a partner's heart; none where they cannot be found.
  func states(ofPartner id: String) -> [StateInterval]
  /// The names of the usable files in a folder of recorded noise, in a fixed order.
  func noises(in folder: String) -> [String]
}
