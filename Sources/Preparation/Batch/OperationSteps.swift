import Core
import Foundation
import MediaIO

/// The steps that made an item, as the JSON list of the manifest's column `operations`.
struct OperationSteps {
  private var steps: [String] = []

  /// Begins after the steps of an earlier list, if there is one.
  init(after earlier: String = "[]") {
    let text = earlier.trimmed
    guard (try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [Any])?.isEmpty == false else { return }
    steps = [String(text.dropFirst().dropLast())]
  }

  /// The list on one line.
  var text: String { "[" + steps.joined(separator: ",") + "]" }

  /// Adds a step with its fields, which are JSON values already.
  mutating func add(_ step: String, _ fields: [(name: String, value: String)] = []) {
    let all = [("step", Self.quoted(step))] + fields.map { ($0.name, $0.value) }
    steps.append("{" + all.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}")
  }

  /// Adds what decoding found; what is usual is left out.
  mutating func addDecoding(_ facts: MediaFacts) {
    var fields = [
      ("codec", Self.quoted(facts.codec)), ("rate", "\(facts.sampleRate)"), ("channels", "\(facts.channelCount)"),
    ]
    if facts.lostFrames > 0 { fields.append(("lost_frames", "\(facts.lostFrames)")) }
    if facts.isCutShort { fields.append(("cut_short", "true")) }
    if facts.nonFiniteSamples > 0 { fields.append(("not_finite", "\(facts.nonFiniteSamples)")) }
    if facts.primingAssumed { fields.append(("priming_assumed", "\(facts.removedPrimingFrames)")) }
    if facts.delayUnmarked { fields.append(("delay_unmarked", "true")) }
    if facts.isSilent { fields.append(("silent", "true")) }
    if facts.isAntiphase { fields.append(("antiphase", "true")) }
    add("decode", fields)
  }

  /// Adds the conversion from one rate to another, if they differ.
  mutating func addResampling(from rate: Int, to newRate: Int, by method: ResamplingMethod) {
    if rate == newRate { return }
    let name = if case .fft = method { "fft" } else { "samplerate" }
    add("resample", [("rate", "\(newRate)"), ("method", Self.quoted(name))])
  }

  /// A text as JSON writes it.
  static func quoted(_ text: String) -> String {
    // Most texts need no escapes, and there are very many of them.
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) { return "\"\(text)\"" }
    let data = try? JSONSerialization.data(withJSONObject: text, options: [.fragmentsAllowed, .withoutEscapingSlashes])
    return data.map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
  }
}

extension MediaFacts {
  /// The samples at full scale a decoded frame, to six decimals.
  var clippedFraction: Double {
    frameCount > 0 ? (Double(clippedSamples) / Double(frameCount) * 1e6).rounded() / 1e6 : 0
  }
}
