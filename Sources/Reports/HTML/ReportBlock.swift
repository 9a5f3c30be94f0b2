public import Foundation

/// One number that matters, with how sure it is.
public struct KeyFigure: Sendable, Equatable {
  /// What it is, for example `Balanced accuracy`.
  public var label: String
  /// The number as it is to be read, with its unit.
  public var value: String
  /// Its interval, for example `95 %: 0.81 – 0.90`.
  public var interval: String?
  /// What to hold it against, in a few words.
  public var caption: String?

  /// Describes a key figure.
  public init(_ label: String, _ value: String, interval: String? = nil, caption: String? = nil) {
    self.label = label
    self.value = value
    self.interval = interval
    self.caption = caption
  }
}

/// A remark that stands out.
public struct ReportNote: Sendable, Equatable {
  /// How much it should stand out.
  public enum Kind: String, Sendable {
    /// Something to know.
    case information
    /// Something found to be in order.
    case success
    /// Something to look at.
    case warning
    /// Something that makes results unusable.
    case problem
  }

  /// How much it stands out.
  public var kind: Kind
  /// A few words.
  public var title: String
  /// What follows from it and what to do.
  public var text: String

  /// Describes a note.
  public init(_ kind: Kind, title: String, text: String) {
    self.kind = kind
    self.title = title
    self.text = text
  }
}

/// A table of texts.
public struct ReportTable: Sendable, Equatable {
  /// A column.
  public struct Column: Sendable, Equatable {
    /// Its heading.
    public var title: String
    /// Whether it holds numbers, which are set flush right.
    public var isNumeric: Bool

    /// Describes a column.
    public init(_ title: String, isNumeric: Bool = false) {
      self.title = title
      self.isNumeric = isNumeric
    }
  }

  /// What the table shows; may be empty.
  public var caption: String
  /// The columns.
  public var columns: [Column]
  /// The rows, one text a column.
  public var rows: [[String]]

  /// Describes a table.
  /// - Precondition: every row has one text a column.
  public init(caption: String = "", columns: [Column], rows: [[String]]) {
    precondition(rows.allSatisfy { $0.count == columns.count }, "one text a column")
    self.caption = caption
    self.columns = columns
    self.rows = rows
  }
}

/// Something to look at or listen to, with a caption.
public struct ReportFigure: Sendable, Equatable {
  /// What is shown; everything becomes part of the page.
  public enum Content: Sendable, Equatable {
    /// A drawing.
    case svg(SVG)
    /// A PNG file and what it shows, for screen readers.
    case png(Data, description: String)
    /// A sound file and its media type, for example `audio/wav`.
    case audio(Data, mediaType: String)
  }

  /// What is shown.
  public var content: Content
  /// What to see in it; may be empty.
  public var caption: String
  /// What a picture sounds like: a WAV file to be heard below it.
  public var sound: Data?

  /// Describes a figure.
  public init(_ content: Content, caption: String = "", sound: Data? = nil) {
    self.content = content
    self.caption = caption
    self.sound = sound
  }
}

/// One piece of a report.
public enum ReportBlock: Sendable, Equatable {
  /// Cards with numbers that matter.
  case keyFigures([KeyFigure])
  /// Running text; empty lines divide paragraphs.
  case text(String)
  /// A remark that stands out.
  case note(ReportNote)
  /// A table.
  case table(ReportTable)
  /// Figures side by side where the page is wide enough.
  case figures([ReportFigure])
  /// Small figures in a dense grid, for example spectrograms with their sounds.
  case gallery([ReportFigure])
  /// Blocks that the reader may open.
  case details(summary: String, [ReportBlock])
}
