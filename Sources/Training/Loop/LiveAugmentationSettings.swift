public import Augmentation

/// How the sounds of training are altered anew for every epoch.
public struct LiveAugmentationSettings: Sendable, Codable, Equatable {
  /// What is done to a recording.
  public var policy: AugmentationPolicy
  /// The share of the recordings of an epoch that are altered, 0 to 1; the others are heard as they are.
  public var share: Double

  /// Describes an augmentation.
  public init(policy: AugmentationPolicy, share: Double = 0.5) { (self.policy, self.share) = (policy, share) }
}
