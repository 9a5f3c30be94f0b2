/// What a variable of a MAT-file holds; elements stand column by column, as MATLAB keeps them.
public indirect enum MATLABValue: Sendable, Equatable {
  /// Numbers of any kind; of complex ones the real parts.
  case numbers([Double], shape: [Int])
  /// A row of characters.
  case text(String)
  /// A cell array.
  case cells([MATLABValue], shape: [Int])
  /// A kind that is not read: a structure, an object, a sparse matrix, a function.
  case other

  /// The number, where there is exactly one, in a cell or not.
  public var number: Double? {
    switch self {
    case .numbers(let values, _): values.count == 1 ? values[0] : nil
    case .cells(let cells, _): cells.count == 1 ? cells[0].number : nil
    case .text, .other: nil
    }
  }

  /// The text, where there is exactly one, in a cell or not.
  public var string: String? {
    switch self {
    case .text(let text): text
    case .cells(let cells, _): cells.count == 1 ? cells[0].string : nil
    case .numbers, .other: nil
    }
  }
}
