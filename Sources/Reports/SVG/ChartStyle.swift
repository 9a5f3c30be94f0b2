/// The looks of all charts, as CSS rules that follow the reader's light or dark theme.
enum ChartStyle {
  /// How many colours series may have before they repeat.
  static let seriesCount = 8

  /// The fill of a series.
  static func fill(_ series: Int) -> String { "f\(series % seriesCount + 1)" }

  /// The line of a series.
  static func stroke(_ series: Int) -> String { "l\(series % seriesCount + 1)" }

  // Each pair keeps 3 : 1 against its background and stays apart for readers who confuse red and green.
  private static let light = ["2463ad", "c2600c", "15805f", "b0357c", "6d4fc0", "7a6110", "1f86a8", "5f6773"]
  private static let dark = ["6fb0f5", "f2a65a", "56cfa6", "f08cc0", "b5a0f5", "d6bd5e", "74cfe8", "a9b1bd"]

  /// The rules.
  static let css = """
    .chart{\(variables(light))--ink:#1d2430;--soft:#596273;--grid:#e3e7ed;--axis:#aab2bf;--paper:#fff;--on-strong:#fff;--on-middling:#1d2430;\
    font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-size:12px}
    @media (prefers-color-scheme:dark){.chart{\(variables(dark))--ink:#e8ebf0;--soft:#a3adbb;--grid:#2f3743;--axis:#566070;\
    --paper:#1a2029;--on-strong:#10151c;--on-middling:#10151c}}
    @media print{.chart{\(variables(light))--ink:#1d2430;--soft:#596273;--grid:#e3e7ed;--axis:#aab2bf;--paper:#fff;--on-strong:#fff;--on-middling:#1d2430}}
    .chart text{fill:var(--soft);font-variant-numeric:tabular-nums}
    .chart .title{fill:var(--ink);font-size:15px;font-weight:600}
    .chart .name{fill:var(--ink)}
    .chart .value{fill:var(--ink);font-size:11px}
    .chart .count{fill:var(--ink);font-size:15px;font-weight:600}
    .chart .strong{fill:var(--on-strong)}
    .chart .middling{fill:var(--on-middling)}
    .chart .grid{stroke:var(--grid)}
    .chart .axis{stroke:var(--axis)}
    .chart .mark{stroke:var(--soft);stroke-dasharray:2 4}
    .chart .chance{stroke:var(--axis);stroke-dasharray:5 5;stroke-width:1.5;fill:none}
    .chart .cell{stroke:var(--paper);stroke-width:2}
    .chart polyline,.chart .key{fill:none;stroke-width:2.2;stroke-linejoin:round;stroke-linecap:round}
    .chart .dashed{stroke-dasharray:7 5}
    .chart .shade{fill:var(--grid);fill-opacity:.6}
    .chart .dot{stroke:var(--paper);stroke-width:1.5}

    """
    + (1...seriesCount).map { ".chart .f\($0){fill:var(--s\($0))}.chart .l\($0){stroke:var(--s\($0))}" }.joined(
      separator: "\n")

  /// The colour of a series on light pages.
  static func lightColor(_ series: Int) -> UInt32 { UInt32(light[series % seriesCount], radix: 16) ?? 0 }

  private static func variables(_ colors: [String]) -> String {
    colors.enumerated().map { "--s\($0 + 1):#\($1);" }.joined()
  }
}
