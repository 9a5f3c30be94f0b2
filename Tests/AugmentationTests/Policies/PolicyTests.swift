import Augmentation
import Core
import Foundation
import Testing

/// Reading policies, and what is said of wrong ones.
@Suite struct PolicyTests {
  private func read(_ text: String) throws -> AugmentationPolicy {
    try AugmentationPolicy(try #require(JSONDocument(Data(text.utf8)).value))
  }

  @Test func presetsSurviveTheirText() throws {
    for preset in AugmentationPolicy.presets {
      #expect(try AugmentationPolicy(preset.json) == preset, "\(preset.name)")
      #expect(try AugmentationPolicy.named(preset.name) == preset)
      #expect(!preset.source.isEmpty)
    }
  }

  @Test func groupsAreRead() throws {
    let policy = try read(
      """
      {sequence: [{transform: "gain", gain: 3}, // louder
        {one_of: [{transform: "noise", snr: [20, 30], color: ["pink", "brown"]}, {transform: "polarity"}], probability: .5},
        {some_of: [{transform: "reversal"}, {transform: "time_mask", count: 2}], count: [0, 1]}]}
      """)
    #expect(policy.root.kind == (try read(policy.text)).root.kind)
    #expect(policy.text.contains("\"probability\":0.5"))
  }

  @Test(arguments: [
    (#"{"sequence": [{"transform": "gain"}], "probability": 1.2}"#, "probability", "from 0 to 1, not 1.2"),
    (#"{"transform": "gain", "probability": -0.1}"#, "probability", "from 0 to 1"),
    (#"{"transform": "noise", "snr": -5}"#, "snr", "from 0 to 100 dB"),
    (#"{"transform": "noise", "snr": [30, 20]}"#, "snr", "[30, 20]"),
    (#"{"transform": "noise", "color": "blue"}"#, "color", "white, pink, brown"),
    (#"{"transform": "time_strech"}"#, "transform", "Did you mean 'time_stretch'?"),
    (#"{"transform": "noise", "srn": 20}"#, "srn", "Did you mean 'snr'?"),
    (#"{"sequense": [{"transform": "gain"}]}"#, "", "Did you mean 'sequence'"),
    (#"{"one_of": []}"#, "one_of", "a list of transforms"),
    (#"{"some_of": [{"transform": "gain"}], "count": 2}"#, "count", "from 0 to 1"),
    (#"{"transform": "recorded_noise"}"#, "", "needs 'folder'"),
    (#"{"transform": "pcgmix", "partner": "x"}"#, "partner", "is no key here"),
    (#"{"transform": "time_mask", "count": 1.5}"#, "count", "a whole number"),
    ("[]", "", "must be an object"), (#"{"transform": null}"#, "transform", "in quotes"),
  ]) func mistakesAreSaidWithTheirPlace(_ text: String, key: String, words: String) throws {
    let mistake = try #require(throws: PolicyMistake.self) { try read(text) }
    #expect(mistake.path.last ?? "" == key && mistake.message.contains(words), "\(mistake)")
  }

  @Test func hostileTextsAreRefused() {
    var deep = JSONValue.object(["transform": .string("gain")])
    for _ in 0..<200 { deep = .object(["sequence": .array([deep])]) }
    #expect(throws: PolicyMistake.self) { try AugmentationPolicy(deep) }
    #expect(JSONDocument(Data(deep.text.utf8)).value == nil)
    #expect(throws: PolicyMistake.self) {
      try AugmentationPolicy(.object(["transform": .string("gain"), "gain": .number(.infinity)]))
    }
    #expect(JSONDocument(Data([0xFF, 0xFE, 0x00])).value == nil)
    #expect(!JSONDocument(Data("{'transform':'gain','gain':1e999}".utf8)).problems.isEmpty)
    #expect(JSONDocument(Data("{".utf8)).value == nil)
  }

  @Test func unknownNamesAreGuessed() {
    #expect { try AugmentationPolicy.named("lihgt") } throws: { "\($0)".contains("Did you mean 'light'?") }
  }
}
