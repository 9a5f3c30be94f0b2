import Core
import Foundation
import Pictures

/// The picture that stands beside a clip (system 3), as red, green and blue in 0 … 1.
public struct PictureInput: Sendable, Codable, Equatable {
  /// Pixels in a row.
  public var width: Int
  /// Rows of pixels.
  public var height: Int

  /// Pictures of that size.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// Whether the values make sense.
  var isValid: Bool { (1...4096).contains(width) && (1...4096).contains(height) }

  /// The size of the PNG file `data`.
  init(sizeOf data: Data) throws(PictureError) {
    let picture = try Picture(png: data)
    self.init(width: picture.width, height: picture.height)
  }

  /// The PNG file `data` as a sample: three maps, rows from the top.
  /// - Throws: `PictureError` if it is damaged or of another size.
  func callAsFunction(_ data: Data) throws(PictureError) -> InputSource {
    let picture = try Picture(png: data)
    guard (picture.width, picture.height) == (width, height) else {
      throw PictureError(
        .cannotDecode,
        "the picture has \(picture.width) × \(picture.height) pixels, the model wants \(width) × \(height).")
    }
    return InputSource(whole: picture.rgbPlanes)
  }
}
