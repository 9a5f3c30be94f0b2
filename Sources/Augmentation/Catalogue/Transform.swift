/// One way to change a recording: everything that is known of it stands in one value of ``Catalogue/all``.
///
/// From it come drawing, checking and reading of policies and operations, `auscult augment --list` and the published page.
public struct Transform: Sendable {
  /// What a transform does to a recording besides its sound, and what it needs.
  public struct Traits: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Events come to other times.
    public static let movesTime = Traits(rawValue: 1)
    /// The distances between beats change, which are the label of a rhythm.
    public static let changesRhythm = Traits(rawValue: 2)
    /// Time runs backwards: S2 comes before S1.
    public static let reversesTime = Traits(rawValue: 4)
    /// Heart cycles must be known.
    public static let needsCycles = Traits(rawValue: 8)
    /// A second recording of the same label takes part.
    public static let needsPartner = Traits(rawValue: 16)
    /// Something must be audible, as levels are measured.
    public static let needsLevel = Traits(rawValue: 32)
  }

  /// Completes an operation with what depends on the recording, and guards it.
  typealias Plan = @Sendable (_ draft: inout OperationDraft, _ scene: PlanningScene) -> Void
  /// Where the samples of a recording go.
  typealias Mapping = @Sendable (_ operation: AugmentationOperation, _ extent: SoundExtent) -> TimeMap
  /// The changed samples, as many as there were.
  typealias Application =
    @Sendable (
      _ samples: [Float], _ operation: AugmentationOperation, _ scene: ApplicationScene
    ) throws -> [Float]

  /// The name in policies and operations.
  public let name: String
  /// What it does, in a sentence.
  public let summary: String
  /// Where the recipe comes from.
  public let source: String
  /// What it does besides, and needs.
  public let traits: Traits
  /// Its parameters, in the order in which people think of them.
  public let parameters: [TransformParameter]
  let plan: Plan?
  let mapping: Mapping?
  let apply: Application

  /// Describes a transform; `apply` stands last, so that it can trail.
  init(
    _ name: String, _ summary: String, source: String, traits: Traits = [], parameters: [TransformParameter] = [],
    plan: Plan? = nil, mapping: Mapping? = nil, apply: @escaping Application
  ) {
    self.name = name
    self.summary = summary
    self.source = source
    self.traits = traits
    self.parameters = parameters
    self.plan = plan
    self.mapping = mapping
    self.apply = apply
  }

  /// The parameter of that name.
  func parameter(_ name: String) -> TransformParameter? { parameters.first { $0.name == name } }

  /// The names of the parameters that a policy can give.
  var givenNames: [String] { parameters.filter { !$0.isFound }.map(\.name) }
}

/// How long a sound is.
public struct SoundExtent: Sendable, Hashable {
  /// The number of samples.
  public var sampleCount: Int
  /// Samples per second.
  public var sampleRate: Int

  /// Makes an extent.
  public init(sampleCount: Int, sampleRate: Int) {
    self.sampleCount = sampleCount
    self.sampleRate = sampleRate
  }

  /// The samples in `seconds`, rounded.
  func samples(_ seconds: Double) -> Int { Int((seconds * Double(sampleRate)).rounded()) }
}
