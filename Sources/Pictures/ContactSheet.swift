public import Core

/// Small pictures in a grid, each with a caption: a whole collection at a glance.
public struct ContactSheet: Sendable, Equatable {
  /// A picture and what is written under it.
  public struct Item: Sendable, Equatable {
    /// The picture, at the size it is to have.
    public var picture: Picture
    /// One line; cut to the picture's width.
    public var caption: String

    /// Describes an item.
    public init(_ picture: Picture, caption: String = "") {
      self.picture = picture
      self.caption = caption
    }
  }

  /// Pictures in a row; fewer where they are so wide that the sheet would fit no screen.
  public var columns: Int
  /// Pixels between pictures and around the sheet.
  public var gap: Int

  /// The pixels that a sheet is wide at most, unless a single picture is wider.
  private static let mostWidth = 2000

  /// Describes sheets.
  /// - Precondition: `columns` is positive, and `gap` is not negative.
  public init(columns: Int = 8, gap: Int = 8) {
    precondition(columns > 0 && gap >= 0, "a sheet has columns")
    self.columns = columns
    self.gap = gap
  }

  /// Lays out pictures from left to right and top to bottom in cells of the largest one's size.
  /// - Throws: `PictureError` `.badRequest` if there are none, or more than make a sheet of 2²⁶ pixels.
  public func picture(of items: [Item]) throws(PictureError) -> Picture {
    let cellWidth = items.map(\.picture.width).max() ?? 0
    let captions = items.contains { !$0.caption.isEmpty } ? BitmapFont.height + 4 : 0
    let cellHeight = (items.map(\.picture.height).max() ?? 0) + captions
    let fitting = max(1, (Self.mostWidth - gap) / max(1, cellWidth + gap))
    let columns = max(1, min(columns, items.count, fitting))
    let width = columns * (cellWidth + gap) + gap
    let height = (items.count + columns - 1) / columns * (cellHeight + gap) + gap
    guard !items.isEmpty else { throw PictureError(.badRequest, "a sheet of no pictures cannot be drawn.") }
    guard width * height < 1 << 26 else {
      throw PictureError(
        .badRequest, "a sheet of \(width) × \(height) pixels is too large. Draw fewer or smaller pictures.")
    }
    var canvas = Canvas(width: width, height: height, background: .white)
    for (index, item) in items.enumerated() {
      let x = gap + index % columns * (cellWidth + gap)
      let y = gap + index / columns * (cellHeight + gap)
      canvas.draw(item.picture, x: x, y: y)
      canvas.write(
        BitmapFont.fitted(item.caption, limit: cellWidth), x: x, y: y + item.picture.height + 3, RGB(hex: 0x3A4250))
    }
    return canvas.picture
  }
}
