import Core
import Curation

/// Which pairs and recordings the page of an audit shows, so that it stays small however large the collection is.
struct AuditSelection: Sendable {
  /// One class, with what is shown of it.
  struct Class: Sendable {
    /// Its label, "" for recordings without one.
    var label: String
    /// How many recordings it has.
    var count: Int
    /// The recordings on its sheet, evenly taken in the order of paths.
    var sheet: [AuditedRecording]
    /// The recordings to be heard, with why each was chosen.
    var examples: [(recording: AuditedRecording, reason: String)]
  }

  /// Pairs of copies with different labels, the most alike first.
  let conflicts: [LabelConflict]
  /// Other pairs of copies: one of each group first, and what is hardest to find before what is easy.
  let copies: [AuditLink]
  /// The classes, the commonest first, recordings without a label last.
  let classes: [Class]
  /// How many classes are not shown.
  let hiddenClasses: Int

  /// At most so many pairs are drawn, conflicts included.
  static let mostPairs = 40
  private static let mostConflicts = 16
  private static let mostClasses = 12
  private static let mostOnSheet = 24
  private static let mostPictures = 120

  init(_ report: AuditReport) {
    let ranked = report.labelConflicts.enumerated().sorted {
      let (a, b) = ($0.element.link.similarity ?? 1, $1.element.link.similarity ?? 1)
      return a == b ? $0.offset < $1.offset : a > b
    }
    conflicts = ranked.prefix(Self.mostConflicts).map(\.element)
    copies = Self.copies(of: report, room: Self.mostPairs - conflicts.count)
    let members = Dictionary(grouping: report.recordings, by: \.label)
    let labels = report.labelsByCount
    hiddenClasses = max(0, labels.count - Self.mostClasses)
    let shown = labels.prefix(Self.mostClasses)
    let room = min(Self.mostOnSheet, Self.mostPictures / max(1, shown.count))
    classes = shown.map { label in
      let own = members[label] ?? []
      let count = min(own.count, room)
      return Class(
        label: label, count: own.count, sheet: (0..<count).map { own[$0 * own.count / count] },
        examples: Self.examples(own, isMany: shown.count > 6))
    }
  }

  private static func copies(of report: AuditReport, room: Int) -> [AuditLink] {
    let disagreeing = Set(report.labelConflicts.map(\.link))
    let groupOf = Dictionary(report.recordings.map { ($0.fileName, $0.groupID) }) { first, _ in first }
    var seen: [String: Int] = [:]
    let numbered = report.links.filter { $0.kind != .samePatient && !disagreeing.contains($0) }.map { link in
      let group = groupOf[link.fileA] ?? ""
      seen[group, default: 0] += 1
      return (link: link, turn: seen[group, default: 0])
    }
    let order: [LinkKind] = [.nearCopy, .identicalAudio, .identicalBytes, .samePatient]
    func rank(_ index: Int) -> (Int, Int, Int) {
      (numbered[index].turn, order.firstIndex(of: numbered[index].link.kind) ?? 0, index)
    }
    return numbered.indices.sorted { rank($0) < rank($1) }.prefix(room).map { numbered[$0].link }
  }

  /// The clearest recording of a class and, where there is room, one of middling quality.
  private static func examples(
    _ own: [AuditedRecording], isMany: Bool
  ) -> [(recording: AuditedRecording, reason: String)] {
    let ranked = own.indices.sorted {
      let (a, b) = (own[$0].signalQualityIndex, own[$1].signalQualityIndex)
      return a == b ? $0 < $1 : a > b
    }
    guard let best = ranked.first else { return [] }
    let clearest = (own[best], "the clearest by quality index")
    return own.count < 3 || isMany ? [clearest] : [clearest, (own[ranked[ranked.count / 2]], "of middling quality")]
  }
}

extension AuditReport {
  /// The labels of the recordings that could be read, the commonest first, "" last where some have none.
  var labelsByCount: [String] {
    let counts = Dictionary(recordings.map { ($0.label, 1) }, uniquingKeysWith: +)
    return counts.sorted {
      if $0.key.isEmpty != $1.key.isEmpty { return $1.key.isEmpty }
      return $0.value == $1.value ? precedesInBytes($0.key, $1.key) : $0.value > $1.value
    }.map(\.key)
  }
}
