import Core
import Curation
import Foundation
import Pictures
import Reports

extension AuditPage {
  private var swallowed: [AuditGroup] { report.groups.filter { $0.warning != nil } }

  var swallowedNote: ReportNote? {
    guard let first = swallowed.first else { return nil }
    return ReportNote(
      .problem,
      title:
        "\(plural(swallowed.count, "group")) swallow\(swallowed.count == 1 ? "s" : "") a class or much of the collection",
      text:
        "The largest \(first.warning ?? ""). A group stays on one side of a split, so a class inside it cannot be both learnt and tested. The links that hold it together stand under Groups."
    )
  }

  var sharedNote: ReportNote? {
    guard report.counts.unlabelledInSharedGroups > 0 else { return nil }
    return ReportNote(
      .warning,
      title:
        "\(number(report.counts.unlabelledInSharedGroups)) of \(number(report.counts.unlabelled)) recordings without a label share a group with labelled ones",
      text:
        "Labels guessed for them would carry test patients into the training set. Give them to the side their group is on, or leave them out."
    )
  }

  /// What must stay together, and groups that leave nothing to divide.
  var groups: HTMLReport.Section? {
    guard report.recordings.count > 1 else { return nil }
    var blocks: [ReportBlock] = [
      .text(
        "Recordings that are linked, directly or through others, form a group. A split that divides a group leaks: \(plural(report.counts.found, "recording")) make \(plural(report.counts.groups, "group")) (groups.csv)."
      )
    ]
    if let note = sharedNote { blocks.append(.note(note)) }
    for group in swallowed.prefix(5) { blocks += large(group) }
    let shown = report.groups.prefix(12)
    if !shown.isEmpty {
      blocks.append(
        .table(
          ReportTable(
            caption: "The largest groups",
            columns: [
              .init("Group"), .init("Recordings", isNumeric: true), .init("Classes"), .init("Held together by"),
            ],
            rows: shown.map { group in
              [group.id, number(group.members.count), classes(group), linkWords(group.links)]
            })))
    }
    return HTMLReport.Section("Groups", blocks)
  }

  private func classes(_ group: AuditGroup) -> String {
    let labels = group.labels.sorted {
      $0.value == $1.value ? precedesInBytes($0.key, $1.key) : $0.value > $1.value
    }.map { "\(number($0.value)) \($0.key)" }
    let unlabelled =
      group.labels.isEmpty ? "no label" : group.unlabelled > 0 ? "\(number(group.unlabelled)) no label" : nil
    return list(labels + [unlabelled].compactMap { $0 }, most: 4)
  }

  private func linkWords(_ links: [String: Int]) -> String {
    let names: [LinkKind: String] = [
      .identicalBytes: "same bytes", .identicalAudio: "same sound", .nearCopy: "near-copies",
      .samePatient: "same patient",
    ]
    return LinkKind.allCases.compactMap { kind in
      links[kind.rawValue].map { "\(names[kind] ?? kind.rawValue) (\(number($0)))" }
    }.joined(separator: ", ")
  }

  private func large(_ group: AuditGroup) -> [ReportBlock] {
    let note = ReportNote(
      .problem, title: "\(group.id): \(plural(group.members.count, "recording"))",
      text:
        "It \(group.warning ?? ""), held together by \(linkWords(group.links)). If the weakest links below are chance, raise --threshold and the group falls apart; if they hold, there is less data here than there are files."
    )
    guard !group.weakestLinks.isEmpty else { return [.note(note)] }
    let table = ReportTable(
      caption: "Its weakest links: without one of them it falls in two",
      columns: [.init("Recording"), .init("and"), .init("Similarity", isNumeric: true)],
      rows: group.weakestLinks.map {
        [$0.fileA, $0.fileB, $0.similarity.map { Ticks.number($0, decimals: 3) } ?? "–"]
      })
    return [
      .note(note), .table(table),
      .text(
        "\(plural(group.completeLinkClusters.count, "cluster")) in it hold only recordings that are all copies of each other."
      ),
    ]
  }
}
