/// A table of 256 colours from low to high.
///
/// All are as matplotlib has them. Lightness rises steadily in all but `jet`, which is here because published systems
/// were trained on it.
public enum ColorMap: String, CaseIterable, Codable, Sendable {
  /// Black to white.
  case grey
  /// Dark blue through green to yellow.
  case viridis
  /// Black through purple to pale yellow.
  case magma
  /// Black through red to pale yellow.
  case inferno
  /// Blue through green to red.
  case jet

  /// The 256 colours, lowest level first.
  public var colors: [RGB] {
    switch self {
    case .grey: (0...255).map { RGB(UInt8($0), UInt8($0), UInt8($0)) }
    case .viridis: ColorMapTables.viridis.map(RGB.init(hex:))
    case .magma: ColorMapTables.magma.map(RGB.init(hex:))
    case .inferno: ColorMapTables.inferno.map(RGB.init(hex:))
    case .jet: ColorMapTables.jet.map(RGB.init(hex:))
    }
  }
}
