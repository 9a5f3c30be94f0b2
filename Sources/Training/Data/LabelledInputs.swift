import Manifest

/// The inputs of rows with their class indices.
struct LabelledInputs: Sendable {
  let inputs: InputSet
  let rows: [ManifestRow]
  let labels: [Int]
  let positions: [String: Int]

  /// The number of rows of each class, in the order of the class indices.
  var counts: [Int] { (0..<positions.count).map { index in labels.count { $0 == index } } }

  init(inputs: InputSet, rows: [ManifestRow], positions: [String: Int]) {
    self.inputs = inputs
    self.rows = rows
    self.positions = positions
    labels = rows.map { positions[$0.label] ?? 0 }
  }
}
