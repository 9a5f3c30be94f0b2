public import Core
import Foundation
import Manifest
import MediaIO

/// What a person wants to know of a collection before anything is made of it.
public struct Inspection: Sendable, Codable, Equatable {
  /// The layout that was recognised.
  public var layout: String
  /// Why.
  public var evidence: String
  /// All recordings.
  public var recordings: Int
  /// Recordings without a label.
  public var unlabelled: Int
  /// The classes in byte order; a recording of several classes counts under its joined label.
  public var classes: [ClassSummary]
  /// Recordings by single class, where some have several; else empty.
  public var singleClasses: [String: Int]
  /// What is known of patients.
  public var patients: Patients
  /// Recordings by source, "" where unknown.
  public var sources: [String: Int]
  /// Recordings by auscultation site, "" where unknown.
  public var sites: [String: Int]
  /// Recordings by what the collection says of their quality, "" where it says nothing.
  public var statedQuality: [String: Int]
  /// Recordings by official side of a split, "" where there is none.
  public var officialSplits: [String: Int]
  /// Recordings with S1 and S2 times, by how these are written.
  public var annotations: [String: Int]
  /// What the files' headers say.
  public var sound: Sound
  /// All that disagrees, by kind.
  public var complaints: [ComplaintGroup]

  /// A class of recordings.
  public struct ClassSummary: Sendable, Codable, Equatable {
    /// Its label after mapping, nil for recordings without one.
    public var label: String?
    /// Its recordings.
    public var recordings: Int
    /// Its known patients.
    public var patients: Int
    /// Its recordings whose patient is unknown.
    public var withoutPatient: Int
    /// The length of its recordings together.
    public var seconds: Seconds
  }

  /// What is known of patients.
  public struct Patients: Sendable, Codable, Equatable {
    /// Known patients.
    public var known: Int
    /// Recordings whose patient is known.
    public var recordings: Int
    /// Recordings whose patient is unknown.
    public var recordingsWithout: Int
    /// Patients with recordings of more than one class.
    public var inSeveralClasses: Int
  }

  /// What the files' headers say.
  public struct Sound: Sendable, Codable, Equatable {
    /// Recordings by rate in hertz.
    public var sampleRates: [Int: Int]
    /// Recordings by container and codec, such as `wav pcm_s16le`.
    public var codecs: [String: Int]
    /// Recordings by number of channels.
    public var channels: [Int: Int]
    /// The length of all together.
    public var seconds: Seconds
    /// The shortest, median and longest recording; nil where no length is known.
    public var shortest: Seconds?
    /// Half are shorter than this.
    public var median: Seconds?
    /// The longest recording.
    public var longest: Seconds?
    /// Recordings whose headers do not tell their length.
    public var unknownLength: Int
    /// Files that cannot be opened as sound.
    public var unreadable: Int
  }

  /// Complaints of one kind.
  public struct ComplaintGroup: Sendable, Codable, Equatable {
    /// The kind, as in `complaints.csv`.
    public var kind: String
    /// What the kind means.
    public var meaning: String
    /// How many there are.
    public var count: Int
    /// Each of them.
    public var items: [Item]
  }

  /// One disagreement.
  public struct Item: Sendable, Codable, Equatable {
    /// The file or row.
    public var subject: String
    /// What was found and what to do.
    public var message: String
  }

  /// Looks at a collection, and at the headers of its files.
  /// - Parameters:
  ///   - renaming: new names of labels.
  ///   - workers: how many files are looked at at once; the result does not depend on it.
  ///   - progress: is told how many files have been looked at.
  public init(
    _ collection: Collection, renaming: [String: String] = [:], workers: Int, progress: (Int) -> Void = { _ in }
  ) {
    var headers: [HeaderResult] = []
    orderedParallelForEach(collection.recordings, workers: max(1, workers), transform: { HeaderResult($0) }) {
      index, header in
      headers.append(header)
      progress(index + 1)
    }
    let recordings = collection.recordings
    let labels = recordings.map { $0.label(renamedBy: renaming) }
    layout = collection.layout
    evidence = collection.evidence
    self.recordings = recordings.count
    unlabelled = labels.count { $0 == nil }
    classes = Self.classes(recordings, labels, headers)
    let hasSeveral = recordings.contains { $0.labels.count > 1 }
    singleClasses = hasSeveral ? Self.tally(recordings.flatMap { $0.labels.map { renaming[$0] ?? $0 } }) : [:]
    patients = Patients(recordings, labels)
    sources = Self.tally(recordings.map(\.source))
    sites = Self.tally(recordings.map(\.site))
    statedQuality = Self.tally(recordings.map(\.statedQuality))
    officialSplits = Self.tally(recordings.map { $0.officialSplit?.rawValue ?? "" })
    annotations = Self.tally(recordings.compactMap { $0.annotation?.format.rawValue })
    sound = Sound(headers)
    complaints = Self.grouped(collection.complaints + headers.compactMap(\.complaint))
  }

  private static func tally<Key: Hashable>(_ values: [Key]) -> [Key: Int] {
    values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  private static func classes(_ recordings: [Recording], _ labels: [String?], _ headers: [HeaderResult])
    -> [ClassSummary]
  {
    Dictionary(grouping: recordings.indices) { labels[$0] }
      // Recordings without a label come last.
      .sorted { a, b -> Bool in
        guard let first = a.key, let second = b.key else { return a.key != nil }
        return precedesInBytes(first, second)
      }
      .map { label, members -> ClassSummary in
        let patients = members.map { recordings[$0].patientID }
        return ClassSummary(
          label: label, recordings: members.count, patients: Set(patients).subtracting([""]).count,
          withoutPatient: patients.count { $0.isEmpty },
          seconds: members.reduce(0) { $0 + (headers[$1].header?.duration ?? 0) })
      }
  }

  private static func grouped(_ complaints: [Complaint]) -> [ComplaintGroup] {
    Complaint.Kind.allCases.compactMap { kind in
      let items = complaints.filter { $0.kind == kind }.map { Item(subject: $0.subject, message: $0.message) }
      return items.isEmpty
        ? nil : ComplaintGroup(kind: kind.rawValue, meaning: kind.meaning, count: items.count, items: items)
    }
  }
}

extension Inspection.Patients {
  init(_ recordings: [Recording], _ labels: [String?]) {
    let members = Dictionary(grouping: recordings.indices) { recordings[$0].patientID }
    let known = members.filter { !$0.key.isEmpty }
    self.init(
      known: known.count, recordings: known.values.reduce(0) { $0 + $1.count },
      recordingsWithout: members[""]?.count ?? 0,
      inSeveralClasses: known.values.count { Set($0.compactMap { labels[$0] }).count > 1 })
  }
}

extension Inspection.Sound {
  init(_ results: [HeaderResult]) {
    let headers = results.compactMap(\.header)
    let lengths = headers.compactMap(\.duration).sorted()
    func tally<Key: Hashable>(_ values: [Key]) -> [Key: Int] { values.reduce(into: [:]) { $0[$1, default: 0] += 1 } }
    self.init(
      sampleRates: tally(headers.map(\.sampleRate)), codecs: tally(headers.map { "\($0.container) \($0.codec)" }),
      channels: tally(headers.map(\.channelCount)), seconds: lengths.reduce(0, +), shortest: lengths.first,
      median: lengths.isEmpty ? nil : lengths[lengths.count / 2], longest: lengths.last,
      unknownLength: headers.count - lengths.count, unreadable: results.count - headers.count)
  }
}

/// What looking at the headers of one file gave.
struct HeaderResult: Sendable {
  let header: MediaHeader?
  let complaint: Complaint?

  init(_ recording: Recording) {
    do {
      let header = try MediaHeader(contentsOf: recording.url)
      self.header = header
      complaint = HeaderMismatch(header)?.complaint(about: recording.path)
    } catch {
      header = nil
      complaint = Complaint(kind: .unreadable, subject: recording.path, message: error.message)
    }
  }
}
