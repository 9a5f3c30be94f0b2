import CommandLineKit
import Core
import Curation
import Foundation

/// What the subcommands that read a folder as a collection have in common: PATH, and how it is to be understood.
enum CollectionArguments {
  static let path = Argument(
    "PATH", .path,
    help: "the folder with the recordings, an archive of it (zip, tar, 7z, rar), or a CSV of file and label in it")
  static let layout = Option(
    "layout", .choice(Layouts.all.map { $0.name }), help: "how the folder is laid out, if it is not recognised rightly")
  static let labelFrom = Option(
    "label-from", .string, placeholder: "COLUMN",
    help: "the column or fact that gives the label: in CirCor murmur or outcome, in a table any column")
  static let murmur = Option(
    "murmur", .choice(of: LayoutOptions.MurmurScope.self), default: .patient,
    help: "in CirCor, whether a patient's murmur labels all recordings, or only those where it was heard")
  static let labels = Option(
    "labels", .file, help: "a table of two columns, the beginning of a file's name and its label, such as dates")
  static let map = Option(
    "map", .list(of: .string), placeholder: "FROM=TO,…",
    help: "rename labels, for example murmur=abnormal,extrastole=abnormal")

  /// The options, in the order that help shows them.
  static let all: [any CommandOption] = [layout, labelFrom, murmur, labels, map]

  /// What the help texts say of layouts.
  static let layouts = Layouts.all.map { layout in
    "  \(layout.name)\(String(repeating: " ", count: max(1, 15 - layout.name.count)))\(layout.summary)"
  }.joined(separator: "\n")

  /// The collection at a place, as the options say.
  static func collection(
    _ place: InputPlace, _ arguments: ParsedArguments, excluding: URL? = nil
  ) throws -> Curation.Collection {
    // A table of beginnings is meant to be used, whatever else the folder looks like.
    let layout = arguments[layout] ?? (arguments[labels] == nil ? nil : "prefix")
    return try place.collection(
      layout: layout,
      options: LayoutOptions(
        labelFrom: arguments[labelFrom], murmurScope: arguments[murmur], prefixes: arguments[labels]),
      excluding: excluding)
  }

  /// The renamings of `--map`, in the order given.
  /// - Throws: `CommandLineError` for one that is none.
  static func renamings(_ arguments: ParsedArguments) throws(CommandLineError) -> [(label: String, name: String)] {
    var pairs: [(label: String, name: String)] = []
    for pair in arguments[map] ?? [] {
      let parts = pair.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].allSatisfy(\.isWhitespace) else {
        throw CommandLineError(.usage, "'\(pair)' is no mapping. '--map' takes FROM=TO, for example murmur=abnormal.")
      }
      pairs.append((parts[0], parts[1]))
    }
    return pairs
  }

  /// Warns of a slip in a label's name, which would leave the label as it is.
  static func warn(of labels: [String], unknownIn collection: Curation.Collection, console: Console) {
    let known = Set(collection.recordings.lazy.flatMap { $0.labels + [$0.label].compactMap(\.self) }).sorted(
      by: precedesInBytes)
    for label in labels where !known.contains(label) {
      let guess = Spelling.closest(to: label, among: known).map { " Did you mean '\($0)'?" } ?? ""
      console.warn("no recording has the label '\(label)' that --map renames.\(guess)")
    }
  }
}
