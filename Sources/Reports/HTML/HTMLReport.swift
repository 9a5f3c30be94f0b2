/// A report as one self-contained HTML page: no script, no request to anywhere, light and dark, printable.
///
/// All texts are taken as plain text and escaped; nothing in a file's or class's name can become markup.
public struct HTMLReport: Sendable, Equatable {
  /// A part of the report under a heading.
  public struct Section: Sendable, Equatable {
    /// The heading; empty for none.
    public var title: String
    /// Its pieces.
    public var blocks: [ReportBlock]

    /// Describes a section.
    public init(_ title: String = "", _ blocks: [ReportBlock]) {
      self.title = title
      self.blocks = blocks
    }
  }

  /// The page's title.
  public var title: String
  /// One sentence under the title.
  public var subtitle: String
  /// The sections.
  public var sections: [Section]
  /// Small print at the end, for example the tool's version and limits of use.
  public var footer: String

  /// Describes a report.
  public init(title: String, subtitle: String = "", sections: [Section] = [], footer: String = "") {
    self.title = title
    self.subtitle = subtitle
    self.sections = sections
    self.footer = footer
  }

  /// The page; the same report gives the same text.
  public var html: String {
    let body = sections.enumerated().map { index, section in
      let heading = section.title.isEmpty ? "" : "<h2>\(section.title.escaped)</h2>\n"
      return
        "<section id=\"section-\(index + 1)\">\n\(heading)\(section.blocks.map(\.html).joined(separator: "\n"))\n</section>"
    }
    let foot = footer.isEmpty ? "" : "<footer>\(paragraphs(footer))</footer>\n"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy" \
      content="default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'">
      <title>\(title.escaped)</title>
      <style>
      \(ReportStyle.css)
      \(ChartStyle.css)
      </style>
      </head>
      <body>
      <header>
      <h1>\(title.escaped)</h1>
      \(subtitle.isEmpty ? "" : "<p class=\"lead\">\(subtitle.escaped)</p>\n")\(contents)</header>
      <main>
      \(body.joined(separator: "\n"))
      </main>
      \(foot)</body>
      </html>

      """
  }

  /// Links to the sections, where there are enough of them to need it.
  private var contents: String {
    let titled = sections.enumerated().filter { !$1.title.isEmpty }
    guard titled.count > 2 else { return "" }
    let links = titled.map { "<a href=\"#section-\($0 + 1)\">\($1.title.escaped)</a>" }
    return "<nav aria-label=\"Sections\">\(links.joined(separator: "\n"))</nav>\n"
  }
}

/// Escaped paragraphs, divided at empty lines.
func paragraphs(_ text: String) -> String {
  text.split(separator: "\n\n").map { "<p>\(String($0).escaped)</p>" }.joined(separator: "\n")
}
