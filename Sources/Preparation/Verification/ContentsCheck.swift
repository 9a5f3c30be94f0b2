import Core
import Curation
import HeartSound
import Manifest

/// Compares the tables of a data set with each other and with its description.
struct ContentsCheck {
  private let tables: PreparedTables

  init(_ tables: PreparedTables) { self.tables = tables }

  /// Folders in which every file belongs to a row.
  private static let rowFolders = ["clips/", "spectrograms/", "features/"]

  /// Everything that does not agree.
  var deviations: [Deviation] {
    guard let manifest = tables.manifest else { return descriptionOfFiles }
    return leaks(in: manifest) + parents(in: manifest) + lists(of: manifest) + files(of: manifest) + descriptionOfFiles
      + figures(of: manifest) + statements(of: manifest) + marks(of: manifest)
  }

  // MARK: Rows

  /// What is compared: of a split the rounds that its lists make, else those of the rows' own splits and folds.
  private func rounds(of manifest: ManifestFile) -> [LeakCheck.Round] {
    guard tables.isSplit else { return LeakCheck.rounds(of: manifest.rows) }
    return SplitLists(tables.lists).rounds(of: manifest.rows)
  }

  private func leaks(in manifest: ManifestFile) -> [Deviation] {
    // What was asked for is told by the certificate, which is computed again.
    if tables.split?.leaky == true { return [] }
    return LeakCheck.leaks(in: manifest.rows, rounds: rounds(of: manifest)).map { leak in
      let rows = leak.rows.prefix(4).joined(separator: ", ")
      let what =
        leak.kind == "augmented"
        ? "is augmented and stands in \(leak.splits.joined(separator: ", "))"
        : "the \(leak.kind) '\(leak.value)' stands in \(leak.splits.joined(separator: " and ")): rows \(rows)"
      return Deviation(.leak, leak.kind == "augmented" ? leak.value : leak.kind, what + ".")
    }
  }

  /// An augmented copy stands where the clip stands that it was made from.
  private func parents(in manifest: ManifestFile) -> [Deviation] {
    let rows = Dictionary(manifest.rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return manifest.rows.filter { $0.kind == .augmented }.compactMap { row in
      guard let parent = rows[row.parentID] else {
        // The clip's file may have been missing when the data set was divided.
        if tables.rejections?.contains(where: { $0.isOfSplit && $0.reason == "missing" }) == true { return nil }
        return Deviation(.mismatch, row.id, "was made from '\(row.parentID)', which has no row.")
      }
      return parent.groupID == row.groupID
        ? nil
        : Deviation(.leak, row.id, "is of the group '\(row.groupID)', and its parent of '\(parent.groupID)'.")
    }
  }

  /// The lists of the splits hold the rows of `manifest.csv`.
  private func lists(of manifest: ManifestFile) -> [Deviation] {
    if tables.isSplit { return SplitLists(tables.lists).deviations(from: manifest) }
    return Split.allCases.flatMap { split -> [Deviation] in
      guard let name = split.fileName, let list = tables.lists[name] else { return [] }
      let listed = Dictionary(list.rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      let expected = Dictionary(
        manifest.rows(in: split).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      return Set(listed.keys).union(expected.keys).compactMap { id in
        switch (listed[id], expected[id]) {
        case (let row?, let wanted?):
          let columns = row.columns(differingFrom: wanted)
          return columns.isEmpty
            ? nil
            : Deviation(.mismatch, name, "row '\(id)' differs from manifest.csv in \(columns.joined(separator: ", ")).")
        case (nil, _): return Deviation(.mismatch, name, "lacks the row '\(id)' that manifest.csv has.")
        case (_, nil):
          return Deviation(.mismatch, name, "has the row '\(id)', which manifest.csv has not in this split.")
        }
      }
    }
  }

  /// Rows name listed files with the right digests, and clips, pictures and features belong to rows.
  private func files(of manifest: ManifestFile) -> [Deviation] {
    guard let inventory = tables.inventory else { return [] }
    let listed = Dictionary(inventory.files.map { ($0.path, $0.sha256) }, uniquingKeysWith: { first, _ in first })
    var named: Set<String> = []
    var deviations: [Deviation] = []
    for row in manifest.rows {
      // Not every clip has states.
      named.insert(StateAnnotations.path(beside: row.fileName))
      for path in [row.fileName, row.spectrogram, row.features] where !path.isEmpty {
        named.insert(path)
        if listed[path] == nil {
          deviations.append(Deviation(.mismatch, path, "row '\(row.id)' names it, and files.csv does not list it."))
        }
      }
      if let digest = listed[row.fileName], digest != row.sha256 {
        deviations.append(
          Deviation(.mismatch, row.fileName, "has another SHA-256 in files.csv than in row '\(row.id)'."))
      }
    }
    let orphans = inventory.files.map(\.path).filter { path in
      Self.rowFolders.contains { path.hasPrefix($0) } && !named.contains(path)
    }
    return deviations + orphans.map { Deviation(.mismatch, $0, "is listed in files.csv, and no row names it.") }
  }

  // MARK: The description

  /// The digests and sums of files that `dataset.json` holds.
  private var descriptionOfFiles: [Deviation] {
    var found: [Deviation] = []
    if let said = tables.description {
      found += checkOutputs(of: DatasetDescription.fileName, outputs: said.outputs, certificate: said.certificate)
    }
    if let said = tables.split {
      found += checkOutputs(of: SplitDescription.fileName, outputs: said.outputs, certificate: said.certificate)
    }
    return found
  }

  private func checkOutputs(
    of file: String, outputs: OutputInventory.Summary, certificate: LeakCertificate
  ) -> [Deviation] {
    var deviations: [Deviation] = []
    if let digest = tables.digests[OutputInventory.fileName], digest != outputs.sha256 {
      deviations.append(
        Deviation(.changed, OutputInventory.fileName, "is not the list that \(file) certifies: it was edited."))
    }
    for (name, digest) in certificate.files where tables.digests[name].map({ $0 != digest }) ?? false {
      deviations.append(Deviation(.changed, name, "is not the table that the leak certificate covers."))
    }
    if let inventory = tables.inventory {
      deviations += compared("outputs.files", outputs.files, inventory.summary.files, in: file)
      deviations += compared("outputs.bytes", outputs.bytes, inventory.summary.bytes, in: file)
    }
    return deviations
  }

  /// The counts and statements of `dataset.json`, computed again.
  private func figures(of manifest: ManifestFile) -> [Deviation] {
    guard let description = tables.description, let rejections = tables.rejections else { return [] }
    let figures = DatasetFigures(rows: manifest.rows, rejections: rejections.filter { !$0.isOfSplit })
    let (said, counted) = (description.counts, figures.counts)
    let certificate = LeakCertificate(
      rows: manifest.rows, rounds: rounds(of: manifest),
      groupedBy: tables.split?.by.rawValue ?? description.recipe.split.by.rawValue,
      files: description.certificate.files)
    var deviations =
      compared("counts.found", said.found, counted.found) + compared("counts.prepared", said.prepared, counted.prepared)
      + compared("counts.unlabelled", said.unlabelled, counted.unlabelled)
      + compared("counts.rejected", said.rejected, counted.rejected) + compared("counts.rows", said.rows, counted.rows)
      + compared("classes", description.classes, figures.classes)
      + compared("recordings", description.recordings, figures.recordings)
      + compared("inputs.files", description.inputs.files, figures.inputs.files)
      + compared("inputs.sha256", description.inputs.sha256, figures.inputs.sha256)
      + compared("certificate.groups", description.certificate.groups, certificate.groups)
      + compared("certificate.rows", description.certificate.rows, certificate.rows)
      + compared("certificate.without_patient", description.certificate.withoutPatient, certificate.withoutPatient)
      + compared("certificate.grouped_by", description.certificate.groupedBy, certificate.groupedBy)
      + compared("certificate.leaks", description.certificate.leaks.count, certificate.leaks.count)
    if let complaints = tables.complaints {
      deviations += compared(
        "complaints", description.complaints, Dictionary(complaints.map { ($0, 1) }, uniquingKeysWith: +))
    }
    do { try description.recipe.validate() } catch {
      deviations.append(Deviation(.schema, "dataset.json, recipe", error.message))
    }
    return deviations
  }

  /// What `split.json` says of the rows, computed again.
  private func statements(of manifest: ManifestFile) -> [Deviation] {
    guard let split = tables.split else { return [] }
    let certificate = LeakCertificate(
      rows: manifest.rows, rounds: rounds(of: manifest), groupedBy: split.by.rawValue, files: split.certificate.files)
    func compared<Value: Equatable & Encodable>(_ key: String, _ said: Value, _ found: Value) -> [Deviation] {
      self.compared(key, said, found, in: SplitDescription.fileName)
    }
    let recordings = SplitUnits.recordings(of: manifest.rows)
    // How many groups were united cannot be told from those that came of it.
    let counts = SplitDescription.Counts(
      manifest.rows, recordings: recordings, united: split.counts.united,
      rejected: tables.rejections?.count(where: \.isOfSplit) ?? split.counts.rejected)
    return compared("folds", split.folds, Set(manifest.rows.compactMap(\.fold)).count)
      + compared("counts", split.counts, counts)
      + compared("balance", split.balance, balance(of: manifest, recordings, as: split))
      + compared("leaky", split.leaky, certificate.leaky)
      + compared("certificate.leaky", split.certificate.leaky, certificate.leaky)
      + compared("certificate.grouped_by", split.certificate.groupedBy, certificate.groupedBy)
      + compared("certificate.groups", split.certificate.groups, certificate.groups)
      + compared("certificate.rows", split.certificate.rows, certificate.rows)
      + compared("certificate.without_patient", split.certificate.withoutPatient, certificate.withoutPatient)
      + compared("certificate.checks", split.certificate.checks, certificate.checks)
      + compared("certificate.leaks", split.certificate.leaks.count, certificate.leaks.count)
  }

  /// The recordings of each list, in the order of `split.json`, beside what its settings want there.
  private func balance(
    of manifest: ManifestFile, _ recordings: [String], as split: SplitDescription
  ) -> SplitBalance {
    let places = Dictionary(split.balance.lists.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let rounds = rounds(of: manifest).sorted { a, b in
      let (first, second) = (places["\(a.prefix)test"] ?? .max, places["\(b.prefix)test"] ?? .max)
      return first == second ? precedesInBytes(a.prefix, b.prefix) : first < second
    }
    let shares = SplitShares(
      division: split.division, validation: split.validation, test: split.test, folds: split.folds)
    return SplitBalance(
      of: manifest.rows, recordings: split.by == .segment ? manifest.rows.map(\.id) : recordings, rounds: rounds,
      share: shares.share(of:))
  }

  /// In the tables of a split that leaks each row says whether it has a part in that.
  private func marks(of manifest: ManifestFile) -> [Deviation] {
    guard tables.isSplit else { return [] }
    let leaks = LeakCheck.leaks(in: manifest.rows, rounds: rounds(of: manifest))
    let leaking = LeakCheck.rows(of: leaks, in: manifest.rows)
    let named = tables.lists.merging([ManifestFile.fileName: manifest]) { first, _ in first }
    return named.sorted { precedesInBytes($0.key, $1.key) }.compactMap { name, file in
      let wanted = leaking.isEmpty ? nil : file.rows.map { leaking.contains($0.id) ? "true" : "false" }
      if tables.marks[name] == wanted { return nil }
      return Deviation(.mismatch, name, "its column 'leaky' does not say which rows stand on several sides.")
    }
  }

  private func compared<Value: Equatable & Encodable>(
    _ key: String, _ said: Value, _ found: Value, in file: String = DatasetDescription.fileName
  ) -> [Deviation] {
    if said == found { return [] }
    func text(_ value: Value) -> String { (try? JSONText.encode(value, isPretty: false)) ?? "" }
    return [
      Deviation(.count, "\(file), \(key)", "is \(text(said)), and the tables make it \(text(found)).")
    ]
  }
}
