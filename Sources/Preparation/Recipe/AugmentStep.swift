public import Augmentation
import Core

extension Recipe {
  /// Which copies are made of training clips; of validation and test clips there are none, whatever a recipe says.
  public struct AugmentStep: Sendable, Equatable, RecipeStep {
    /// Which transforms copies get.
    public var policy = AugmentationPolicy.presets[0]
    /// The copies of every training clip.
    public var copies = 1
    /// Further copies bring each class up to this share of the largest; 0 for none.
    public var balance = 0.0
    /// Further copies bring each class up to so many clips; 0 for none.
    public var target = 0
    /// At most so many copies of one clip, however small its class is.
    public var mostCopies = 20
    /// The split that copies are made in: training, and nothing else.
    var split = Side.train
    /// Labels that are told by the rhythm.
    public var rhythmLabels = AugmentationGuards.usualRhythmLabels
    /// Labels that are told by what comes before what.
    public var timingLabels = AugmentationGuards.usualTimingLabels
    /// What becomes of transforms that may change a label.
    public var labelChanges = LabelChanges.refused

    /// Makes the step with its defaults.
    public init() {}

    /// The one split that may be augmented.
    enum Side: String, Sendable, CaseIterable {
      case train
    }

    /// What becomes of transforms that may change a label.
    public enum LabelChanges: String, Sendable, CaseIterable {
      /// They are left out of copies of such labels.
      case refused
      /// They are carried out.
      case allowed
    }

    static let fields: [RecipeField<Self>] = [
      .policy("policy", \.policy, "Which transforms copies get: a policy's name, or the policy itself."),
      .init("copies", \.copies, .integer(in: 0...99), "The copies of every training clip."),
      .init(
        "balance", \.balance, .number(in: 0...1),
        "Further copies bring each class up to this share of the largest; 0 for none."),
      .init(
        "target", \.target, .integer(in: 0...10_000_000),
        "Further copies bring each class up to so many clips; 0 for none."),
      .init(
        "most_copies", \.mostCopies, .integer(in: 0...99),
        "At most so many copies of one clip, however small its class is."),
      .init(
        "split", \.split, .trainOnly,
        "Where copies are made: in training, and nowhere else, as copies of validation or test clips would make the figures too good."
      ),
      .init(
        "rhythm_labels", \.rhythmLabels, .texts,
        "Labels, in lower case, that are told by the rhythm: their copies keep the distances between beats."),
      .init(
        "timing_labels", \.timingLabels, .texts,
        "Labels, in lower case, that are told by what comes before what: their copies are not reversed."),
      .init(
        "label_changes", \.labelChanges, .choice,
        "Whether transforms that may change such a label are left out of its copies, or carried out nevertheless."),
    ]

    /// The guards that it asks for.
    var guards: AugmentationGuards {
      AugmentationGuards(
        rhythmLabels: rhythmLabels, timingLabels: timingLabels, allowsLabelChange: labelChanges == .allowed)
    }
  }
}

extension RecipeType where Value == Recipe.AugmentStep.Side {
  /// The training split, with the reason why there is no other.
  fileprivate static var trainOnly: Self {
    Self(
      expectation: "train, because copies of validation or test clips would make the figures too good",
      schema: ["enum": .array([.string("train")])],
      read: { json, _ in if case .string(let name) = json { Value(rawValue: name) } else { nil } },
      write: { .string($0.rawValue) }, accepts: { _ in true })
  }
}

extension RecipeField {
  /// A key that holds an augmentation policy, by name or written out.
  fileprivate static func policy(
    _ name: String, _ property: any WritableKeyPath<Step, AugmentationPolicy> & Sendable, _ meaning: String
  ) -> Self {
    Self(
      name: name, meaning: meaning,
      read: { step, json, path, _ in
        do throws(PolicyMistake) {
          step[keyPath: property] = try AugmentationPolicy(reference: json)
          return []
        } catch {
          return [RecipeMistake(path: path + error.path, message: error.message, concernsKey: error.concernsKey)]
        }
      },
      write: { $0[keyPath: property].reference }, check: { _, _ in [] },
      schema: {
        ["type": .array([.string("string"), .string("object")]), "default": $0[keyPath: property].reference]
      },
      inner: { [] })
  }
}
