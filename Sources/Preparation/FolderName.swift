/// Makes class names safe as folder names.
enum FolderName {
  /// `label` with everything but letters, digits, blanks, `_`, `.` and `-` replaced by `_`, no leading dot, and
  /// at most 128 bytes.
  ///
  /// Letters of any script stay, as file systems take them; separators and control characters do not.
  static func safe(_ label: String) -> String {
    let safe = String(label.map { $0.isLetter || $0.isNumber || " _-.".contains($0) ? $0 : "_" })
    var name = safe.hasPrefix(".") ? "_" + safe : safe
    while name.utf8.count > 128 { name.removeLast() }
    return name
  }
}
