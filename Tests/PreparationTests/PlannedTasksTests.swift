import Core
import Foundation
import Manifest
import TestSupport
import Testing

@testable import Curation
@testable import Preparation

@Suite struct PlannedTasksTests {
  /// What is known of recordings comes back from disk as it was, in order of the ids and with the sides of that order.
  @Test func recordingsComeBackAsTheyWere() throws {
    let folder = try TemporaryFolder()
    let root = folder.file("in")
    let file = folder.file("x.wav")
    try AtomicFile.write("x", to: file)
    let paths = (0..<3000).map { "a/\($0) \"心\"\t.wav" }
    var tasks: [RecordingTask] = []
    for (index, path) in paths.enumerated() {
      var recording = Recording(
        path: path, in: root, label: index % 3 == 0 ? nil : "MR", patientID: "p\(index)", source: "s,\n", site: "AV")
      // Not what a layout would give: labels are renamed to anything.
      if index % 5 == 0 { recording.label = " a b " }
      if index % 2 == 0 {
        recording.annotation = AnnotationFile(path: "a/\(index).tsv", in: root, format: .timings, entry: "e \(index)")
      }
      tasks.append(
        RecordingTask(
          recording: recording, split: .unlabelled, groupID: "g\(index / 2)",
          sourceSHA256: index == 7 ? "" : String(repeating: "a", count: 64),
          annotationSHA256: index % 2 == 0 ? String(repeating: "b", count: 64) : "",
          quality: index % 4 == 0 ? nil : 0.1 + Double(index), heartRate: index % 4 == 0 ? 61.3 : nil,
          status: index == 7 ? nil : FileStatus(file.path)))
    }
    var planned = PlannedTasks(below: root, scratch: folder.url)
    for task in tasks { try planned.add(task) }
    let sorted = tasks.sorted { precedesInBytes($0.recording.id, $1.recording.id) }
    let splits = sorted.indices.map { Split.allCases[$0 % Split.allCases.count] }
    planned.divide(
      as: SplitPlan(splits: splits, folds: [sorted.indices.map { $0 % 7 == 0 ? nil : $0 % 7 }], rounds: [], notes: []))
    #expect(planned.count == tasks.count && planned.unread == 1)
    for _ in 1...2 {
      let read = try planned.map { try $0.get() }
      #expect(read.map(\.recording) == sorted.map(\.recording))
      #expect(read.map(\.split) == splits)
      for (index, (task, original)) in zip(read, sorted).enumerated() {
        #expect(task.fold == (index % 7 == 0 ? nil : index % 7))
        #expect(
          task.groupID == original.groupID && task.sourceSHA256 == original.sourceSHA256
            && task.annotationSHA256 == original.annotationSHA256 && task.quality == original.quality
            && task.heartRate == original.heartRate && task.status == original.status)
      }
    }
  }
}
