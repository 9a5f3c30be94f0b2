public import Core
public import Foundation
public import HeartSound
import Manifest

/// A file that says when the heart sounds of a recording are.
public struct AnnotationFile: Sendable, Equatable {
  /// How such a file is written.
  public enum Format: String, Sendable {
    /// CirCor's text or the MAT-file of CinC 2016, one for each recording; see ``StateAnnotations``.
    case states
    /// PASCAL's and DHD's: one table for many recordings, `fname,cycle,sound,location`, in samples of the recording.
    case timings
  }
  /// The path relative to the collection's folder or archive.
  public var path: String
  /// The folder that the path begins in.
  var folder: URL
  /// How it is written.
  public var format: Format
  /// The name that a table of many recordings has for this one; "" where the file is about one alone.
  public var entry: String

  /// Names a file.
  /// - Parameter folder: what `path` is relative to.
  public init(path: String, in folder: URL, format: Format, entry: String = "") {
    (self.path, self.folder, self.format, self.entry) = (path, folder, format, entry)
  }

  /// The file itself.
  public var url: URL { folder.appendingPathComponent(path) }

  /// The columns that name the recording in a table of timings.
  static let nameColumns = ["fname", "filename", "file_name", "file"]

  /// The states that the file's content gives the recording, in samples at `sampleRate`.
  /// - Parameter ownRate: the rate of the recording's file in hertz, in whose samples tables of timings count.
  /// - Throws: `CurationError` `.malformedTable` naming the row or line.
  public func states(in data: Data, sampleRate: Int, ownRate: Int) throws(CurationError) -> [StateInterval] {
    switch format {
    case .states:
      do { return try StateAnnotations.read(data, name: path, sampleRate: sampleRate) } catch {
        throw CurationError(.malformedTable, error.message, subject: path, cause: error)
      }
    case .timings:
      return HeartSoundMark.intervals(
        of: try marks(in: data, sampleRate: sampleRate, ownRate: ownRate), sampleRate: sampleRate)
    }
  }

  private func marks(in data: Data, sampleRate: Int, ownRate: Int) throws(CurationError) -> [HeartSoundMark] {
    let table: CSVTable
    do { table = try CSVTable(data, name: path) } catch {
      throw CurationError(.malformedTable, error.message, subject: path, cause: error)
    }
    func column(_ names: [String]) throws(CurationError) -> Int {
      if let column = SourceTable.column(names, in: table.header) { return column }
      throw CurationError(.malformedTable, "has no column '\(names[0])'.", subject: path)
    }
    let (names, sounds, places) = (try column(Self.nameColumns), try column(["sound"]), try column(["location"]))
    var marks: [HeartSoundMark] = []
    for (index, row) in table.rows.enumerated() where row[names] == entry {
      let kinds: [String: HeartSoundMark.Kind] = ["s1": .s1, "s2": .s2]
      guard let kind = kinds[row[sounds].trimmed.lowercased()], let place = Double(row[places].trimmed),
        0..<1e12 ~= place
      else {
        throw CurationError(
          .malformedTable, "row \(index + 2) is no S1 or S2 at a sample of its recording.", subject: path)
      }
      marks.append(HeartSoundMark(kind, at: Int((place * Double(sampleRate) / Double(ownRate)).rounded())))
    }
    return marks
  }
}
