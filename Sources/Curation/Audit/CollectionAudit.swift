import Core
public import Manifest

/// Audits a collection: quality, copies, groups, confounding.
public struct CollectionAudit: Sendable {
  /// How recordings are compared.
  public let settings: AuditSettings
  /// How many recordings are worked on at once; the result does not depend on it.
  public let workers: Int

  /// Makes an audit.
  public init(settings: AuditSettings = .init(), workers: Int) {
    self.settings = settings
    self.workers = max(1, workers)
  }

  /// What an audit is doing.
  public enum Stage: Sendable {
    /// Decoding and measuring recordings.
    case listening
    /// Comparing pairs of recordings.
    case comparing
  }

  /// Audits `collection`.
  /// - Parameter progress: is told the stage, how many of its items are finished, and of how many.
  /// - Returns: the report, and the files that could not be decoded.
  public func callAsFunction(
    _ collection: Collection, progress: (_ stage: Stage, _ done: Int, _ total: Int) -> Void = { _, _, _ in }
  ) -> (report: AuditReport, rejections: [Rejection]) {
    let all = collection.recordings
    let survey = SoundSurvey(
      of: all, settings: settings, workers: workers,
      progress: { done, _ in
        progress(.listening, done, all.count)
      })
    let findings = survey.nearCopies { progress(.comparing, $0, $1) }
    let links = AuditLink.all(of: all, survey: survey, findings: findings, settings: settings)
    let grouping = AuditGrouping(recordings: all, links: links)
    let recordings = audited(all, survey: survey, findings: findings, links: links, grouping: grouping)
    let groups = grouping.groups()
    let labelled = all.indices.filter { all[$0].label != nil && survey.qualities[$0] != nil }
    let report = AuditReport(
      version: AuscultVersion.current, settings: settings, layout: collection.layout, evidence: collection.evidence,
      counts: counts(
        all, survey: survey, findings: findings, links: links, groups: groups, names: grouping.names, recordings),
      recordings: recordings, links: links,
      calibration: CalibrationRow.rows(findings, recordings: all, settings: settings), groups: groups,
      labelConflicts: conflicts(all, links), patientsOfManyLabels: patientsOfManyLabels(all),
      confounding: confounding(labelled, all, survey, grouping.names),
      leakProbe: LeakProbe(
        labels: labelled.map { all[$0].label ?? "" }, groups: labelled.map { grouping.names[$0] },
        slices: labelled.map { survey.slices[$0] }, settings: settings),
      rejected: survey.rejections.map {
        AuditRejection(fileName: $0.sourceFile, reason: $0.reason, detail: $0.detail)
      })
    return (report, survey.rejections)
  }

  private func audited(
    _ all: [Recording], survey: SoundSurvey, findings: NearCopyFindings, links: [AuditLink], grouping: AuditGrouping
  ) -> [AuditedRecording] {
    var nearest = [Double?](repeating: nil, count: all.count)
    var copies = [[Int]](repeating: [], count: all.count)
    func note(_ a: Int, _ b: Int, _ similarity: Double) {
      nearest[a] = max(nearest[a] ?? 0, similarity)
      nearest[b] = max(nearest[b] ?? 0, similarity)
    }
    for pair in findings.pairs where pair.support >= settings.leastSupport { note(pair.a, pair.b, pair.similarity) }
    for link in links where link.isAcoustic {
      let (a, b) = link.positions
      note(a, b, link.similarity ?? 1)
      copies[a].append(b)
      copies[b].append(a)
    }
    return all.indices.compactMap { index in
      guard let quality = survey.qualities[index] else { return nil }
      let recording = all[index]
      let issues = quality.issues(settings.quality)
      return AuditedRecording(
        fileName: recording.path, label: recording.label ?? "", patientID: recording.patientID,
        source: recording.source, site: recording.site, split: recording.officialSplit?.rawValue ?? "",
        sha256: survey.digests[index], groupID: grouping.names[index],
        quality: quality, signalQualityIndex: quality.index, notHeartSoundScore: quality.strangeness,
        issues: QualityIssue.allCases.filter(issues.contains), nearestSimilarity: nearest[index],
        nearDuplicates: Set(copies[index]).sorted().map { all[$0].path })
    }
  }

  private func counts(
    _ all: [Recording], survey: SoundSurvey, findings: NearCopyFindings, links: [AuditLink], groups: [AuditGroup],
    names: [String], _ recordings: [AuditedRecording]
  ) -> AuditReport.Counts {
    let labelled = all.count { $0.label != nil }
    let shared = groups.filter { $0.unlabelled > 0 }
    return AuditReport.Counts(
      found: all.count, rejected: survey.rejections.count, labelled: labelled, unlabelled: all.count - labelled,
      groups: Set(names).count, groupsSharedWithUnlabelled: shared.count,
      unlabelledInSharedGroups: shared.reduce(0) { $0 + $1.unlabelled }, possiblePairs: findings.possiblePairs,
      proposedPairs: findings.proposedPairs, comparedPairs: findings.comparedPairs,
      cutShort: recordings.count { $0.quality.duration > settings.longestSignature },
      links: Dictionary(links.map { ($0.kind.rawValue, 1) }, uniquingKeysWith: +),
      issues: Dictionary(recordings.flatMap { $0.issues.map { ($0.rawValue, 1) } }, uniquingKeysWith: +))
  }

  private func conflicts(_ all: [Recording], _ links: [AuditLink]) -> [LabelConflict] {
    links.compactMap { link in
      guard link.isAcoustic, let a = all[link.positions.a].label, let b = all[link.positions.b].label, a != b else {
        return nil
      }
      return LabelConflict(link: link, labelA: a, labelB: b)
    }
  }

  private func patientsOfManyLabels(_ all: [Recording]) -> [String: [String]] {
    Dictionary(grouping: all.filter { !$0.patientID.isEmpty && $0.label != nil }, by: \.patientID)
      .mapValues { Set($0.compactMap(\.label)).sorted(by: precedesInBytes) }.filter { $0.value.count > 1 }
  }

  private func confounding(_ labelled: [Int], _ all: [Recording], _ survey: SoundSurvey, _ names: [String])
    -> [ConfoundingProbe]
  {
    let qualities = labelled.compactMap { survey.qualities[$0] }
    guard
      let probes = Confounding(
        labels: labelled.map { all[$0].label ?? "" }, groups: labelled.map { names[$0] }, settings: settings)
    else { return [] }
    return [
      probes.probe("source", words: labelled.map { all[$0].source }),
      probes.probe("site", words: labelled.map { all[$0].site }),
      probes.probe("sample_rate", words: qualities.map { "\($0.sampleRate)" }),
      probes.probe("bits", words: qualities.map { "\($0.bits)" }),
      probes.probe("channels", words: qualities.map { "\($0.channels)" }),
      probes.probe("codec", words: qualities.map { "\($0.container) \($0.codec)" }),
      probes.probe("duration", numbers: qualities.map(\.duration)),
      probes.probe("bandwidth", numbers: qualities.map { $0.bandwidth ?? 0 }),
    ].compactMap { $0 }
  }
}
