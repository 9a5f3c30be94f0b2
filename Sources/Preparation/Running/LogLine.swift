import Core
import Foundation

/// A line of a ``WorkLog``.
enum LogLine {
  /// A process began to work.
  case started
  /// The process crashed.
  case crashed
  /// An item was begun.
  case begun(id: String)
  /// A file of an item is about to be written.
  case file(id: String, path: String)
  /// A file of an earlier run is not wanted any more.
  case discarded(path: String)
  /// An item was given up, and is not to blame.
  case givenUp(id: String)
  /// An item is done; where in the line its record begins, and the record as JSON.
  case done(id: String, digest: String, start: Int, record: Data)

  /// Reads a line; nil if it is none, or was cut off.
  init?(_ line: Data) {
    let fields = line.fields(atMost: 4)
    guard let tag = fields.first.map({ String(decoding: $0, as: UTF8.self) }) else { return nil }
    switch (tag, fields.count) {
    case ("S", 1): self = .started
    case (Interruption.crashLine, 1): self = .crashed
    case ("B", 2), ("U", 2):
      guard let id = Self.unquoted(fields[1]) else { return nil }
      self = tag == "B" ? .begun(id: id) : .givenUp(id: id)
    case ("F", 3):
      guard let id = Self.unquoted(fields[1]), let path = Self.unquoted(fields[2]) else { return nil }
      self = .file(id: id, path: path)
    case ("G", 2):
      guard let path = Self.unquoted(fields[1]) else { return nil }
      self = .discarded(path: path)
    case ("D", 4):
      // A record is one JSON object; what a full disk has cut off is none.
      guard let id = Self.unquoted(fields[1]), fields[3].last == UInt8(ascii: "}"), !fields[3].contains(9) else {
        return nil
      }
      self = .done(
        id: id, digest: String(decoding: fields[2], as: UTF8.self), start: fields[3].startIndex - line.startIndex,
        record: fields[3])
    default: return nil
    }
  }

  /// The line as the log holds it, without its end.
  var text: String {
    switch self {
    case .started: "S"
    case .crashed: Interruption.crashLine
    case .begun(let id): "B\t\(Self.quoted(id))"
    case .file(let id, let path): "F\t\(Self.quoted(id))\t\(Self.quoted(path))"
    case .discarded(let path): "G\t\(Self.quoted(path))"
    case .givenUp(let id): "U\t\(Self.quoted(id))"
    case .done(let id, let digest, _, let record):
      "D\t\(Self.quoted(id))\t\(digest)\t\(String(decoding: record, as: UTF8.self))"
    }
  }

  /// A text as a JSON string, in which there is neither tab nor line end.
  static func quoted(_ text: String) -> String { OperationSteps.quoted(text) }

  /// The text of a JSON string, or nil.
  static func unquoted(_ field: Data) -> String? { unquoted(Substring(String(decoding: field, as: UTF8.self))) }

  /// The text of a JSON string, or nil.
  static func unquoted(_ field: Substring) -> String? {
    // Most names need no escapes, and there are very many of them.
    let bytes = field.utf8
    if bytes.count >= 2, bytes.first == 0x22, bytes.last == 0x22, !bytes.contains(0x5C) {
      return String(Substring(bytes.dropFirst().dropLast()))
    }
    return try? JSONDecoder().decode(String.self, from: Data(bytes))
  }
}
