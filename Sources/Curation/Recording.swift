public import Foundation

/// One sound file of a collection, with what is known of it before it is decoded.
public struct Recording: Sendable, Equatable {
  /// Unique in the collection: the file's stem, made safe for file names, and twelve digits of its path's hash.
  public let id: String
  /// The path relative to the collection's folder, `/` as separator.
  public let path: String
  /// The file itself.
  public let url: URL
  /// The class, or nil where the collection gives none.
  public var label: String?
  /// The patient, or "" where unknown.
  public var patientID: String
  /// The part of the collection or the device it comes from, or "".
  public var source: String
  /// The auscultation site, or "".
  public var site: String

  /// Makes a recording; its id follows from its path.
  ///
  /// Label and patient are taken without surrounding blanks and in one Unicode form, so that "P1" and "P1 " are one patient;
  /// a blank label is none.
  public init(path: String, url: URL, label: String?, patientID: String = "", source: String = "", site: String = "") {
    self.id = RecordingID.make(path: path)
    self.path = path
    self.url = url
    self.label = label.map(Self.plain).flatMap { $0.isEmpty ? nil : $0 }
    self.patientID = Self.plain(patientID)
    self.source = source
    self.site = site
  }

  private static func plain(_ text: String) -> String {
    text.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCanonicalMapping
  }
}
