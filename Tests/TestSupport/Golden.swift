public import Foundation

/// A table of reference numbers written by a script in `tools/golden`.
public struct Golden {
  /// The rows.
  public let rows: [[Double]]

  /// Reads a comma-separated table without header.
  public init(_ url: URL) throws {
    rows = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map { line in
      try line.split(separator: ",").map { field in
        guard let value = Double(field) else { throw CocoaError(.fileReadCorruptFile) }
        return value
      }
    }
  }

  /// The largest absolute value.
  public var peak: Double { rows.joined().reduce(0) { max($0, abs($1)) } }
}
