/// Why two recordings belong together.
public enum LinkKind: String, Sendable, Codable, CaseIterable {
  /// The files have the same bytes.
  case identicalBytes = "identical_bytes"
  /// The same sound from beginning to end, under another name, in another container, at another rate or gain.
  case identicalAudio = "identical_audio"
  /// One is a noisy version or an excerpt of the other, or both are cut from one recording.
  case nearCopy = "near_copy"
  /// The collection says that they are of one patient.
  case samePatient = "same_patient"
}

/// Two recordings that must not be on two sides of a split.
public struct AuditLink: Sendable, Codable, Hashable {
  /// The first file's path.
  public var fileA: String
  /// The second file's path.
  public var fileB: String
  /// Why they belong together.
  public var kind: LinkKind
  /// Peak normalised cross-correlation, 1 for identical bytes; nil where only the patient links them.
  public var similarity: Double?
  /// How many milliseconds (samples at 1 kHz) later the common sound stands in the first; nil for patients.
  public var lag: Int?
  /// How many milliseconds they have in common; nil for patients and bytes.
  public var overlap: Int?
  /// Whether the overlap is the whole of the shorter one and clearly less than the longer one.
  public var isExcerpt: Bool
  /// The positions of the recordings in the collection.
  var positions: (a: Int, b: Int) = (0, 0)

  private enum CodingKeys: String, CodingKey { case fileA, fileB, kind, similarity, lag, overlap, isExcerpt }

  public static func == (a: Self, b: Self) -> Bool { a.key == b.key }
  public func hash(into hasher: inout Hasher) { hasher.combine(key) }
  private var key: [String] { [fileA, fileB, kind.rawValue, "\(similarity ?? -1)", "\(lag ?? 0)", "\(overlap ?? -1)"] }

  /// Whether the sound itself links them.
  var isAcoustic: Bool { kind != .samePatient }
}

extension AuditLink {
  /// All links of a collection, in the order of positions and kinds.
  ///
  /// Bytes and patients link each recording with the first one that shares them, which is enough to hold a group together.
  static func all(
    of recordings: [Recording], survey: SoundSurvey, findings: NearCopyFindings, settings: AuditSettings
  ) -> [AuditLink] {
    var links: [AuditLink] = []
    func add(_ a: Int, _ b: Int, _ kind: LinkKind, _ copy: NearCopy? = nil, isExcerpt: Bool = false) {
      links.append(
        AuditLink(
          fileA: recordings[a].path, fileB: recordings[b].path, kind: kind,
          similarity: kind == .identicalBytes ? 1 : copy?.similarity, lag: kind == .identicalBytes ? 0 : copy?.lag,
          overlap: copy?.overlap, isExcerpt: isExcerpt, positions: (a, b)))
    }
    func link(_ kind: LinkKind, by key: (Int) -> String) {
      var first: [String: Int] = [:]
      for index in recordings.indices where !key(index).isEmpty {
        if let other = first[key(index)] { add(other, index, kind) } else { first[key(index)] = index }
      }
    }
    link(.identicalBytes) { survey.digests[$0] }
    for copy in findings.copies(settings) where survey.digests[copy.a] != survey.digests[copy.b] {
      let (a, b) = (survey.signatures[copy.a].samples.count, survey.signatures[copy.b].samples.count)
      let tolerance = Int(settings.identicalTolerance * Double(SoundSignature.sampleRate))
      let isWhole = abs(copy.lag) <= tolerance && abs(a - copy.lag - b) <= tolerance
      let isExcerpt = !isWhole && min(a, b) - copy.overlap <= tolerance && max(a, b) - min(a, b) > tolerance
      let isIdentical = isWhole && copy.similarity >= settings.identicalSimilarity
      add(copy.a, copy.b, isIdentical ? .identicalAudio : .nearCopy, copy, isExcerpt: isExcerpt)
    }
    link(.samePatient) { recordings[$0].patientID }
    let order = LinkKind.allCases
    return links.sorted {
      ($0.positions.a, $0.positions.b, order.firstIndex(of: $0.kind) ?? 0)
        < ($1.positions.a, $1.positions.b, order.firstIndex(of: $1.kind) ?? 0)
    }
  }
}
