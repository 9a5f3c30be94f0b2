/// A drawing as SVG text: shapes and real text, coloured by the page's light or dark theme.
public struct SVG: Sendable, Equatable {
  /// Width in pixels at full size.
  public let width: Double
  /// Height in pixels at full size.
  public let height: Double
  /// What the drawing shows, for screen readers.
  public let label: String
  /// The shapes as markup.
  let body: String
  /// The shapes, for drawing them without a browser.
  let shapes: [SVGShape]

  init(width: Double, height: Double, label: String, canvas: SVGCanvas) {
    self.width = width
    self.height = height
    self.label = label
    body = canvas.markup
    shapes = canvas.shapes
  }

  /// The element for an HTML page, which must hold ``ChartStyle``'s rules.
  var inline: String { element(attributes: "", contents: body) }

  /// The drawing as a file of its own, with its colours.
  public var document: String {
    element(attributes: " xmlns=\"http://www.w3.org/2000/svg\"", contents: "<style>\(ChartStyle.css)</style>" + body)
      + "\n"
  }

  private func element(attributes: String, contents: String) -> String {
    """
    <svg\(attributes) class="chart" role="img" aria-label="\(label.escaped)" viewBox="0 0 \(width.svg) \(height.svg)" \
    width="\(width.svg)" height="\(height.svg)">\(contents)</svg>
    """
  }
}

extension Double {
  /// The number to two decimals without needless zeros, as coordinates are written; 0 if it is not finite.
  var svg: String {
    guard isFinite, abs(self) < 1e12 else { return "0" }
    let hundredths = Int((self * 100).rounded())
    let sign = hundredths < 0 ? "-" : ""
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    if rest == 0 { return "\(sign)\(whole)" }
    let digits = rest < 10 ? "0\(rest)" : rest % 10 == 0 ? "\(rest / 10)" : "\(rest)"
    return "\(sign)\(whole).\(digits)"
  }
}
