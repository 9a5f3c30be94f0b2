public import Core

/// Cuts recordings into windows of one length.
public struct Segmentation: Sendable, Equatable, RecipeStep {
  /// What happens to samples after the last whole window.
  public enum Remainder: String, Sendable, Codable, CaseIterable {
    /// The last window is moved back so that it ends with the recording: nothing is lost, windows overlap more.
    case overlap
    /// The samples are left out.
    case drop
    /// The block of windows is centred, so that half of what is left out lies on either side (system 1's way).
    case centre
    /// A last window is filled up with zeros.
    case pad
  }

  /// What happens to recordings shorter than a window.
  public enum Short: String, Sendable, Codable, CaseIterable {
    /// They are filled up with zeros at the end.
    case pad
    /// They are rejected with a reason.
    case reject
  }

  /// The length of a window in seconds.
  public var length: Seconds = 3
  /// By how much neighbouring windows overlap, in seconds; below `length`.
  public var overlap: Seconds = 1
  /// What happens to the rest.
  public var remainder = Remainder.overlap
  /// What happens to recordings shorter than a window.
  public var short = Short.pad
  /// Recordings below this length, in seconds, are rejected even when short ones are padded.
  public var shortest: Seconds = 0.5

  static let fields: [RecipeField<Self>] = [
    .init("length", \.length, .number(above: 0, upTo: 3600, "s"), "The length of a window in seconds."),
    .init(
      "overlap", \.overlap, .number(in: 0...3600, "s"),
      "By how much neighbouring windows overlap, in seconds; at most 95 % of the length."),
    .init(
      "remainder", \.remainder, .choice,
      "The rest after the last whole window: one more window is moved back over it (overlap) or filled up with zeros (pad), or it is left out at the end (drop) or at both (centre)."
    ),
    .init("short", \.short, .choice, "Recordings shorter than a window are filled up with zeros, or rejected."),
    .init(
      "shortest", \.shortest, .number(in: 0...3600, "s"),
      "Recordings below this length, in seconds, are rejected even when short ones are padded."),
  ]

  var conflicts: [RecipeConflict] {
    .unless(
      overlap <= 0.95 * length, "overlap", "length", message: "must be at most 95 % of the length, \(0.95 * length) s")
  }

  /// The segmentation of the default recipe.
  init() {}

  /// Makes a segmentation.
  public init(length: Seconds, overlap: Seconds, remainder: Remainder, short: Short, shortest: Seconds) {
    self.length = length
    self.overlap = overlap
    self.remainder = remainder
    self.short = short
    self.shortest = shortest
  }

  /// A range of a recording, filled up with `padding` zeros at its end.
  public struct Window: Sendable, Equatable {
    /// Samples of the recording.
    public var range: Range<Int>
    /// Zeros after them.
    public var padding: Int

    /// Makes a window.
    public init(range: Range<Int>, padding: Int) {
      self.range = range
      self.padding = padding
    }
  }

  /// The windows of a recording of `sampleCount` samples at `sampleRate` hertz, in time order.
  ///
  /// Empty if and only if the recording is too short: below `shortest`, or below `length` where short ones are rejected.
  public func windows(sampleCount: Int, sampleRate: Int) -> [Window] {
    func samples(_ seconds: Seconds) -> Int { Int((seconds * Seconds(sampleRate)).rounded()) }
    let size = max(1, samples(length))
    let step = max(1, size - samples(overlap))
    guard sampleCount > 0, sampleCount >= samples(shortest) else { return [] }
    if sampleCount < size {
      return short == .pad ? [Window(range: 0..<sampleCount, padding: size - sampleCount)] : []
    }
    let whole = 1 + (sampleCount - size) / step
    let covered = size + (whole - 1) * step
    let first = remainder == .centre ? (sampleCount - covered) / 2 : 0
    var windows = (0..<whole).map { Window(range: (first + $0 * step)..<(first + $0 * step + size), padding: 0) }
    if covered < sampleCount {
      switch remainder {
      case .overlap: windows.append(Window(range: (sampleCount - size)..<sampleCount, padding: 0))
      case .pad:
        let start = whole * step
        windows.append(Window(range: start..<sampleCount, padding: start + size - sampleCount))
      case .drop, .centre: break
      }
    }
    return windows
  }
}

extension Recipe {
  /// The windows of a recording of `sampleCount` samples at the recipe's rate: those of `segment`, or the whole.
  func windows(sampleCount: Int) -> [Segmentation.Window] {
    if let segment { return segment.windows(sampleCount: sampleCount, sampleRate: resample.rate) }
    return sampleCount > 0 ? [.init(range: 0..<sampleCount, padding: 0)] : []
  }
}
