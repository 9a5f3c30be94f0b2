import Core
import Foundation

extension AuditReport {
  /// What was found and what to do about it, in plain words, a paragraph a topic.
  public func summary() -> String {
    ([overview, copies, conflicts, largeGroups, calibrationTable, quality] + [shortcuts, memory, rest])
      .map { $0.joined(separator: "\n") }.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private var overview: [String] {
    [
      "\(counts.found.counted("recording")) (\(counts.labelled) labelled, \(counts.unlabelled) not), \(counts.rejected) could not be read.",
      "They fall into \(counts.groups.counted("group")) that a split must keep whole (groups.csv).",
    ]
  }

  private var copies: [String] {
    func count(_ kind: LinkKind) -> Int { counts.links[kind.rawValue, default: 0] }
    let excerpts = links.count { $0.isExcerpt }
    var lines = [
      "COPIES (duplicates.csv)",
      "  identical files: \(count(.identicalBytes)) links; the same audio in another file: \(count(.identicalAudio));",
      "  near-copies: \(count(.nearCopy)), of them excerpts of longer recordings: \(excerpts); same patient: \(count(.samePatient)).",
      "  Compared \(counts.comparedPairs) of \(counts.possiblePairs) pairs at all lags; the prefilter proposed \(counts.proposedPairs).",
    ]
    if counts.groupsSharedWithUnlabelled > 0 {
      lines.append(
        "  \(counts.unlabelledInSharedGroups) of \(counts.unlabelled) unlabelled recordings share a group with labelled ones: labels guessed for them would leak into a test set."
      )
    }
    let acoustic = links.count { $0.isAcoustic }
    if acoustic > 0 {
      lines.append("  What to do: split by group_id, never by file or slice; keep one of identical files.")
    }
    return lines
  }

  private var conflicts: [String] {
    guard !labelConflicts.isEmpty || !patientsOfManyLabels.isEmpty else { return [] }
    var lines = ["LABELS"]
    if !labelConflicts.isEmpty {
      lines.append(
        "  \(labelConflicts.count) pairs of copies have different labels. One of each is wrong, or both hold:")
      for conflict in labelConflicts.sorted(by: { ($0.link.similarity ?? 1) > ($1.link.similarity ?? 1) }).prefix(5) {
        lines.append(
          "    \(conflict.link.fileA) (\(conflict.labelA)) = \(conflict.link.fileB) (\(conflict.labelB)), similarity \(Self.short(conflict.link.similarity ?? 1))"
        )
      }
      lines.append("  What to do: listen to both, correct the label, or leave both out.")
    }
    if !patientsOfManyLabels.isEmpty {
      let names = patientsOfManyLabels.keys.sorted(by: precedesInBytes)
      lines.append(
        "  \(names.count) patients have recordings of more than one class (\(names.prefix(5).joined(separator: ", "))\(names.count > 5 ? ", …" : "")): they must not be divided, and are worth a look."
      )
    }
    return lines
  }

  private var largeGroups: [String] {
    let large = groups.filter { $0.warning != nil }
    guard !large.isEmpty else { return [] }
    var lines = ["LARGE GROUPS"]
    for group in large.prefix(5) {
      lines.append("  \(group.id): \(group.members.count) recordings, \(group.warning ?? "").")
      if let weakest = group.weakestLinks.first {
        lines.append(
          "    Its weakest link is \(weakest.fileA) - \(weakest.fileB), similarity \(Self.short(weakest.similarity ?? 1)); \(group.completeLinkClusters.count) clusters in it are copies of each other throughout."
        )
      }
    }
    lines.append(
      "  What to do: look at the links in audit.json (weakest_links); if they are chance, raise --threshold. If they hold, there is less data than there are files."
    )
    return lines
  }

  private var calibrationTable: [String] {
    guard calibration.contains(where: { $0.pairs > 0 }) else { return [] }
    var lines = [
      "THRESHOLD: pairs that a threshold on similarity would link (used: \(Self.short(settings.threshold)))",
      "  from   pairs   one class   two classes   two known patients   chance at most",
    ]
    for row in calibration {
      let cells = [row.pairs, row.withinClass, row.acrossClasses, row.acrossPatients].map { "\($0)" }
      let widths = [8, 12, 14, 21]
      let padded = zip(cells, widths).map { Self.right($0, $1) }.joined()
      let chance = row.chanceShare.map { "\(Int((100 * $0).rounded())) %" } ?? "-"
      lines.append("  \(Self.right(Self.short(row.threshold), 4))\(padded)\(Self.right(chance, 17))")
    }
    return lines
  }

  private var quality: [String] {
    guard !counts.issues.isEmpty else { return [] }
    var lines = ["QUALITY (quality.csv, issues.csv)"]
    for issue in QualityIssue.allCases {
      guard let count = counts.issues[issue.rawValue] else { continue }
      lines.append("  \(issue.rawValue): \(count) of \(recordings.count). \(issue.remedy)")
    }
    return lines
  }

  private var shortcuts: [String] {
    guard !confounding.isEmpty else { return [] }
    var lines = [
      "SHORTCUTS: how well one property of the file alone tells the label (balanced accuracy, grouped; floor \(Self.short(confounding[0].floor)))"
    ]
    for probe in confounding {
      let mark = probe.isConfounded ? "  <- a model may learn this instead of the heart" : ""
      lines.append("  \(Self.left(probe.column, 12)) \(Self.short(probe.balancedAccuracy))\(mark)")
      for fact in probe.exclusive { lines.append("    every recording of one class has one value: \(fact)") }
    }
    if confounding.contains(where: \.isConfounded) {
      lines.append(
        "  What to do: resample all to one rate and cut to one length; report each source for itself (leave one source out)."
      )
    }
    return lines
  }

  private var memory: [String] {
    guard let probe = leakProbe else { return [] }
    var lines = [
      "MEMORY: a classifier that only remembers (1-nearest-neighbour, \(probe.slices) slices, balanced accuracy, floor \(Self.short(probe.floor)))",
      "  slices divided at random \(Self.short(probe.random)), by recording \(Self.short(probe.byRecording)), by group \(Self.short(probe.byGroup))",
    ]
    if probe.random - probe.byGroup >= 0.05 {
      lines.append(
        "  A random split would flatter a model by up to \(Int((100 * (probe.random - probe.byGroup)).rounded())) points; only the last figure is honest."
      )
    }
    return lines
  }

  private var rest: [String] {
    counts.cutShort > 0
      ? [
        "\(counts.cutShort) recordings are longer than \(Self.short(settings.longestSignature)) s; only their beginning was compared."
      ]
      : []
  }

  private static func short(_ value: Double) -> String { text((value * 1000).rounded() / 1000) }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
