import ArrayFiles
import Core

/// The features of one recording, ready to be stored.
struct Feature: Sendable {
  /// What the rows and columns of the matrix are.
  enum Layout: Sendable {
    case valuesByFrames
    case framesByValues
    /// One row, stored as a vector.
    case vector
  }

  let matrix: Matrix
  let layout: Layout
  /// The name of each value, for the head of a table.
  let names: [String]
  /// Mel bands so narrow that no bin of the transform falls into them: they hold the floor, whatever sounds.
  var emptyBands = 0

  /// The numbers as NumPy takes them.
  var array: NumPyArray { layout == .vector ? NumPyArray(matrix.values) : NumPyArray(matrix) }

  /// A table of one line a frame, or one line altogether, in the fewest digits that give the same single-precision numbers.
  var csv: String {
    let isTurned = layout == .valuesByFrames
    var text = names.joined(separator: ",") + "\n"
    for line in 0..<(isTurned ? matrix.columns : matrix.rows) {
      for index in names.indices {
        if index > 0 { text += "," }
        text += (isTurned ? matrix[index, line] : matrix[line, index]).description
      }
      text += "\n"
    }
    return text
  }
}
