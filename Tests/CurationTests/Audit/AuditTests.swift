import Core
import Foundation
import HeartSound
import Manifest
import MediaIO
import TestSupport
import Testing

@testable import Curation

@Suite struct CollectionAuditTests {
  /// Two classes of synthetic recordings on disk, with copies under other names, and files that cannot be read.
  private func collection(in folder: TemporaryFolder) throws -> Curation.Collection {
    let fixture = try AuditFixture(count: 6)
    for (index, audio) in fixture.originals.enumerated() {
      let url = folder.file("\(index % 2 == 0 ? "normal" : "murmur")/r\(index).wav")
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try AudioEncoder.encode(audio, to: url, format: .wav)
    }
    let copies = try AuditFixture.copies(of: fixture.originals[0])
    try AudioEncoder.encode(copies[0].audio, to: folder.file("normal/again.flac"), format: .flac)
    try AudioEncoder.encode(fixture.originals[0], to: folder.file("murmur/lossy.mp3"), format: .mp3)
    try AudioEncoder.encode(copies[6].audio, to: folder.file("normal/part.wav"), format: .wav)
    try FileManager.default.copyItem(at: folder.file("murmur/r1.wav"), to: folder.file("murmur/same, bytes.wav"))
    try Data("no sound".utf8).write(to: folder.file("murmur/text.wav"))
    try Data().write(to: folder.file("normal/empty.wav"))
    return try Layouts.read(try FolderTree(scanning: folder.url))
  }

  private func report(_ folder: TemporaryFolder, workers: Int = 2) throws -> AuditReport {
    CollectionAudit(workers: workers)(try collection(in: folder)).report
  }

  @Test func tellsWhatIsInTheFolder() throws {
    let folder = try TemporaryFolder()
    let report = try report(folder)
    #expect(report.counts.found == 12 && report.counts.rejected == 2)
    #expect(report.rejected.map(\.fileName).sorted() == ["murmur/text.wav", "normal/empty.wav"])
    func link(_ a: String, _ b: String) -> AuditLink? {
      report.links.first { Set([$0.fileA, $0.fileB]) == [a, b] }
    }
    #expect(link("murmur/r1.wav", "murmur/same, bytes.wav")?.kind == .identicalBytes)
    #expect(link("normal/r0.wav", "normal/again.flac")?.kind == .identicalAudio)
    #expect(link("normal/r0.wav", "murmur/lossy.mp3")?.kind == .identicalAudio)
    let part = try #require(link("normal/r0.wav", "normal/part.wav"))
    #expect(part.kind == .nearCopy && part.isExcerpt && part.overlap == 3000)
    #expect(abs(part.lag ?? 0) == 1500)

    let family = ["murmur/lossy.mp3", "normal/again.flac", "normal/part.wav", "normal/r0.wav"]
    #expect(report.groups.first?.members == family)
    #expect(Set(report.recordings.filter { family.contains($0.fileName) }.map(\.groupID)).count == 1)
    #expect(report.groups.first?.completeLinkClusters.first == family)
    #expect(report.labelConflicts.count == 3)
    #expect(report.counts.groups == 6 + 2, "files that cannot be read are groups of their own")
  }

  @Test func tablesHaveOneRowARecordingAndParse() throws {
    let folder = try TemporaryFolder()
    let report = try report(folder)
    for (name, table) in report.tables() {
      let read = try CSVTable(Data(table.text.utf8), name: name)
      #expect(read == table)
      if name != "duplicates.csv" { #expect(table.rows.map { $0[0] } == report.recordings.map(\.fileName)) }
    }
    let issues = try #require(report.tables().first { $0.name == "issues.csv" }?.table)
    for column in [
      "is_near_duplicate_issue", "near_duplicate_score", "near_duplicate_sets", "distance_to_nearest_neighbor",
    ] {
      #expect(issues.column(named: column) != nil)
    }
    let row = try #require(issues.rows.first { $0[0] == "murmur/same, bytes.wav" })
    #expect(row[3] == "true" && row[4] == "0" && row[5] == "[\"murmur/r1.wav\"]")
    let duplicates = try #require(report.tables().first { $0.name == "duplicates.csv" }?.table)
    #expect(
      duplicates.header.prefix(6) == ["file_a", "file_b", "kind", "similarity", "lag_samples", "group_id"])
    #expect(duplicates.rows.count == report.links.count)
  }

  @Test func theSameForAnyNumberOfWorkersAndThroughJSON() throws {
    let folder = try TemporaryFolder()
    let (one, three) = (
      try report(folder, workers: 1),
      CollectionAudit(workers: 3)(try Layouts.read(try FolderTree(scanning: folder.url))).report
    )
    #expect(try one.json() == three.json())
    let text = one.summary()
    #expect(text.contains("COPIES") && text.contains("3 pairs of copies have different labels"))
    #expect(try JSONText.decode(AuditReport.self, from: Data(try one.json().utf8)).counts == one.counts)
  }

  @Test func copyKeysUniteForASplit() throws {
    let folder = try TemporaryFolder()
    let recordings = try collection(in: folder).recordings
    let survey = SoundSurvey(of: recordings, settings: .init(), workers: 2)
    let keys = survey.copyKeys(survey.nearCopies(), of: recordings)
    let keyed = recordings.indices.filter { !keys[$0].isEmpty }.map { recordings[$0].path }
    #expect(
      keyed == [
        "murmur/lossy.mp3", "murmur/r1.wav", "murmur/same, bytes.wav", "normal/again.flac", "normal/part.wav",
        "normal/r0.wav",
      ])
    #expect(Set(keys).subtracting([""]).count == 2)
    #expect(survey.qualities.count { $0 == nil } == 2 && survey.rejections.count == 2)
  }
}

@Suite struct ConfoundingTests {
  private let labels = (0..<60).map { $0 % 3 == 0 ? "artifact" : "normal" }
  private let groups = (0..<60).map { "g\($0 / 2)" }

  @Test func aColumnThatIsTheLabelTellsIt() throws {
    let probes = try #require(Confounding(labels: labels, groups: (0..<60).map { "g\($0)" }, settings: .init()))
    let rate = try #require(probes.probe("sample_rate", words: labels.map { $0 == "artifact" ? "44100" : "4000" }))
    #expect(rate.balancedAccuracy == 1 && rate.floor == 0.5 && rate.isConfounded)
    #expect(abs(rate.majorityAccuracy - 2.0 / 3) < 1e-12)
    #expect(rate.exclusive == ["artifact: 44100", "normal: 4000"])
    let duration = try #require(
      probes.probe("duration", numbers: labels.enumerated().map { $1 == "artifact" ? 9 : 3 + Double($0) / 100 }))
    #expect(duration.balancedAccuracy > 0.95)
  }

  @Test func aColumnOfChanceTellsNothing() throws {
    var generator = SeededGenerator(seed: 8)
    let probes = try #require(Confounding(labels: labels, groups: groups, settings: .init()))
    let chance = try #require(probes.probe("source", words: labels.map { _ in "\(generator.integer(below: 2))" }))
    #expect(abs(chance.balancedAccuracy - 0.5) < 0.15 && !chance.isConfounded)
    #expect(probes.probe("bits", words: labels.map { _ in "16" }) == nil)
  }

  /// What tells the group tells nothing of a group not seen before.
  @Test func groupsAreHeldOutWhole() throws {
    let perGroup = (0..<60).map { "g\($0 / 6)" }
    let byGroup = (0..<60).map { ($0 / 6) % 2 == 0 ? "a" : "b" }
    let probes = try #require(Confounding(labels: byGroup, groups: perGroup, settings: .init()))
    let probe = try #require(probes.probe("source", words: perGroup))
    #expect(abs(probe.balancedAccuracy - 0.5) < 1e-12)
    #expect(Confounding(labels: ["a", "a"], groups: ["1", "2"], settings: .init()) == nil)
  }

  /// Slices of one recording are nearly equal, and recordings of a class are not: only a random division looks good.
  @Test func theLeakProbeSeesMemory() throws {
    var generator = SeededGenerator(seed: 2)
    let labels = (0..<40).map { $0 % 2 == 0 ? "a" : "b" }
    let slices: [[[Float]]] = labels.map { _ in
      let centre = (0..<48).map { _ in Float(generator.normal()) }
      return (0..<6).map { _ in centre.map { $0 + Float(0.05 * generator.normal()) } }
    }
    let probe = try #require(
      LeakProbe(labels: labels, groups: (0..<40).map { "g\($0 / 2)" }, slices: slices, settings: .init()))
    #expect(probe.slices == 240 && probe.random > 0.98)
    #expect(abs(probe.byRecording - 0.5) < 0.15 && abs(probe.byGroup - 0.5) < 0.15)
    #expect(LeakProbe(labels: ["a"], groups: ["1"], slices: [[[0]]], settings: .init()) == nil)
  }
}

@Suite struct GroupingByLinksTests {
  /// A chain a–b–c of copies: one component, but no cluster of all three, and the weakest link is named.
  @Test func chainsAreOneGroupAndTwoClusters() {
    let recordings = (0..<8).map {
      Recording(path: "\($0).wav", in: URL(fileURLWithPath: "/"), label: $0 < 6 ? "normal" : "murmur")
    }
    func link(_ a: Int, _ b: Int, _ similarity: Double) -> AuditLink {
      AuditLink(
        fileA: "\(a).wav", fileB: "\(b).wav", kind: .nearCopy, similarity: similarity, lag: 0, overlap: 2000,
        isExcerpt: false, positions: (a, b))
    }
    let links = [link(0, 1, 0.99), link(0, 2, 0.97), link(1, 2, 0.98), link(2, 3, 0.91), link(3, 4, 0.96)]
    let grouping = AuditGrouping(recordings: recordings, links: links)
    let groups = grouping.groups()
    #expect(groups.count == 1 && groups[0].members == ["0.wav", "1.wav", "2.wav", "3.wav", "4.wav"])
    #expect(groups[0].warning == "holds 5 of 6 'normal'")
    #expect(groups[0].weakestLinks.first?.similarity == 0.91)
    #expect(groups[0].completeLinkClusters == [["0.wav", "1.wav", "2.wav"], ["3.wav", "4.wav"]])
    #expect(Set(grouping.names).count == 4)
  }
}
