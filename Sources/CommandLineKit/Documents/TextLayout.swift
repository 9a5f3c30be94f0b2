/// Breaks text into lines for a terminal.
struct TextLayout {
  /// The width that is used at most, since longer lines are hard to read.
  static let widest = 100
  /// The width where nothing is known about the terminal.
  static let usual = 80

  /// Columns in a line.
  let width: Int

  /// Makes a layout for a terminal of `columns`, kept within what can be read.
  init(columns: Int) { width = min(max(columns, 50), Self.widest) }

  /// Breaks a text of paragraphs, which empty lines separate, indenting each line; indented lines are kept as they are.
  func paragraphs(_ text: String, indent: Int = 0) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var paragraph: [Substring] = []
    func flush() {
      lines += wrapped(paragraph.joined(separator: " "), width: width - indent).map { margin + $0 }
      paragraph = []
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty || line.hasPrefix(" ") {
        if !paragraph.isEmpty { flush() }
        lines.append(line.isEmpty ? "" : margin + line)
      } else {
        paragraph.append(line)
      }
    }
    if !paragraph.isEmpty { flush() }
    return lines
  }

  /// Sets terms beside their explanations; a term too long for its column stands on a line of its own.
  func table(_ rows: [(term: String, text: String)], indent: Int = 2, widestTerm: Int = 24) -> [String] {
    let fitting = rows.map(\.term.count).filter { $0 <= widestTerm }
    let column = indent + (fitting.max() ?? widestTerm) + 2
    let margin = String(repeating: " ", count: indent)
    return rows.flatMap { term, text -> [String] in
      var lines = wrapped(text, width: width - column).map { String(repeating: " ", count: column) + $0 }
      if lines.isEmpty { return [margin + term] }
      if indent + term.count + 2 > column { return [margin + term] + lines }
      lines[0] = (margin + term).padded(to: column) + lines[0].dropFirst(column)
      return lines
    }
  }

  /// Fills lines with words; a word longer than a line stands alone. Lines do not break at a no-break space.
  func wrapped(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty && line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    if !line.isEmpty { lines.append(line) }
    return lines.map { $0.replacing("\u{A0}", with: " ") }
  }
}

extension String {
  /// The text followed by spaces up to `width` characters.
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
