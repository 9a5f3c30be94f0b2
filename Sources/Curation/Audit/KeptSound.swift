import Core
public import Foundation

/// What a ``SoundSurvey`` keeps of one recording, so that a later one need not listen to it again.
public struct KeptSound: Sendable {
  let quality: RecordingQuality
  let signature: SoundSignature

  init(_ scan: RecordingScan) { (quality, signature) = (scan.quality, scan.signature) }

  /// The sound as one line: its quality, the number of samples that are compared and these, between tabs.
  ///
  /// The samples take two bytes and two thirds a millisecond of sound.
  /// - Throws: `EncodingError`.
  public func line() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes = signature.samples.flatMap { sample in
      let bits = UInt16(bitPattern: sample)
      return [UInt8(truncatingIfNeeded: bits), UInt8(truncatingIfNeeded: bits >> 8)]
    }
    let json = String(decoding: try encoder.encode(quality), as: UTF8.self)
    return "\(json)\t\(signature.samples.count)\t\(Data(bytes).base64EncodedString())"
  }

  /// Reads what ``line()`` wrote; nil for anything else, such as a line that was cut off.
  public init?(line: Data) {
    let fields = line.fields(atMost: 3)
    guard fields.count == 3, let count = Int(String(decoding: fields[1], as: UTF8.self)),
      let bytes = Data(base64Encoded: fields[2]), bytes.count == 2 * count,
      let quality = try? JSONDecoder().decode(RecordingQuality.self, from: fields[0])
    else { return nil }
    self.quality = quality
    let all = [UInt8](bytes)
    signature = SoundSignature(
      samples: (0..<count).map { Int16(bitPattern: UInt16(all[2 * $0]) | UInt16(all[2 * $0 + 1]) << 8) })
  }
}
