import Core
public import Foundation
public import Manifest

/// One sound file of a collection, with what is known of it before it is decoded.
public struct Recording: Sendable, Equatable {
  /// Unique in the collection: the file's stem, made safe for file names, and twelve digits of its path's hash.
  ///
  /// It is put together whenever it is asked for.
  public var id: String { name.text(for: path) }
  private let name: RecordingID
  /// The path relative to the collection's folder or archive, `/` as separator.
  public let path: String
  /// The folder that the path begins in; one for all recordings of a collection, which may be very many.
  public let folder: URL
  /// The file itself.
  public var url: URL { folder.appendingPathComponent(path) }
  /// The class, or nil where the collection gives none; several classes are joined as in "AS+MR".
  public var label: String? { didSet { severalLabels = [] } }
  /// The classes one by one, where a recording may have several; one or none elsewhere.
  public var labels: [String] { severalLabels.isEmpty ? label.map { [$0] } ?? [] : severalLabels }
  /// The classes of a recording that has more than one.
  private var severalLabels: [String]
  /// The patient, or "" where unknown.
  public var patientID: String
  /// The part of the collection or the device it comes from, or "".
  public var source: String
  /// The auscultation site, or "".
  public var site: String
  /// The file with the times of its heart sounds, where the collection has one.
  public var annotation: AnnotationFile?
  /// The side that the collection's makers put it on, where they did.
  public var officialSplit: Split?
  /// What the collection says of the signal's quality, or "" where it says nothing.
  public var statedQuality = ""
  /// What else the collection says of it, by the name that it uses, such as `Age`.
  public var facts: [String: String] = [:]

  /// What joins the classes of a recording that has several.
  public static let labelSeparator = "+"

  /// Makes a recording; its id follows from its path.
  ///
  /// Label and patient are taken without surrounding blanks and in one Unicode form, so that "P1" and "P1 " are one patient;
  /// a blank label is none.
  /// - Parameter folder: what `path` is relative to.
  public init(
    path: String, in folder: URL, label: String?, patientID: String = "", source: String = "", site: String = ""
  ) {
    self.init(
      path: path, in: folder, labels: label.map { [$0] } ?? [], patientID: patientID, source: source, site: site)
  }

  /// Makes a recording with any number of classes, in the order given.
  public init(
    path: String, in folder: URL, labels: [String], patientID: String = "", source: String = "", site: String = ""
  ) {
    let labels = labels.map(Self.plain).filter { !$0.isEmpty }
    self.name = RecordingID(of: path)
    self.path = path
    self.folder = folder
    self.label = labels.isEmpty ? nil : labels.joined(separator: Self.labelSeparator)
    self.severalLabels = labels.count > 1 ? labels : []
    self.patientID = Self.plain(patientID)
    self.source = source
    self.site = site
  }

  /// The id of the recording at a relative path.
  public static func id(of path: String) -> String { RecordingID(of: path).text(for: path) }

  /// The label after renaming: that of the joined label where it is named, else each class is renamed and equal ones become one.
  public func label(renamedBy map: [String: String]) -> String? {
    guard let label else { return nil }
    if let name = map[label] { return name }
    var names: [String] = []
    for name in labels.map({ map[$0] ?? $0 }) where !names.contains(name) { names.append(name) }
    return names.joined(separator: Self.labelSeparator)
  }

  static func plain(_ text: String) -> String {
    // Most texts are so already, and there are very many of them.
    let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    if isPlain { return text }
    return text.trimmed.precomposedStringWithCanonicalMapping
  }
}
