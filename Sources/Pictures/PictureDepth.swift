/// How the pixels of a spectrogram's picture are stored.
public enum PictureDepth: String, CaseIterable, Codable, Sendable {
  /// A byte a pixel and a table of colours: small, and exact.
  case palette
  /// Grey of 256 levels, without colours.
  case grey8
  /// Grey of 65,536 levels, without colours.
  case grey16
  /// Red, green and blue, for readers that know no palettes.
  case rgb
}
