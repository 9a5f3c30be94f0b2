/// A PhysioNet challenge, as far as it is known which of them recordings belong to.
public enum Challenge: Sendable, Equatable {
  /// Normal or abnormal, by the databases training-a to training-f.
  case cinc2016
  /// Murmurs and outcomes, by the campaigns of the CirCor collection.
  case circor2022

  private static let databases = Set("abcdef".map { "training-\($0)" })
  private static let campaigns: Set = ["CC2014", "CC2015"]

  /// The challenge whose recordings these are; nil if that cannot be told.
  ///
  /// Classes alone tell it where they are those of murmurs; normal and abnormal are words of both challenges, and of others.
  /// - Parameter sources: the collection or device of each recording.
  public init?(sources: Set<String>, classes: [String]) {
    if ["present", "absent"].allSatisfy(classes.map({ $0.lowercased() }).contains)
      || (!sources.isEmpty && sources.isSubset(of: Self.campaigns))
    {
      self = .circor2022
    } else if !sources.isEmpty && sources.isSubset(of: Self.databases) {
      self = .cinc2016
    } else {
      return nil
    }
  }
}
