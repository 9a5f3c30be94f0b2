/// A dense matrix of single-precision values in row-major order.
///
/// Spectrograms are stored with one row a frequency band (low to high) and one column a frame.
public struct Matrix: Sendable, Equatable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// `rows × columns` values; element (r, c) is at `r * columns + c`.
  public var values: [Float]

  /// Makes a matrix from row-major values.
  /// - Precondition: `values.count == rows * columns`.
  public init(rows: Int, columns: Int, values: [Float]) {
    precondition(rows >= 0 && columns >= 0 && values.count == rows * columns, "values fill the matrix")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// Makes a matrix filled with one value.
  public init(rows: Int, columns: Int, repeating value: Float = 0) {
    self.init(rows: rows, columns: columns, values: [Float](repeating: value, count: rows * columns))
  }

  /// The element in row `row` and column `column`.
  public subscript(row: Int, column: Int) -> Float {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }
}
