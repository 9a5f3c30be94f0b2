public import Core

extension Matrix {
  /// The rows and columns inside uniform borders, or nil where everything is uniform.
  ///
  /// Values are clamped to `lower` … `upper` first, so that a border of different silences counts as uniform; they are
  /// equal when they differ by less than one of 256 steps. Columns are judged first, then rows within what remains.
  public func contentBounds(lower: Float, upper: Float) -> (rows: Range<Int>, columns: Range<Int>)? {
    let tolerance = (upper - lower) / 255
    func clamped(_ row: Int, _ column: Int) -> Float {
      let value = self[row, column]
      return value.isNaN ? lower : min(max(value, lower), upper)
    }
    func isUniform(_ values: some Sequence<Float>) -> Bool {
      var (low, high) = (Float.infinity, -Float.infinity)
      for value in values { (low, high) = (min(low, value), max(high, value)) }
      return high - low < tolerance
    }
    func columnVaries(_ column: Int) -> Bool { !isUniform((0..<rows).lazy.map { clamped($0, column) }) }
    guard let first = (0..<columns).first(where: columnVaries),
      let last = (0..<columns).last(where: columnVaries)
    else { return nil }
    func rowVaries(_ row: Int) -> Bool { !isUniform((first...last).lazy.map { clamped(row, $0) }) }
    guard let bottom = (0..<rows).first(where: rowVaries), let top = (0..<rows).last(where: rowVaries) else {
      return nil
    }
    return (bottom..<top + 1, first..<last + 1)
  }

  /// A part of the matrix.
  /// - Precondition: the ranges lie inside it.
  public func part(rows wantedRows: Range<Int>, columns wantedColumns: Range<Int>) -> Matrix {
    if wantedRows == 0..<rows && wantedColumns == 0..<columns { return self }
    let values = wantedRows.flatMap {
      self.values[$0 * columns + wantedColumns.lowerBound..<$0 * columns + wantedColumns.upperBound]
    }
    return Matrix(rows: wantedRows.count, columns: wantedColumns.count, values: values)
  }
}
