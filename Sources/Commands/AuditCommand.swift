import CommandLineKit
import Core
import Curation
import Foundation
import Manifest
import Preparation

/// `auscult audit`: what is wrong with a collection before anything is trained on it.
struct AuditCommand: Command {
  static let output = Option(
    required: "output", short: "o", .folder, help: "where the tables and the page go; made if missing")
  static let threshold = Option(
    "threshold", .number(in: 0.7...1), default: AuditSettings().threshold,
    help: "similarity from which two recordings count as near-copies")
  static let exhaustive = Option(
    flag: "exhaustive", help: "compare every pair of recordings, which takes long, instead of the likely ones")

  static let specification = CommandSpec(
    name: "audit", abstract: "Find copies, faults and shortcuts in a collection",
    discussion: """
      Listens to every recording and writes, without changing anything:

        duplicates.csv   pairs that belong together: identical bytes, identical audio, near-copies, same patient
        groups.csv       every recording's group: what a split must keep whole
        issues.csv       one row a recording, faults as true or false, columns as in cleanlab's Datalab
        quality.csv      what was measured of every recording
        rejected.csv     files that could not be read, with the reason
        audit.json       all of it, with the settings
        report.html      a page to look at: counts, spectrograms, sounds, copies side by side, and what to do

      Two recordings are near-copies if their 25-400 Hz bands at 1 kHz correlate at some lag, over at least half of the \
      shorter one and a second, at 0.9 or more; gain, polarity, offset, rate and codec play no part, and an excerpt is found \
      in the recording it was cut from. lag_samples and overlap_samples count milliseconds. Scores are between 0 and 1, low \
      for those with the issue.

      The exit status is 1 when files could not be read.
      """,
    arguments: [CollectionArguments.path], options: [output] + CollectionArguments.all + [threshold, exhaustive],
    examples: [
      .init("auscult audit heartbeat-sounds --output audit", "look at Kaggle's PASCAL folder"),
      .init(
        "auscult audit heart.zip --output audit --map murmur=abnormal,extrastole=abnormal",
        "an archive, with the classes that will be trained on"),
      .init("auscult audit training -o audit --json", "the same for a program, as one JSON object"),
    ])

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    let (path, output) = (arguments[CollectionArguments.path], arguments[Self.output])
    let renamings = try CollectionArguments.renamings(arguments)
    let folder = OutputFolder.prepared(output)
    try folder.checkApart(from: path)
    try Self.checkOurs(output)
    return try InputPlace.open(path) { place in
      let found = try CollectionArguments.collection(place, arguments, excluding: output)
      CollectionArguments.warn(of: renamings.map(\.label), unknownIn: found, console: console)
      console.note("Layout: \(found.layout) (\(found.evidence)).")
      let names = Dictionary(renamings.map { ($0.label, $0.name) }, uniquingKeysWith: { $1 })
      return try audit(found.renamingLabels(names), to: output, arguments, console)
    }
  }

  private func audit(
    _ collection: Curation.Collection, to output: URL, _ arguments: ParsedArguments, _ console: Console
  ) throws -> ExitStatus {
    var settings = AuditSettings()
    settings.threshold = arguments[Self.threshold]
    settings.isExhaustive = arguments[Self.exhaustive]
    if let seed = arguments.seed { settings.seed = seed }

    let audit = CollectionAudit(settings: settings, workers: arguments.workers)
    let listening = ProgressBar(
      "Listening", total: collection.recordings.count, unit: "recordings", console: console)
    var comparing: ProgressBar?
    let (report, rejections) = audit(collection) { stage, done, total in
      switch stage {
      case .listening:
        listening.set(done)
        if done == total { listening.finish() }
      case .comparing:
        if comparing == nil { comparing = ProgressBar("Comparing", total: total, unit: "pairs", console: console) }
        comparing?.set(done)
      }
    }
    comparing?.finish()
    console.note("Drawing the page.")
    let page = AuditPage(report, recordings: collection.recordings, workers: arguments.workers)
    try write(report, page: page, rejections: rejections, to: output)
    try tell(report, output: output, console: console)
    return rejections.isEmpty ? .done : .finishedWithRejections
  }

  private static let fileNames = AuditReport.tableNames + ["rejected.csv", "audit.json", "report.html"]

  /// Refuses a folder that holds anything an audit did not write.
  private static func checkOurs(_ output: URL) throws {
    let present = (try? FileManager.default.contentsOfDirectory(atPath: output.path)) ?? []
    let strangers = present.filter { !$0.hasPrefix(".") && !fileNames.contains($0) }.sorted(by: precedesInBytes)
    if let stranger = strangers.first {
      throw PreparationError(
        .output,
        "holds '\(stranger)', which 'auscult audit' did not write. Choose an empty folder, or one that it wrote.",
        subject: output.path)
    }
  }

  private func write(_ report: AuditReport, page: AuditPage, rejections: [Rejection], to output: URL) throws {
    for (name, table) in report.tables() {
      try AtomicFile.write(table.text, to: output.appendingPathComponent(name))
    }
    try AtomicFile.write(Rejection.table(rejections).text, to: output.appendingPathComponent("rejected.csv"))
    try AtomicFile.write(try report.json(), to: output.appendingPathComponent("audit.json"))
    try AtomicFile.write(page.html(), to: output.appendingPathComponent("report.html"))
  }

  private func tell(_ report: AuditReport, output: URL, console: Console) throws {
    if console.isJSON { return try console.printJSON(report) }
    console.write(report.summary())
    console.print("")
    for (reason, alike) in Dictionary(grouping: report.rejected, by: \.reason).sorted(by: {
      precedesInBytes($0.key, $1.key)
    }) {
      console.print("rejected (\(reason)): \(alike.count), for example \(alike[0].fileName): \(alike[0].detail)")
    }
    console.print("Wrote \(output.relativePath)/report.html, audit.json and its tables")
  }
}
