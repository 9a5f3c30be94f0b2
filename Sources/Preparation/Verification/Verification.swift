import Core

/// Something in a prepared folder that is not as `auscult prepare` left it, or never was as it should be.
public struct Deviation: Sendable, Hashable, Encodable {
  /// What kind of thing it is; the order is that in which they are looked for and told.
  public enum Kind: String, Sendable, Hashable, Encodable, CaseIterable {
    /// A run into the folder did not reach its end.
    case unfinished
    /// Something stands on more than one side of the split.
    case leak
    /// A file is listed and is not there.
    case missing
    /// A file's bytes are others.
    case changed
    /// A file is there and is not listed.
    case unlisted
    /// A table or a description has another form.
    case schema
    /// Tables, or a row and a file, contradict each other.
    case mismatch
    /// A number in `dataset.json` is not what the tables add up to.
    case count
    /// A recording is not the one that the data set was made from.
    case input
  }

  /// What kind of thing it is.
  public var kind: Kind
  /// The file, row or key concerned.
  public var subject: String
  /// What was found, and what was expected.
  public var message: String

  init(_ kind: Kind, _ subject: String, _ message: String) {
    self.kind = kind
    self.subject = subject
    self.message = message
  }
}

/// What `auscult verify` found.
public struct Verification: Sendable, Encodable {
  /// Files whose bytes were read, recordings among them where they were compared.
  public var files: Int
  /// Rows of `manifest.csv` that could be read.
  public var rows: Int
  /// Whether 'auscult split' was asked for leakage, as the certificate says; what leaks is no deviation then.
  public var leaky: Bool
  /// Everything that is not as it should be, by kind, then by subject.
  public var deviations: [Deviation]

  /// Whether nothing deviates.
  public var isSound: Bool { deviations.isEmpty }

  init(files: Int, rows: Int, leaky: Bool = false, deviations: [Deviation]) {
    self.files = files
    self.rows = rows
    self.leaky = leaky
    let order = Dictionary(uniqueKeysWithValues: Deviation.Kind.allCases.enumerated().map { ($1, $0) })
    self.deviations = Set(deviations).sorted { a, b in
      let (first, second) = (order[a.kind, default: 0], order[b.kind, default: 0])
      if first != second { return first < second }
      if a.subject != b.subject { return precedesInBytes(a.subject, b.subject) }
      return precedesInBytes(a.message, b.message)
    }
  }
}
