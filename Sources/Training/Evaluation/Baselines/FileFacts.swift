import Core
import Foundation
import Manifest

/// What a recording's file tells without its sound being listened to: rate, length, level.
///
/// A classifier that uses nothing else is a floor: where it does well, classes were recorded differently.
enum FileFacts {
  /// Of each recording, by its id: the logarithms of its file's rate and of its length, and the level of its clips in
  /// decibels of full scale.
  ///
  /// The rate stands in the first step of the manifest's column `operations`, where preparation has noted it. Altered copies are
  /// no recordings: floors must not depend on how many were made.
  static func features(of rows: [ManifestRow], heard: [HeardClip]) -> [String: [Double]] {
    let originals = rows.indices.filter { rows[$0].kind != .augmented }
    return Dictionary(grouping: originals, by: { rows[$0].parentID }).mapValues { members in
      let first = rows[members[0]]
      let end = members.map { rows[$0].startSample + rows[$0].sampleCount }.max() ?? 0
      let energy = members.reduce(0) { $0 + heard[$1].energy }
      let count = members.reduce(0) { $0 + heard[$1].sampleCount }
      return [
        log(Double(max(1, sourceRate(of: first)))),
        log(max(0.01, Double(end) / Double(max(1, first.sampleRate)))),
        10 * log10(max(1e-12, energy / Double(max(1, count)))),
      ]
    }
  }

  /// The rate of the file that a row was made from.
  private static func sourceRate(of row: ManifestRow) -> Int {
    struct Step: Decodable {
      var rate: Int?
    }
    let steps = try? JSONDecoder().decode([Step].self, from: Data(row.operations.utf8))
    return steps?.first?.rate ?? row.sampleRate
  }
}
