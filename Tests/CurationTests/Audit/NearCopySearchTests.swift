import Core
import Foundation
import TestSupport
import Testing

@testable import Curation

@Suite struct NearCopySearchTests {
  private func search(_ signatures: [SoundSignature], exhaustive: Bool = false, workers: Int = 2) -> NearCopyFindings {
    var settings = AuditSettings()
    settings.isExhaustive = exhaustive
    return NearCopySearch(settings: settings, workers: workers).findings(signatures)
  }

  /// Every way of hiding a copy, among strangers: all found, at the right lag, and nothing else.
  @Test func findsEveryKindOfCopyAndNoStranger() throws {
    let fixture = try AuditFixture(count: 8)
    var signatures = try fixture.originals.map(AuditFixture.signature)
    let copies = try AuditFixture.copies(of: fixture.originals[2])
    signatures += try copies.map { try AuditFixture.signature($0.audio) }
    let findings = search(signatures)
    let copied = findings.copies(.init())
    for (index, copy) in copies.enumerated() {
      let pair = try #require(copied.first { $0.a == 2 && $0.b == 8 + index }, "\(copy.name)")
      let lag = ["excerpt": 1500, "later": -700][copy.name] ?? 0
      #expect(abs(pair.lag - lag) <= 1, "\(copy.name): \(pair.lag)")
    }
    let family = Set([2] + (0..<copies.count).map { 8 + $0 })
    #expect(copied.allSatisfy { family.contains($0.a) && family.contains($0.b) })
    #expect(findings.possiblePairs == 16 * 15 / 2)
  }

  /// The prefilter loses none of the pairs that comparing everything finds, and compares far fewer.
  @Test func losesNothingAgainstComparingEverything() throws {
    let fixture = try AuditFixture(count: 14, seed: 9)
    var signatures = try fixture.originals.map(AuditFixture.signature)
    for (index, original) in fixture.originals.prefix(4).enumerated() {
      let copies = try AuditFixture.copies(of: original, seed: UInt64(index))
      signatures.append(try AuditFixture.signature(copies[(2 * index + 3) % copies.count].audio))
    }
    let (quick, all) = (search(signatures), search(signatures, exhaustive: true))
    let settings = AuditSettings()
    #expect(all.copies(settings).count >= 4)
    #expect(quick.copies(settings) == all.copies(settings))
    #expect(all.comparedPairs == all.possiblePairs)
    #expect(3 * quick.comparedPairs < all.comparedPairs)
  }

  @Test func workersDoNotShow() throws {
    let fixture = try AuditFixture(count: 5)
    let signatures =
      try fixture.originals.map(AuditFixture.signature)
      + AuditFixture.copies(of: fixture.originals[1]).map { try AuditFixture.signature($0.audio) }
    #expect(search(signatures, workers: 1) == search(signatures, workers: 3))
  }

  /// Recordings too short for anchors are compared with all others; silence and nothing are compared with none.
  @Test func shortAndSilentRecordings() throws {
    let fixture = try AuditFixture(count: 3)
    let short = AudioBuffer(samples: Array(fixture.originals[0].samples[8000..<11_000]), sampleRate: 4000)
    let silent = AudioBuffer(samples: [Float](repeating: 0.25, count: 8000), sampleRate: 4000)
    let signatures = try (fixture.originals + [short, silent, silent]).map(AuditFixture.signature)
    #expect(signatures[4].isEmpty == true)
    let findings = search(signatures)
    #expect(findings.possiblePairs == 6)
    let pair = try #require(findings.copies(.init()).first)
    #expect(pair.a == 0 && pair.b == 3 && abs(pair.lag - 2000) <= 1)
    #expect(search([]).possiblePairs == 0 && search([signatures[4]]).pairs.isEmpty)
  }

  /// Many recordings of one hum share every anchor; the crowd must not make the search quadratic in anchors.
  @Test func aCrowdOfEqualAnchorsIsThinnedOut() {
    let tone = SoundSignature(band: (0..<2000).map { Float(sin(2 * .pi * 50 * Double($0) / 1000)) })
    let few = AnchorIndex.anchors(of: tone)
    #expect(few.words.count > 50)
    let many = AnchorIndex.Anchors(positions: (0..<2000).map(Int32.init), words: .init(repeating: 7, count: 2000))
    let candidates = AnchorIndex.candidates([many, many, many], hammingLimit: 4)
    #expect(Set(candidates.map { "\($0.a) \($0.b)" }).count == 3)
    #expect(candidates.count < 2000)
  }
}
