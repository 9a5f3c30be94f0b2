import ArrayFiles
import Core
import Foundation
import Manifest
import MediaIO
import TestSupport
import Testing

/// What the commands for batches say of a recording in which there is nothing to hear.
@Suite struct SilenceTests {
  @Test(arguments: [
    ["convert"], ["features", "--kind", "mfcc"], ["features", "--kind", "bands"], ["features", "--kind", "scalogram"],
    ["align"],
  ]) func silenceIsSaidAndMakesNoNaN(command: [String]) throws {
    let folder = try TemporaryFolder()
    let rate = 4000
    let tone = (0..<8000).map { 0.5 * sin(2 * .pi * 100 * Float($0) / Float(rate)) }
    for (name, samples) in [("silent.wav", tone.map { _ in Float(0) }), ("tone.wav", tone)] {
      try WaveFile.write(AudioBuffer(samples: samples, sampleRate: rate), to: folder.file("in/\(name)"))
    }
    let run = try Program.run(
      "auscult",
      [command[0], folder.file("in").path, "--output", folder.file("out").path, "--quiet"] + command.dropFirst())
    #expect(run.status == 0, "\(run.messages)")
    #expect(run.messages.contains("silent.wav: it is silent") && !run.messages.contains("tone.wav"))
    let rows = try ManifestFile(contentsOf: folder.file("out/manifest.csv"), mayLackLabels: true).rows
    for row in rows {
      #expect(row.operations.contains("\"silent\":true") == (row.sourceFile == "silent.wav"))
      if row.fileName.hasSuffix(".npy") {
        let array = try NumPyArray(npyData: try Data(contentsOf: folder.file("out/\(row.fileName)")))
        let isFinite = array.doubles.allSatisfy { $0.isFinite }
        #expect(isFinite)
      }
    }
    #expect(rows.count == 2)
  }
}
