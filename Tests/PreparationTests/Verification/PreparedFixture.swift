import Core
import Curation
import Foundation
import Hashing
import Manifest
import TestSupport
import Testing

@testable import Preparation

/// A small data set in the form that `auscult prepare` gives it, whose clips are a few bytes.
struct PreparedFixture {
  let folder: TemporaryFolder
  var rows: [ManifestRow]
  var rejections: [Rejection]
  var recipe = Recipe.standard

  init() throws {
    folder = try TemporaryFolder()
    rows = (0..<8).flatMap { number -> [ManifestRow] in
      let split: Split = [.train, .train, .train, .train, .validation, .validation, .test, .unlabelled][number]
      let label = split == .unlabelled ? "" : number % 2 == 0 ? "normal" : "murmur"
      let place = [split.rawValue, label].filter { !$0.isEmpty }.joined(separator: "/")
      return (0..<2).map { clip in
        let id = "r\(number)-00\(clip)"
        return ManifestRow(
          id: id, fileName: "clips/\(place)/\(id).wav", label: label, split: split, groupID: "p\(number)",
          patientID: number == 3 ? "" : "p\(number)", source: "s", sourceFile: "in/r\(number).wav",
          sourceSHA256: SHA256.hexDigest(of: Data("r\(number)".utf8)), sampleRate: 2000, startSample: clip * 4000,
          sampleCount: 6000, kind: .segment, parentID: "r\(number)", clippedFraction: 0,
          spectrogram: "spectrograms/\(place)/\(id).png", sha256: SHA256.hexDigest(of: Data("clip \(id)".utf8)))
      }
    }
    rejections = [
      Rejection(
        sourceFile: "in/bad.wav", stage: "decode", reason: "damaged", detail: "is cut off.",
        sourceSHA256: SHA256.hexDigest(of: Data("bad".utf8))),
      Rejection(
        sourceFile: "in/r1.wav", stage: "segment", reason: "silent_window", detail: "is silent.",
        sourceSHA256: SHA256.hexDigest(of: Data("r1".utf8))),
    ]
  }

  /// Writes a file without waiting for the disk.
  private func put(_ text: String, _ name: String) throws {
    try AtomicFile.makeFolder(folder.file(name).deletingLastPathComponent())
    try Data(text.utf8).write(to: folder.file(name))
  }

  /// Writes everything; the description last.
  func write() throws {
    for row in rows {
      try put("clip \(row.id)", row.fileName)
      if !row.spectrogram.isEmpty { try put("picture \(row.id)", row.spectrogram) }
    }
    let manifest = ManifestFile(rows: rows)
    var texts = [ManifestFile.fileName: manifest.text, Rejection.fileName: Rejection.table(rejections).text]
    texts[RunTables.complaints] = "kind,subject,message\nrow_without_file,x,y\n"
    for split in Split.allCases {
      if let name = split.fileName { texts[name] = ManifestFile(rows: manifest.rows(in: split)).text }
    }
    for (name, text) in texts { try put(text, name) }
    let files = rows.flatMap { [$0.fileName, $0.spectrogram].filter { !$0.isEmpty } } + texts.keys
    let inventory = OutputInventory(
      try files.map { path in
        let data = try Data(contentsOf: folder.file(path))
        return OutputFile(path: path, size: data.count, sha256: SHA256.hexDigest(of: data))
      })
    try put(inventory.text, OutputInventory.fileName)
    let certified = inventory.files.filter {
      $0.path.hasSuffix(".csv") && ![Rejection.fileName, RunTables.complaints].contains($0.path)
    }
    let description = DatasetDescription(
      recipe: recipe, layout: "folders", evidence: "by hand",
      figures: DatasetFigures(rows: manifest.rows, rejections: rejections, found: 9),
      complaints: ["row_without_file": 1],
      certificate: LeakCertificate(
        rows: manifest.rows, groupedBy: recipe.split.by.rawValue,
        files: Dictionary(uniqueKeysWithValues: certified.map { ($0.path, $0.sha256) })),
      outputs: inventory.summary)
    try put(try description.json(), DatasetDescription.fileName)
  }

  func verify(recordings: URL? = nil) throws -> [Deviation] {
    try DatasetVerifier(folder: folder.url, recordings: recordings, workers: 2).verify().deviations
  }

  /// Changes the text of a file.
  func edit(_ name: String, _ change: (String) -> String) throws {
    let url = folder.file(name)
    let text = try String(contentsOf: url, encoding: .utf8)
    let changed = change(text)
    try #require(changed != text, "the edit of \(name) changes nothing")
    try put(changed, name)
  }
}
