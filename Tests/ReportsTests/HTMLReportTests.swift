import Foundation
import Pictures
import Reports
import Testing

@Suite struct HTMLReportTests {
  private func report(_ text: String) throws -> HTMLReport {
    let picture = Picture(width: 2, height: 1, pixels: .grey8([0, 255]))
    let figures = [
      ReportFigure(.svg(ConfusionMatrixChart(title: text, classes: [text], counts: [[1]]).svg()), caption: text),
      try ReportFigure(picture, description: text, caption: text),
      ReportFigure(.audio(Data([1, 2, 3]), mediaType: text), caption: text),
    ]
    let blocks: [ReportBlock] = [
      .keyFigures([.init(text, text, interval: text, caption: text)]), .text(text + "\n\n" + text),
      .note(.init(.warning, title: text, text: text)),
      .table(.init(caption: text, columns: [.init(text), .init(text, isNumeric: true)], rows: [[text, text]])),
      .figures(figures), .gallery(figures), .details(summary: text, [.text(text)]),
    ]
    return HTMLReport(
      title: text, subtitle: text, sections: (0..<3).map { _ in .init(text, blocks) }, footer: text)
  }

  /// The page as XML: the tags without an end get one.
  private func read(_ html: String) throws -> MarkupReader {
    var markup = html.replacingOccurrences(of: "<!DOCTYPE html>\n", with: "")
    for tag in ["meta", "img"] {
      markup = markup.replacing(try Regex("<\(tag)( [^>]*)>")) { match in "<\(tag)\(match.output[1].substring ?? "")/>"
      }
    }
    markup = markup.replacingOccurrences(of: "<audio controls", with: "<audio controls=\"\"")
    return try #require(MarkupReader(markup), "well-formed page")
  }

  /// Cards are narrow, and a line that begins with a percent sign says nothing.
  @Test func percentSignsOfCardsStayWithTheirNumbers() {
    let card = KeyFigure("Accuracy", "87.5 %", interval: "95 %: 80.0 % – 91.2 %", caption: "chance: 50.0 %")
    let page = HTMLReport(
      title: "t", subtitle: "", sections: [.init("s", [.keyFigures([card])])], footer: ""
    ).html
    for words in ["87.5\u{A0}%", "95\u{A0}%: 80.0\u{A0}% – 91.2\u{A0}%", "chance: 50.0\u{A0}%"] {
      #expect(page.contains(words), "\(words)")
    }
  }

  @Test func thePageIsWellFormedAndHoldsTheTexts() throws {
    let reader = try read(report("A < B").html)
    #expect(reader.texts.filter { $0 == "A < B" }.count > 40)
    #expect(reader.all("section").compactMap { $0["id"] } == ["section-1", "section-2", "section-3"])
    #expect(reader.all("a").compactMap { $0["href"] } == ["#section-1", "#section-2", "#section-3"])
  }

  @Test func hostileTextsStayText() throws {
    let html = try report(hostile).html
    #expect(!html.contains("<script") && !html.contains("onerror=alert(1)>"))
    let reader = try read(html)
    let allowed: Set = [
      "html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "p", "nav", "a", "main", "section", "dl",
      "div",
      "dt", "dd", "aside", "strong", "span", "table", "caption", "thead", "tbody", "tr", "th", "td", "figure",
      "figcaption",
      "svg", "rect", "text", "img", "audio", "details", "summary", "footer",
    ]
    #expect(Set(reader.elements.map(\.name)).subtracting(allowed).isEmpty)
    for element in reader.elements { #expect(!element.attributes.keys.contains { $0.hasPrefix("on") }) }
  }

  @Test func thePageAsksForNothingFromElsewhere() throws {
    let html = try report("text").html
    for pattern in ["http://", "https://", "url(", "@import", "<link", "<script", "src=\"/", "file:"] {
      #expect(!html.contains(pattern), "\(pattern)")
    }
    let sources = try read(html).elements.compactMap { $0.attributes["src"] }
    #expect(sources.count == 12 && sources.allSatisfy { $0.hasPrefix("data:") })
    #expect(html.contains("default-src 'none'"))
  }

  @Test func picturesAndSoundsTravelWithThePage() throws {
    let source = try #require(try read(report("audio/wav").html).all("img").first?["src"])
    let data = try #require(Data(base64Encoded: String(source.dropFirst("data:image/png;base64,".count))))
    #expect(try Picture(png: data).pixels == .grey8([0, 255]))
    #expect(try report("audio/wav").html.contains("src=\"data:audio/wav;base64,AQID\""))
  }

  @Test func theSameReportGivesTheSamePage() throws { #expect(try report("x").html == report("x").html) }

  @Test func signsThatTurnTextAroundAreReplaced() throws {
    let html = HTMLReport(title: "invoice\u{202E}gnp.exe\u{0}").html
    #expect(html.contains("<h1>invoice\u{FFFD}gnp.exe\u{FFFD}</h1>"))
  }

  @Test func darkLightAndPrintAreStyled() throws {
    let html = HTMLReport(title: "t").html
    #expect(html.contains("prefers-color-scheme:dark") && html.contains("@media print"))
  }
}
