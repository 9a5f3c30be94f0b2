import Foundation

extension ReportBlock {
  /// The block as markup.
  var html: String {
    switch self {
    case .keyFigures(let figures): "<dl class=\"cards\">\n\(figures.map(\.html).joined(separator: "\n"))\n</dl>"
    case .text(let text): paragraphs(text)
    case .note(let note): note.html
    case .table(let table): table.html
    case .figures(let figures): "<div class=\"figures\">\n\(figures.map(\.html).joined(separator: "\n"))\n</div>"
    case .gallery(let figures): "<div class=\"gallery\">\n\(figures.map(\.html).joined(separator: "\n"))\n</div>"
    case .details(let summary, let blocks):
      "<details>\n<summary>\(summary.escaped)</summary>\n\(blocks.map(\.html).joined(separator: "\n"))\n</details>"
    }
  }
}

extension KeyFigure {
  fileprivate var html: String {
    let interval = interval.map { "<dd class=\"interval\">\(words($0))</dd>" } ?? ""
    let caption = caption.map { "<dd class=\"remark\">\(words($0))</dd>" } ?? ""
    return
      "<div class=\"card\"><dt>\(label.escaped)</dt><dd class=\"number\">\(words(value))</dd>\(interval)\(caption)</div>"
  }

  /// Cards are narrow: a number must not lose its percent sign to the next line.
  private func words(_ text: String) -> String { text.replacing(" %", with: "\u{A0}%").escaped }
}

extension ReportNote {
  fileprivate var html: String {
    "<aside class=\"note \(kind.rawValue)\"><p><strong><span class=\"sign\" aria-hidden=\"true\">\(sign)</span> "
      + "\(title.escaped)</strong></p>\(paragraphs(text))</aside>"
  }

  /// A sign beside the colour, for those who do not see it.
  private var sign: String {
    switch kind {
    case .information: "i"
    case .success: "✓"
    case .warning: "!"
    case .problem: "✕"
    }
  }
}

extension ReportTable {
  fileprivate var html: String {
    func cell(_ text: String, _ column: Int, _ tag: String, _ attributes: String = "") -> String {
      "<\(tag)\(attributes)\(columns[column].isNumeric ? " class=\"numeric\"" : "")>\(text.escaped)</\(tag)>"
    }
    let head = columns.indices.map { cell(columns[$0].title, $0, "th", " scope=\"col\"") }.joined()
    let body = rows.map { row in "<tr>\(row.indices.map { cell(row[$0], $0, "td") }.joined())</tr>" }
    let title = caption.isEmpty ? "" : "<caption>\(caption.escaped)</caption>\n"
    return """
      <div class="scroll" tabindex="0"><table>
      \(title)<thead><tr>\(head)</tr></thead>
      <tbody>
      \(body.joined(separator: "\n"))
      </tbody>
      </table></div>
      """
  }
}

extension ReportFigure {
  fileprivate var html: String {
    let caption = caption.isEmpty ? "" : "<figcaption>\(caption.escaped)</figcaption>"
    let player = sound.map { Self.player($0, mediaType: "audio/wav") } ?? ""
    return "<figure>\(element)\(player)\(caption)</figure>"
  }

  private static func player(_ data: Data, mediaType: String) -> String {
    "<audio controls preload=\"none\" src=\"data:\(mediaType.escaped);base64,\(data.base64EncodedString())\"></audio>"
  }

  private var element: String {
    switch content {
    case .svg(let svg): svg.inline
    case .png(let data, let description):
      "<img alt=\"\(description.escaped)\" src=\"data:image/png;base64,\(data.base64EncodedString())\">"
    case .audio(let data, let mediaType): Self.player(data, mediaType: mediaType)
    }
  }
}
