public import Core
public import Foundation

/// A table as the text it was read from, taken apart a row at a time.
///
/// It reads what ``CSVTable`` reads, and holds the bytes alone: cells of their own take many times as much, and a list of
/// recordings may have millions.
public struct CSVText: Sendable {
  /// The column names, in order.
  public let header: [String]
  /// The rows; each has as many cells as the header.
  public let rows: Rows

  /// The rows of a table, which are parsed whenever they are gone through.
  public struct Rows: Sequence, Sendable {
    /// The number of rows.
    public let count: Int
    /// Where the first row begins.
    fileprivate let start: CSVReader

    /// Goes through the rows from the first one on.
    public func makeIterator() -> Iterator { Iterator(reader: start) }

    /// The rows one after another.
    public struct Iterator: IteratorProtocol {
      fileprivate var reader: CSVReader

      /// The next row, or nil after the last.
      public mutating func next() -> [String]? { reader.nextRow() }
    }
  }

  /// Reads the table at `url`; see ``init(_:name:)``.
  /// - Throws: `ManifestError` `.missing` or `.malformed`, with the row where it is known.
  public init(contentsOf url: URL) throws(ManifestError) {
    try self.init(try CSVTable.data(of: url), name: url.lastPathComponent)
  }

  /// Goes through a table once, to see that it is one.
  /// - Parameter name: what messages call the table.
  /// - Throws: `ManifestError` `.malformed`.
  public init(_ data: Data, name: String) throws(ManifestError) {
    let first = CSVReader(data, delimiter: nil)
    var reader = first
    var count = 0
    header = try reader.readTable(name: name) { _ in count += 1 }
    var start = first
    _ = start.nextRow()
    rows = Rows(count: count, start: start)
  }
}
