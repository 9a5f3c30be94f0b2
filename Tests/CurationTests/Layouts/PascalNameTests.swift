import Foundation
import Manifest
import TestSupport
import Testing

@testable import Curation

@Suite struct PascalNameTests {
  @Test(arguments: [
    (
      "set_b/Btraining_normal_Btraining_noisynormal_296_1311682952647_D.wav",
      "set_b/normal_noisynormal_296_1311682952647_D.wav"
    ),
    ("set_b/Btraining_extrastole_127_1306764300147_C2.wav", "extrastole__127_1306764300147_C2.wav"),
    ("set_b/Bunlabelledtest_101_1305030823364_A.wav", "Bunlabelledtest__101_1305030823364_A.wav"),
    ("set_a/__201106120928.wav", "Aunlabelledtest__201106120928.wav"),
    (
      "Btraining_murmur_Btraining_noisymurmur_162_1307101835989_B_1.wav", "murmur_noisymurmur_162_1307101835989_B_1.wav"
    ),
  ]) func bothSpellingsMeetInOneKey(table: String, disk: String) throws {
    let (a, b) = (try #require(PascalName(table)), try #require(PascalName(disk)))
    #expect(a.key() == b.key())
    #expect(a.isSetB == b.isSetB && a.patient == b.patient && a.isNoisy == b.isNoisy)
  }

  @Test(arguments: [
    "normal.wav", "set_a_timing.csv", "heart_201106120928.wav", "x_1305031931979_B.wav", "", "_.wav",
    "aortic_regurgitation_2023_3.wav",
  ])
  func otherNamesAreNone(name: String) { #expect(PascalName(name) == nil) }

  @Test func namesakesOfOneTimeAreTwo() throws {
    let (a, b) = (
      try #require(PascalName("extrahls__201104021355.wav")), try #require(PascalName("murmur__201104021355.wav"))
    )
    #expect(a.key() != b.key())
  }

  @Test(.enabled(if: SharedData.path("data/pascal/set_b.csv") != nil)) func all656RowsResolve() throws {
    let table = try CSVTable(contentsOf: try #require(SharedData.path("data/pascal/set_b.csv")))
    let names = table.rows.compactMap { PascalName($0[1]) }
    #expect(table.rows.count == 656 && names.count == 656 && names.allSatisfy(\.isSetB))
    #expect(Set(names.map { $0.key() }).count == 656)
    #expect(
      zip(names, table.rows).allSatisfy { ($0.category ?? "") == $1[2] && $0.isNoisy == $1[3].hasPrefix("noisy") })
    #expect(names.count { $0.isUnlabelled } == 195)
    #expect(Set(names.map(\.patient)).count == 171)
  }
}
