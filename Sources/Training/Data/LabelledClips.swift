import Manifest

/// Clips in memory with their class indices.
struct LabelledClips {
  let features: [[Float]]
  let rows: [ManifestRow]
  let labels: [Int]
  let positions: [String: Int]

  /// The number of clips of each class, in the order of the class indices.
  var counts: [Int] { (0..<positions.count).map { index in labels.count { $0 == index } } }

  init(features: [[Float]], rows: [ManifestRow], positions: [String: Int]) {
    self.features = features
    self.rows = rows
    self.positions = positions
    labels = rows.map { positions[$0.label] ?? 0 }
  }
}
