import Core
import Foundation
import HeartSound
import Testing

@Suite struct SyntheticCollectionTests {
  @Test func moreRecordingsLeaveTheFirstOnesAlone() throws {
    let few = try SyntheticCollection(
      seed: 5, recordings: 31, sampleRates: [2000, 4000], formats: ["wav", "flac", "m4a"])
    var many = few
    many.recordings = 4000
    #expect(few.plan() == Array(many.plan().prefix(31)))
    #expect(few.recording(few.plan()[7]) == many.recording(many.plan()[7]))
  }

  @Test func anyBeginningIsBalancedButNotPeriodic() throws {
    let plan = try SyntheticCollection(seed: 9, recordings: 600, recordingsPerPatient: 1).plan()
    var counts: [ValveCondition: Int] = [:]
    for (number, item) in plan.enumerated() {
      counts[item.condition, default: 0] += 1
      let share = Double(number + 1) / 5
      #expect(ValveCondition.allCases.allSatisfy { abs(Double(counts[$0] ?? 0) - share) <= 1.01 })
    }
    let repeats = zip(plan, plan.dropFirst(5)).count { $0.condition == $1.condition }
    #expect(repeats < 300)
  }

  @Test func proportionsAreKept() throws {
    let plan = try SyntheticCollection(
      seed: 2, recordings: 2000, recordingsPerPatient: 2,
      classes: [.init(.normal, weight: 3), .init(.aorticStenosis, weight: 1)]
    ).plan()
    #expect(abs(plan.count { $0.condition == .normal } - 1500) <= 4)
  }

  @Test func aPatientHasOneClassAndOneDeviceAndSeveralSites() throws {
    let plan = try SyntheticCollection(
      seed: 1, recordings: 300, recordingsPerPatient: 4, sampleRates: [2000, 4000, 8000]
    ).plan()
    #expect(Set(plan.map(\.id)).count == 300)
    for (_, items) in Dictionary(grouping: plan, by: \.patient) {
      #expect(items.count == 4)
      #expect(Set(items.map(\.condition)).count == 1)
      #expect(Set(items.map(\.sampleRate)).count == 1)
      #expect(Set(items.map(\.site)).count == 4)
    }
    #expect(Set(plan.map(\.sampleRate)).count == 3)
  }

  @Test func circumstancesDoNotTellTheClass() throws {
    let collection = try SyntheticCollection(
      seed: 4, recordings: 1500, recordingsPerPatient: 3, sampleRates: [2000, 4000])
    let byClass = Dictionary(grouping: collection.plan(), by: \.condition)
    #expect(byClass.count == 5)
    for (_, items) in byClass {
      // 300 recordings of 100 patients: five standard deviations of a fair coin among the patients.
      #expect(abs(items.count { $0.sampleRate == 2000 } - 150) < 75)
      #expect(AuscultationSite.allCases.allSatisfy { site in abs(items.count { $0.site == site } - 75) < 38 })
    }
  }

  @Test func collectionsSurviveJSON() throws {
    let collection = try SyntheticCollection(seed: .max, recordings: 10, formats: ["wav", "flac"])
    let data = try JSONEncoder().encode(collection)
    #expect(try JSONDecoder().decode(SyntheticCollection.self, from: data) == collection)
    let broken = String(decoding: data, as: UTF8.self).replacing(
      "\"recordingsPerPatient\":3", with: "\"recordingsPerPatient\":0")
    #expect(throws: HeartSoundError.self) {
      try JSONDecoder().decode(SyntheticCollection.self, from: Data(broken.utf8))
    }
  }

  @Test func senselessRequestsAreRefused() {
    #expect(throws: HeartSoundError.self) { try SyntheticCollection(seed: 1, recordings: 0) }
    #expect(throws: HeartSoundError.self) { try SyntheticCollection(seed: 1, recordingsPerPatient: -1) }
    #expect(throws: HeartSoundError.self) { try SyntheticCollection(seed: 1, classes: []) }
    #expect(throws: HeartSoundError.self) { try SyntheticCollection(seed: 1, classes: [.init(.normal, weight: .nan)]) }
    #expect(throws: HeartSoundError.self) { try SyntheticCollection(seed: 1, sampleRates: [0]) }
    #expect(throws: HeartSoundError.self) { try SyntheticCollection(seed: 1, formats: []) }
  }
}
