/// One shape of a drawing, as ``SVGCanvas`` was asked for it; positions are in pixels from the upper left corner.
enum SVGShape: Sendable, Equatable {
  /// A place in a drawing.
  struct Point: Sendable, Equatable {
    var x: Double
    var y: Double
  }

  /// A line through points.
  case polyline([Point], style: String)
  /// A rectangle with round corners.
  case rectangle(x: Double, y: Double, width: Double, height: Double, radius: Double, opacity: Double, style: String)
  /// A disc.
  case circle(center: Point, radius: Double, style: String)
  /// A closed shape by its path data.
  case path(String, style: String)
  /// A text that begins, has its middle, or ends at a point, turned about it.
  case text(String, at: Point, anchor: SVGCanvas.Anchor, degrees: Double, style: String)
}

/// How a shape of some style is drawn on white paper: what ``ChartStyle``'s rules say for light pages, without a browser.
struct ShapePaint {
  /// The colour of a filling, or of a line.
  var color: UInt32
  /// The width of a line.
  var width = 1.0
  /// How long dashes and gaps are; nil for a line without.
  var dashes: (on: Double, off: Double)?
  /// The size of letters.
  var textSize = 12.0
  /// How much covers what lies below.
  var opacity = 1.0
  /// The width of a rim of white paper.
  var rim = 0.0

  private static let (ink, soft, grid, axis, paper): (UInt32, UInt32, UInt32, UInt32, UInt32) = (
    0x1d2430, 0x596273, 0xe3e7ed, 0xaab2bf, 0xffffff
  )

  init(style: String, isText: Bool = false, isLine: Bool = false) {
    color = isText ? Self.soft : Self.ink
    if isLine { width = 1 }
    for name in style.split(separator: " ") {
      switch name {
      case "title": (color, textSize) = (Self.ink, 15)
      case "count": (color, textSize) = (Self.ink, 15)
      case "value": (color, textSize) = (Self.ink, 11)
      case "name", "middling": color = Self.ink
      case "strong": color = Self.paper
      case "grid": color = Self.grid
      case "axis": color = Self.axis
      case "mark": (color, dashes) = (Self.soft, (2, 4))
      case "chance": (color, width, dashes) = (Self.axis, 1.5, (5, 5))
      case "dashed": dashes = (7, 5)
      case "key": width = 2.2
      case "shade": (color, opacity) = (Self.grid, 0.6)
      case "cell": rim = 2
      case "dot": rim = 1.5
      default:
        if let number = Int(name.dropFirst()), "fl".contains(name.prefix(1)), number > 0 {
          color = ChartStyle.lightColor(number - 1)
          if name.hasPrefix("l") { width = 2.2 }
        }
      }
    }
  }
}
