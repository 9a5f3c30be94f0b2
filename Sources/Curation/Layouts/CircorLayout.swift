import Core
import Foundation
import Manifest

/// The CirCor DigiScope data set (PhysioNet Challenge 2022): `<patient>.txt`, and WAV, header and S1/S2 times a recording.
///
/// The label is the patient's murmur, of all recordings or only of those where it was heard, or another of the patient's facts
/// such as `Outcome`. A child enrolled under two numbers (`Additional ID`) is one patient.
enum CircorLayout: Layout {
  static let name = "circor2022"
  static let summary =
    "CirCor DigiScope (PhysioNet Challenge 2022): <patient>.txt, or training_data.csv, with .wav, .hea, .tsv"
  static let heeds: Set<LayoutOptions.Choice> = [.labelFrom, .murmurScope]

  private static let sites: Set<Substring> = ["AV", "PV", "TV", "MV", "Phc"]

  static func evidence(in tree: FolderTree, options: LayoutOptions) -> String? {
    let named = tree.soundFiles.filter { nameParts($0) != nil }
    guard !named.isEmpty, named.count * 2 > tree.soundFiles.count else { return nil }
    let patients = tree.otherFiles.filter { isPatientFile($0) }.count
    let tables = patientTables(in: tree)
    guard patients > 0 || !tables.isEmpty else { return nil }
    let source = patients > 0 ? "\(patients) patient files (<number>.txt)" : tables[0]
    return
      "\(named.count) of \(tree.soundFiles.count) sound files are named <patient>_<location>, and \(source) describe them"
  }

  static func read(_ tree: FolderTree, options: LayoutOptions) throws(CurationError) -> LayoutFindings {
    var findings = LayoutFindings()
    let patients = try patients(in: tree, &findings)
    try check(options.labelFrom, among: patients, tree)
    let known = Dictionary(patients.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
    var annotations = Set(tree.otherFiles.filter { $0.hasSuffix(".tsv") && nameParts($0) != nil })
    for path in tree.soundFiles {
      let parts = nameParts(path)
      let patient = parts.flatMap { known[$0.patient] }
      if patient == nil {
        findings.complain(
          .fileWithoutRow, path,
          parts == nil
            ? "is not named <patient>_<location>, so nothing is known of it."
            : "there is no \(parts?.patient ?? "").txt or row that describes its patient, so it has no label. Fetch it."
        )
      }
      var recording = recording(path, in: tree, patient: patient, parts: parts, options: options)
      annotate(&recording, in: tree, patient: patient, &annotations, &findings)
      findings.recordings.append(recording)
    }
    complainOfMissing(patients, tree, &findings)
    for path in annotations.sorted(by: precedesInBytes) {
      findings.complain(
        .annotation, path,
        "no recording of that name is here; it was not used. Fetch the recording, or rename the file.")
    }
    return findings
  }

  private static func recording(
    _ path: String, in tree: FolderTree, patient: CircorPatient?, parts: (patient: String, site: String)?,
    options: LayoutOptions
  ) -> Recording {
    var recording = Recording(
      path: path, in: tree.root, label: patient?.label(at: parts?.site ?? "", options: options),
      patientID: patient?.person ?? parts?.patient ?? "", source: patient?.facts["Campaign"] ?? "",
      site: parts?.site ?? "")
    recording.facts = patient?.facts ?? [:]
    return recording
  }

  /// Gives a recording its S1 and S2 times, and compares its header.
  private static func annotate(
    _ recording: inout Recording, in tree: FolderTree, patient: CircorPatient?, _ unused: inout Set<String>,
    _ findings: inout LayoutFindings
  ) {
    let stem = String(PathText.withoutExtension(recording.path))
    let path = stem + ".tsv"
    if unused.remove(path) != nil {
      recording.annotation = AnnotationFile(path: path, in: tree.root, format: .states)
    } else {
      let entry = patient?.entries.first { $0.sound == PathText.name(of: recording.path) }
      findings.complain(
        .annotation, recording.path,
        "has no \(PathText.name(of: path))\(entry?.annotation.isEmpty == true ? ", and \(patient?.path ?? "") names none" : ""): its S1 and S2 times are not known."
      )
    }
    if let header = tree.text(stem + ".hea").flatMap({ WFDBHeader($0) }),
      let complaint = HeaderComparison.complaint(header, stem + ".hea", of: recording)
    {
      findings.complaints.append(complaint)
    }
  }

  private static func complainOfMissing(
    _ patients: [CircorPatient], _ tree: FolderTree, _ findings: inout LayoutFindings
  ) {
    let present = Set(tree.soundFiles)
    for patient in patients {
      let folder = PathText.folder(of: patient.path)
      for entry in patient.entries where !present.contains(folder.isEmpty ? entry.sound : folder + "/" + entry.sound) {
        findings.complain(
          .rowWithoutFile, entry.sound, "\(patient.path) names it, but there is no such file. Fetch it from PhysioNet.")
      }
    }
  }

  // MARK: Patients

  /// Patients by their own files, and by tables for those who have none; what both say is compared.
  private static func patients(
    in tree: FolderTree, _ findings: inout LayoutFindings
  ) throws(CurationError) -> [CircorPatient] {
    var patients = tree.otherFiles.filter(isPatientFile).compactMap { path in
      tree.text(path).flatMap { CircorPatient($0, path: path) }
    }
    let known = Dictionary(patients.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
    for path in patientTables(in: tree) {
      let table = try SourceTable(tree, path)
      guard let column = table.column(["Patient ID", "Patient_ID"]) else { continue }
      for row in table.rows {
        var facts: [String: String] = [:]
        for (name, cell) in zip(table.header, row) where !SourceTable.plain(cell).isEmpty {
          facts[SourceTable.plain(name)] = SourceTable.plain(cell)
        }
        let tabled = CircorPatient(id: table.cell(row, column), path: path, facts: facts)
        if let patient = known[tabled.id] {
          compare(patient, tabled, &findings)
        } else {
          patients.append(tabled)
        }
      }
    }
    return patients
  }

  private static func compare(_ patient: CircorPatient, _ tabled: CircorPatient, _ findings: inout LayoutFindings) {
    for (name, own, other) in [
      ("Murmur", patient.murmur, tabled.murmur), ("Outcome", patient.facts["Outcome"], tabled.facts["Outcome"]),
    ] where own != other && other != nil {
      findings.complain(
        .labelConflict, patient.id,
        "\(patient.path) says '\(name): \(own ?? "nan")', \(tabled.path) '\(other ?? "nan")'; the patient's own file was used."
      )
    }
  }

  /// A fact that no patient has would silently leave everything without a label.
  private static func check(_ fact: String?, among patients: [CircorPatient], _ tree: FolderTree) throws(CurationError)
  {
    guard let fact, fact.lowercased() != "murmur" else { return }
    let names = Set(patients.flatMap(\.facts.keys)).sorted(by: precedesInBytes)
    if names.contains(where: { $0.lowercased() == fact.lowercased() }) { return }
    let guess = Spelling.closest(to: fact, among: names).map { " Did you mean '\($0)'?" } ?? ""
    throw CurationError(
      .malformedTable,
      "no patient has a fact '\(fact)' to take labels from; there are \(names.joined(separator: ", ")).\(guess)",
      subject: tree.origin.path)
  }

  private static func isPatientFile(_ path: String) -> Bool {
    path.hasSuffix(".txt") && PathText.stem(of: path).allSatisfy(\.isASCIIDigit)
  }

  private static func patientTables(in tree: FolderTree) -> [String] {
    tree.otherFiles.filter { $0.hasSuffix(".csv") }.filter { path in
      guard let columns = tree.columns(of: path) else { return false }
      return SourceTable.column(["Patient ID", "Patient_ID"], in: columns) != nil
        && SourceTable.column(["Murmur", "Murmurs"], in: columns) != nil
    }
  }

  /// Patient and location of a name such as `2530_AV.wav` or `50782_MV_1.wav`.
  static func nameParts(_ path: String) -> (patient: String, site: String)? {
    let parts = PathText.stem(of: path).split(separator: "_", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), !parts[0].isEmpty, parts[0].allSatisfy(\.isASCIIDigit),
      sites.contains(parts[1]),
      parts.count == 2 || parts[2].allSatisfy(\.isASCIIDigit)
    else { return nil }
    return (String(parts[0]), String(parts[1]))
  }
}
