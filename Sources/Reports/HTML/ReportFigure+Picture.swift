public import Pictures

extension ReportFigure {
  /// Shows a picture.
  /// - Parameters:
  ///   - picture: the picture.
  ///   - description: what it shows, for screen readers.
  ///   - caption: what to see in it; may be empty.
  /// - Throws: `PictureError` `.cannotEncode`.
  public init(_ picture: Picture, description: String, caption: String = "") throws(PictureError) {
    self.init(.png(try picture.png(), description: description), caption: caption)
  }
}
