extension String {
  /// The text as HTML and SVG may hold it, in content and in quoted attributes alike.
  ///
  /// Besides the five characters with a meaning of their own, control characters and those that turn the direction of
  /// writing are replaced: they could make a file's name read as another one.
  var escaped: String {
    var result = ""
    result.reserveCapacity(utf8.count)
    for scalar in unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n": result.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}", "\u{FFFE}",
        "\u{FFFF}":
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The text cut to `count` characters, the last of them an ellipsis, if it is longer.
  func shortened(to count: Int) -> String { self.count <= count ? self : String(prefix(max(count - 1, 0))) + "…" }
}
