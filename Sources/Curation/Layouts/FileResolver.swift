import Core
import Foundation

/// Finds the file that a table's cell means, and never one outside the collection.
struct FileResolver: Sendable {
  /// What a cell turned out to mean.
  enum Match: Equatable {
    /// One file.
    case file(String)
    /// Several that fit equally well.
    case several([String])
    /// None; perhaps one of nearly the same name.
    case none(nearly: String?)
    /// A place outside the collection.
    case outside
  }

  private let files: [String]
  /// The first file whose name without extension, in lower case, is this one.
  private var first: [String: Int32] = [:]
  /// The next file of the same name for every file, -1 after the last; there may be millions, and few share a name.
  private var next: [Int32]

  init(_ files: [String]) {
    self.files = files
    next = [Int32](repeating: -1, count: files.count)
    first.reserveCapacity(files.count)
    for position in files.indices.reversed() {
      let name = PathText.stem(of: files[position]).lowercased()
      next[position] = first.updateValue(Int32(position), forKey: name) ?? -1
    }
  }

  /// The files of a name without extension, whatever its case, in order.
  private func files(named name: some StringProtocol) -> [String] {
    var bearers: [String] = []
    var position = first[name.lowercased()] ?? -1
    while position >= 0 {
      bearers.append(files[Int(position)])
      position = next[Int(position)]
    }
    return bearers
  }

  /// The file that `cell` of a table in `folder` means.
  ///
  /// In this order: relative to the table's folder, then to the collection's, each as it is and with the extension that one
  /// file completes it by; then by its name alone, if only one file of the collection bears it. An absolute path, which may be of
  /// another computer, means the file that most of its last folders agree with.
  func match(_ cell: String, from folder: String) -> Match {
    var path = cell.trimmed
    if path.utf8.contains(UInt8(ascii: "\\")) { path = path.replacingOccurrences(of: "\\", with: "/") }
    let parts = path.split(separator: "/").filter { $0 != "." }
    guard let name = parts.last, name != ".." else { return .none(nearly: nil) }
    // A cell may leave out the extension, and so its own last dot may be a part of the name.
    let (complete, bare) = (files(named: PathText.stem(of: String(name))), files(named: name))
    if !path.hasPrefix("/") {
      let places = [folder.split(separator: "/") + parts, parts].map(Self.resolved)
      if places[0] == nil { return .outside }
      for place in places.compactMap(\.self) {
        let match =
          Self.only(complete.filter { $0 == place }, spelt: place)
          ?? Self.only(bare.filter { PathText.withoutExtension($0) == place }, spelt: place)
        if let match { return match }
      }
      // A way that leads up was written for this very folder: another file of that name is not meant.
      if parts.contains("..") { return .none(nearly: nil) }
    }
    let bearers = complete.filter { PathText.name(of: $0) == name }
    let match =
      Self.only(path.hasPrefix("/") ? Self.nearest(bearers, to: parts) : bearers, spelt: "")
      ?? Self.only(bare.filter { PathText.stem(of: $0) == name }, spelt: "")
    if let match { return match }
    return path.hasPrefix("/") && FileStatus(path) != nil ? .outside : .none(nearly: complete.first)
  }

  /// Those of the files that agree with most components of a path, counted from its end.
  private static func nearest(_ files: [String], to parts: [Substring]) -> [String] {
    let agreements = files.map { file in
      zip(file.split(separator: "/").reversed(), parts.reversed()).prefix { $0 == $1 }.count
    }
    return zip(files, agreements).filter { $1 == agreements.max() }.map(\.0)
  }

  /// Names of two Unicode forms are one to a dictionary and two to a file system: the one that is spelt so is meant.
  private static func only(_ files: [String], spelt path: String) -> Match? {
    guard let first = files.first else { return nil }
    if files.count == 1 { return .file(first) }
    return files.first { $0.utf8.elementsEqual(path.utf8) }.map { .file($0) } ?? .several(files)
  }

  /// The path with `..` worked out, or nil where it leaves the collection.
  private static func resolved(_ parts: [Substring]) -> String? {
    var result: [Substring] = []
    for part in parts {
      if part != ".." { result.append(part) } else if result.popLast() == nil { return nil }
    }
    return result.joined(separator: "/")
  }

  /// What to say of a cell that means no file, or nil where it means one.
  static func complaint(_ match: Match, cell: String, table: String) -> Complaint? {
    switch match {
    case .file: return nil
    case .several(let files):
      let examples = files.prefix(3).joined(separator: ", ")
      return Complaint(
        kind: .ambiguousRow, subject: cell,
        message: "\(table) may mean \(files.count) files (\(examples)). Write the folder and the extension, too.")
    case .outside:
      return Complaint(
        kind: .rowWithoutFile, subject: cell,
        message: "\(table) leads out of the folder here, which is never followed. Put the file into the folder.")
    case .none(let nearly):
      let hint = nearly.map { " '\($0)' has nearly that name: rename one of them if it is meant." } ?? ""
      return Complaint(
        kind: .rowWithoutFile, subject: cell,
        message: "\(table) names it, but there is no such file.\(hint.isEmpty ? " Fetch it, or drop the row." : hint)")
    }
  }
}
