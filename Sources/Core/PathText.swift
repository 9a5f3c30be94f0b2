/// Parts of paths relative to some folder, as text: "/" stands between names, and nothing is looked up.
///
/// Foundation's `NSString` ends the process on some names that are not ASCII behind a doubled slash, such as "a//て".
public enum PathText {
  /// The folders on the way to a path, from the root down.
  public static func folders(of path: String) -> [Substring] { components(of: path).dropLast() }

  /// The folder of a path, "" for the root.
  public static func folder(of path: String) -> String { folders(of: path).joined(separator: "/") }

  /// The path with one "/" between its components, and none before or behind them.
  public static func plain(_ path: String) -> String { components(of: path).joined(separator: "/") }

  // By bytes, as an accent may make one character of itself and the "/" before it.
  private static func components(of path: String) -> [Substring] {
    path.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
  }

  /// The last component of a path; what stands behind its last "/".
  public static func name(of path: String) -> Substring {
    path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] } ?? path[...]
  }

  /// The last component of a path without its extension.
  public static func stem(of path: String) -> Substring {
    let name = name(of: path)
    return name[..<dot(in: name)]
  }

  /// A path without the extension of its last component.
  public static func withoutExtension(_ path: String) -> Substring { path[..<dot(in: name(of: path))] }

  /// The extension of the last component of a path, without its dot; "" if there is none.
  public static func fileExtension(of path: String) -> Substring {
    let name = name(of: path)
    let dot = dot(in: name)
    // The dot may be one character with an accent that follows it.
    return dot < name.endIndex ? name[name.utf8.index(after: dot)...] : ""
  }

  /// Where the extension of a file's name begins; a dot in front makes a hidden file, and no extension.
  private static func dot(in name: Substring) -> Substring.Index {
    name.utf8.lastIndex(of: UInt8(ascii: ".")).flatMap { $0 > name.startIndex ? $0 : nil } ?? name.endIndex
  }
}
