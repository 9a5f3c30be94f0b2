public import Core
public import HeartSound

/// What `auscult segment` makes of each recording; `segment.json` keeps it.
public struct SegmentingSettings: Sendable, Codable {
  /// How recordings are segmented.
  public enum Method: String, Sendable, Codable, CaseIterable {
    /// The states by the hidden semi-Markov model, as a list.
    case hsmm
    /// The states by peaks of the Shannon energy, as a list.
    case shannon
    /// Windows of one length, as clips.
    case windows
    /// Annotated states, as clips.
    case events
    /// Whole heart cycles, as clips.
    case cycles
  }

  /// Where the states that cycles are cut by come from.
  public enum StateSource: String, Sendable, Codable, CaseIterable {
    /// The hidden semi-Markov model.
    case hsmm
    /// Peaks of the Shannon energy.
    case shannon
    /// Annotations beside the recordings.
    case annotations
  }

  /// Windows as published systems cut them.
  public enum WindowPreset: String, Sendable, Codable, CaseIterable {
    /// 0.96 s every 0.48 s, the last one filled up with zeros: the patches of YAMNet.
    case patches
    /// 3 s every 2 s, centred; recordings below 3 s are left out (reference system 1).
    case centred3 = "centred-3s"
    /// 5 s without overlap, the last one filled up with zeros (M2D).
    case five = "5s"
    /// 15 s every 7.5 s, the last one filled up with zeros.
    case fifteen = "15s"

    /// The windows.
    public var windows: Segmentation {
      func every(_ step: Seconds, length: Seconds) -> Segmentation {
        Segmentation(length: length, overlap: length - step, remainder: .pad, short: .pad, shortest: 0)
      }
      return switch self {
      case .patches: every(0.48, length: 0.96)
      case .centred3: Segmentation(length: 3, overlap: 1, remainder: .centre, short: .reject, shortest: 3)
      case .five: every(5, length: 5)
      case .fifteen: every(7.5, length: 15)
      }
    }
  }

  /// How recordings are segmented.
  public var method: Method
  /// The rate of the results in hertz; nil for each recording's own.
  public var rate: Int?
  /// How windows are cut.
  public var windows: Windows?
  /// Where cycles come from.
  public var states: StateSource?
  /// How many cycles a clip holds, and how many there are from one to the next.
  public var cycles: CycleGroups?
  /// Which annotated states become clips.
  public var events: Events?
  /// Whether a picture of every recording with its states is drawn.
  public var isDrawn: Bool
  /// What the models were fitted to, where some are used.
  public var models: [SegmentationModel.Provenance]?
  /// SHA-256 of the models and of all annotations that are looked at: results depend on them as well.
  public var sha256: String?

  /// Windows of one length, as `segment.json` tells of them.
  public struct Windows: Sendable, Codable {
    /// Seconds a window.
    public var length: Seconds
    /// By how many seconds neighbours overlap.
    public var overlap: Seconds
    /// What becomes of samples after the last whole window.
    public var remainder: Segmentation.Remainder
    /// What becomes of recordings below a window.
    public var short: Segmentation.Short

    /// Takes over how a recipe's step cuts.
    public init(_ windows: Segmentation) {
      (length, overlap) = (windows.length, windows.overlap)
      (remainder, short) = (windows.remainder, windows.short)
    }

    /// The step that cuts them.
    var segmentation: Segmentation {
      Segmentation(length: length, overlap: overlap, remainder: remainder, short: short, shortest: 0)
    }
  }

  /// Cycles that make one clip.
  public struct CycleGroups: Sendable, Codable {
    /// Cycles a clip.
    public var length: Int
    /// Cycles from the beginning of one clip to that of the next.
    public var step: Int
    /// The samples of every clip, stretched or compressed to the same number; nil leaves each as long as it is.
    public var samples: Int?

    /// Describes groups.
    public init(length: Int, step: Int, samples: Int?) {
      (self.length, self.step, self.samples) = (length, step, samples)
    }
  }

  /// Annotated states that become clips.
  public struct Events: Sendable, Codable {
    /// The states.
    public var states: [HeartSoundState]
    /// Seconds around the middle of each; nil for as long as it lasts.
    public var length: Seconds?

    /// Describes events.
    public init(states: [HeartSoundState], length: Seconds?) { (self.states, self.length) = (states, length) }
  }

  /// Describes a segmentation.
  public init(
    method: Method, rate: Int? = nil, windows: Windows? = nil, states: StateSource? = nil,
    cycles: CycleGroups? = nil, events: Events? = nil, isDrawn: Bool = false,
    models: [SegmentationModel.Provenance]? = nil, sha256: String? = nil
  ) {
    self.method = method
    self.rate = rate
    self.windows = windows
    self.states = states
    self.cycles = cycles
    self.events = events
    self.isDrawn = isDrawn
    self.models = models
    self.sha256 = sha256
  }
}
