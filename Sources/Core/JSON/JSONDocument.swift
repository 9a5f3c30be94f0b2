public import Foundation

/// A JSON text as people write it, with the place of every key and value, and all that is wrong with it.
///
/// Of JSON5 it takes what files of settings need: comments, commas after the last item, single quotes, keys without quotes, and
/// numbers such as `.5` and `+1`. Nothing that a text holds ends the process.
public struct JSONDocument: Sendable {
  /// Something wrong at a place.
  public struct Problem: Sendable, Equatable {
    /// Where it is.
    public var place: TextPlace
    /// What is wrong and what would be right.
    public var message: String
  }

  /// The steps from the root to a value: keys, and positions in arrays as digits.
  public typealias Path = [String]

  /// What the text says, without the values that could not be understood; nil where even its outline is unclear.
  public private(set) var value: JSONValue?
  /// What is wrong, in order of the text.
  public private(set) var problems: [Problem] = []
  /// Values that could not be understood and are absent from ``value``.
  public private(set) var unreadable: Set<Path> = []
  private var keys: [Path: TextPlace] = [:]
  private var values: [Path: TextPlace] = [:]

  /// The largest text that is read: a guard against a file given by mistake.
  public static let mostBytes = 4 << 20

  /// After so many problems the text is something else than what was meant.
  public static let mostProblems = 100

  /// Reads a text.
  public init(_ data: Data) {
    if data.count > Self.mostBytes {
      note("has more than \(Self.mostBytes) bytes. Is this the right file?")
    } else if data.starts(with: [0xFF, 0xFE]) || data.starts(with: [0xFE, 0xFF]) {
      note("is UTF-16. Save it as UTF-8.")
    } else {
      read(PlacedText(data))
    }
  }

  private mutating func read(_ text: PlacedText) {
    if let damage = text.damage {
      return note("the bytes here are not UTF-8. Save the file as UTF-8.", at: damage)
    }
    var parser = JSONParser(text)
    value = parser.document()
    problems = parser.problems.sorted { $0.place < $1.place }
    (unreadable, keys, values) = (parser.unreadable, parser.keys, parser.values)
  }

  private mutating func note(_ message: String, at place: TextPlace = .start) {
    problems = [Problem(place: place, message: message)]
  }

  /// Where the value at `path` begins, or the nearest value around it.
  public func place(ofValue path: Path) -> TextPlace {
    (0...path.count).reversed().lazy.compactMap { values[Array(path.prefix($0))] }.first ?? .start
  }

  /// Where the key that ends `path` begins, or the value around it.
  public func place(ofKey path: Path) -> TextPlace { keys[path] ?? place(ofValue: path) }

  /// Whether the text itself has a value at `path`.
  public func holds(_ path: Path) -> Bool { values[path] != nil }
}
