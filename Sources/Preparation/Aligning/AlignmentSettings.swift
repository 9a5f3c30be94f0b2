public import Core
public import Foundation
public import HeartSound
public import SignalProcessing

/// How `auscult align` makes sequences of pairs and aligns them; `align.json` keeps it beside the reference.
public struct AlignmentSettings: Sendable, Codable, Equatable {
  /// The length of a frame in seconds.
  public var deltaTime: Seconds
  /// The rate that all recordings are brought to, in hertz; nil leaves each at its own, as the original does.
  public var rate: Int?
  /// How a spectrum becomes a pair.
  public var method: FrequencyAmplitudePairs.Method
  /// Where the padding goes.
  public var mode: AlignmentPadding.Mode
  /// Whether the original is followed in what it does wrong: native rates, and all rows shaping reference and scalers.
  public var isFaithful: Bool

  /// The rates that may be asked for, in hertz.
  public static let rates = 100...768_000
  /// The lengths of frames that may be asked for, in seconds.
  public static let deltaTimes: ClosedRange<Seconds> = 0.0001...10

  private enum CodingKeys: String, CodingKey {
    case deltaTime, rate, method, mode
    case isFaithful = "faithful"
  }

  /// Makes settings.
  /// - Throws: `PreparationError` `.settings` if frames would hold too few samples.
  public init(
    deltaTime: Seconds = 0.01, rate: Int? = 4000, method: FrequencyAmplitudePairs.Method = .dominant,
    mode: AlignmentPadding.Mode = .both, isFaithful: Bool = false
  ) throws(PreparationError) {
    self.deltaTime = deltaTime
    self.rate = rate
    self.method = method
    self.mode = mode
    self.isFaithful = isFaithful
    guard let rate else { return }
    do { _ = try pairs(sampleRate: rate) } catch { throw PreparationError(.settings, error.message) }
  }

  /// The extractor of pairs for recordings of that rate.
  func pairs(sampleRate: Int) throws(SignalError) -> FrequencyAmplitudePairs {
    try FrequencyAmplitudePairs(method: method, deltaTime: deltaTime, sampleRate: sampleRate)
  }
}

/// What `align.json` says: the settings, and where the reference comes from.
public struct AlignmentDescription: Sendable, Codable {
  /// The settings.
  public var settings: AlignmentSettings
  /// Which rows the reference and the scalers come from; nil where they were taken from an earlier run.
  public var rule: AlignmentReferenceRule?
  /// The id of the reference's recording, if it is one of these.
  public var referenceID: String?
  /// The number of frames of the reference.
  public var frames: Int
  /// The number of recordings the scalers were fitted to, if they were fitted now.
  public var fitted: Int?
  /// SHA-256 of `alignment.npz`, hexadecimal.
  public var alignmentSHA256: String
}

extension AlignmentDescription {
  /// What an earlier `auscult align` left in the `align.json` beside its `alignment.npz`.
  /// - Throws: `PreparationError` `.reference` if that file is missing or something else.
  public init(besideReference url: URL) throws(PreparationError) {
    guard FileStatus(url.path) != nil else {
      throw PreparationError(
        .noInput, "there is no such file. Give the alignment.npz that 'auscult align' wrote.", subject: url.path)
    }
    let place = url.deletingLastPathComponent().appendingPathComponent("align.json")
    struct Whole: Decodable { var settings: AlignmentDescription }
    func refusal(_ cause: (any Error)? = nil) -> PreparationError {
      PreparationError(
        .reference,
        "cannot be read as the settings of the reference. Keep alignment.npz together with the align.json made with it.",
        subject: place.path, cause: cause)
    }
    do { self = try JSONDecoder().decode(Whole.self, from: Data(contentsOf: place)).settings } catch {
      throw refusal(error)
    }
    // Nothing that stands in a file is believed: these are the command line's own limits.
    let isRatePossible = settings.rate.map { AlignmentSettings.rates.contains($0) } ?? settings.isFaithful
    guard isRatePossible, AlignmentSettings.deltaTimes.contains(settings.deltaTime) else { throw refusal() }
  }
}
