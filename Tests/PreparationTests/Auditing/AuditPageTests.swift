import Core
import Foundation
import HeartSound
import MediaIO
import TestSupport
import Testing

@testable import Curation
@testable import Preparation

@Suite struct AuditPageTests {
  private static let hostile = #"</title><script>alert("x")</script>'&<img src=x onerror=alert(1)>"#

  /// Recordings of some people at 2 kHz, the first of them again under another label, the last without any.
  private func collection(in folder: TemporaryFolder, count: Int, trouble: String = "") throws -> Curation.Collection {
    let plan = try SyntheticCollection(seed: 3, recordings: max(count, 1), recordingsPerPatient: 1)
    var recordings: [Recording] = []
    func add(_ audio: AudioBuffer, label: String?) throws {
      // Slashes divide folders; everything else may stand in a name.
      let name = "r\(recordings.count)\(trouble.replacingOccurrences(of: "/", with: "\n")).wav"
      try WaveFile.write(audio, to: folder.file(name))
      recordings.append(
        Recording(
          path: name, in: folder.url, label: label.map { $0 + trouble }, patientID: trouble,
          source: "\(trouble)\(recordings.count % 2)", site: trouble))
    }
    for (index, item) in plan.plan().prefix(count).enumerated() {
      let audio = try plan.recording(item).audio.resampled(to: 2000)
      let short = AudioBuffer(samples: Array(audio.samples.prefix(8000)), sampleRate: 2000)
      try add(short, label: index == count - 1 && count > 1 ? nil : index % 2 == 0 ? "normal" : "murmur")
      if index == 0 && count > 1 { try add(short, label: "murmur") }
    }
    return Curation.Collection(layout: "test\(trouble)", evidence: trouble, recordings: recordings, complaints: [])
  }

  private func page(_ collection: Curation.Collection) -> String {
    let report = CollectionAudit(workers: 2)(collection).report
    return AuditPage(report, recordings: collection.recordings, workers: 2).html()
  }

  private func headings(_ page: String) -> [String] {
    page.split(separator: "\n").filter { $0.hasPrefix("<h2>") }.map { String($0.dropFirst(4).dropLast(5)) }
  }

  @Test func showsWhatWasFoundInTheSameBytesForAnyNumberOfWorkers() throws {
    let folder = try TemporaryFolder()
    let collection = try collection(in: folder, count: 6)
    let report = CollectionAudit(workers: 2)(collection).report
    let one = AuditPage(report, recordings: collection.recordings, workers: 1).html()
    #expect(one == AuditPage(report, recordings: collection.recordings, workers: 3).html())
    #expect(
      headings(one) == [
        "At a glance", "What it holds", "Look and listen", "Quality", "Copies", "Labels that disagree", "Groups",
        "Shortcuts", "Random split against grouped split", "How it was found",
      ])
    #expect(one.contains("1 pair of copies have different labels"))
    #expect(one.contains("Labelled normal above and murmur below."))
    #expect(one.components(separatedBy: "<audio").count > 4 && one.contains("aria-label=\"Waveforms of "))
    #expect(one.utf8.count < 2_000_000)
  }

  @Test func hostileNamesStayText() throws {
    let folder = try TemporaryFolder()
    let page = page(try collection(in: folder, count: 3, trouble: Self.hostile))
    #expect(!page.contains("<script") && !page.contains("<img src=x") && !page.contains("onerror=alert(1)>"))
    #expect(page.contains("&lt;script&gt;alert(&quot;x&quot;)"))
  }

  @Test func nothingAndLittleMakeAPageToo() throws {
    let folder = try TemporaryFolder()
    let empty = page(Curation.Collection(layout: "none", evidence: "nothing", recordings: [], complaints: []))
    #expect(headings(empty) == ["At a glance"] && empty.contains("Nothing could be read"))
    let single = page(try collection(in: folder, count: 1))
    #expect(headings(single) == ["At a glance", "What it holds", "Look and listen", "Quality"])
  }

  @Test func brokenAndVanishedFilesAreToldAndLeftOut() throws {
    let folder = try TemporaryFolder()
    var collection = try collection(in: folder, count: 3)
    try Data("RIFF".utf8).write(to: folder.file("broken.wav"))
    collection.recordings.append(Recording(path: "broken.wav", in: folder.url, label: "normal"))
    let report = CollectionAudit(workers: 1)(collection).report
    for recording in collection.recordings { try FileManager.default.removeItem(at: recording.url) }
    let page = AuditPage(report, recordings: collection.recordings, workers: 1).html()
    #expect(headings(page).contains("Could not be read") && page.contains("broken.wav"))
    #expect(!headings(page).contains("Look and listen") && !page.contains("<audio"))
  }

  @Test func aLargeCollectionIsShownInPart() throws {
    let folder = try TemporaryFolder()
    let collection = try collection(in: folder, count: 2)
    var report = CollectionAudit(workers: 1)(collection).report
    let recording = try #require(report.recordings.first)
    let link = try #require(report.links.first { $0.kind == .identicalBytes })
    report.recordings = (0..<5000).map { index in
      var copy = recording
      (copy.fileName, copy.label) = ("f\(index).wav", "class \(index % 20)")
      return copy
    }
    report.links = (0..<3000).map { index in
      var copy = link
      (copy.fileA, copy.fileB) = ("f\(index).wav", "f\(index + 1).wav")
      return copy
    }
    report.labelConflicts = report.links.prefix(100).map { LabelConflict(link: $0, labelA: "a", labelB: "b") }
    let selection = AuditSelection(report)
    #expect(selection.conflicts.count + selection.copies.count == 40)
    #expect(selection.classes.count == 12 && selection.hiddenClasses == 8)
    #expect(selection.classes.reduce(0) { $0 + $1.sheet.count } <= 120)
    #expect(selection.classes.allSatisfy { $0.sheet.count <= 24 && $0.examples.count == 1 })
  }
}
