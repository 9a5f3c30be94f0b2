/// What a split needs to know of a recording (or, in a leaky split, of a clip).
public struct SplitItem: Sendable, Equatable {
  /// The class, or nil: an unlabelled item belongs to no side.
  public var label: String?
  /// What is never divided.
  public var group: String
  /// The collection or device, or "".
  public var source: String
  /// The auscultation site, or "".
  public var site: String

  /// Makes an item.
  public init(label: String?, group: String, source: String = "", site: String = "") {
    self.label = label
    self.group = group
    self.source = source
    self.site = site
  }
}

/// What each side should have its share of.
public enum StratumKey: String, Sendable, Codable, CaseIterable {
  /// The classes.
  case label
  /// The collections or devices, within each class.
  case source
  /// The auscultation sites, within each class.
  case site
}

/// What a split is asked for.
public struct SplitRequest: Sendable, Equatable {
  /// How items are divided.
  public enum Division: Sendable, Equatable {
    /// Once, into training, validation and test.
    case fractions
    /// Into so many folds, each of which is the test once, so many times over.
    case folds(Int, repeats: Int)
    /// One fold a source; sources that share a group are one.
    case leaveOneSourceOut
  }

  /// How items are divided.
  public var division: Division
  /// The share of validation of all items, cut out of the training part of every fold, too; 0 for none.
  public var validation: Double
  /// The share of test; with folds a part that stands outside of all of them, or 0.
  public var test: Double
  /// What each side should have its share of besides the classes.
  public var strata: [StratumKey]
  /// Whether a group's side follows from its name and the seed alone; see ``GroupedSplitter/isStable``.
  public var isStable: Bool
  /// The seed of every choice.
  public var seed: UInt64

  /// Makes a request.
  public init(
    division: Division = .fractions, validation: Double, test: Double, strata: [StratumKey] = [],
    isStable: Bool = false, seed: UInt64
  ) {
    self.division = division
    self.validation = validation
    self.test = test
    self.strata = strata
    self.isStable = isStable
    self.seed = seed
  }

  /// What a stratum is called of an item; "" for all where only classes count.
  func stratum(of item: SplitItem) -> String {
    strata.map { key in
      switch key {
      case .label: ""
      case .source: item.source
      case .site: item.site
      }
    }.joined(separator: "\u{0}")
  }
}
