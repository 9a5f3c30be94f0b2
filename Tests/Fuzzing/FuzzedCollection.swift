import Curation
import Foundation

/// A downloaded folder of hostile tables, headers and annotations, made from the fuzzer's bytes and read by every layout.
///
/// A line `%% NAME` begins a file; only names that collections have are made, each a plain file of one private folder.
struct FuzzedCollection {
  private let files: [(name: String, text: Data)]

  private static let names: Set<String> = [
    "labels.csv", "annotation.csv", "train.csv", "set_a.csv", "set_b.csv", "REFERENCE.csv", "REFERENCE-SQI.csv",
    "RECORDS", "a0001.hea", "a0001.wav", "training_data.csv", "2530.txt", "2530_AV.hea", "2530_AV.wav", "2530_AV.tsv",
    "normal__201101070538.wav", "Btraining_murmur_112_1306243000964_A.wav", "murmur_1.wav",
  ]

  init(_ data: Data) {
    var files: [(name: String, text: Data)] = []
    for line in data.split(separator: 10, omittingEmptySubsequences: false) {
      if line.starts(with: Data("%% ".utf8)), let name = String(validating: line.dropFirst(3), as: UTF8.self),
        Self.names.contains(name)
      {
        files.append((name, Data()))
      } else if !files.isEmpty {
        files[files.count - 1].text += line + [10]
      }
    }
    self.files = files
  }

  /// Writes the files, asks every layout for its recordings and removes the files again.
  func read() {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fuzzed-\(getpid())")
    defer { try? FileManager.default.removeItem(at: folder) }
    guard (try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)) != nil else {
      return
    }
    for file in files { try? file.text.write(to: folder.appendingPathComponent(file.name)) }
    guard let place = try? InputPlace(folder) else { return }
    _ = try? place.collection()
    for layout in Layouts.all { _ = try? place.collection(layout: layout.name) }
  }
}
