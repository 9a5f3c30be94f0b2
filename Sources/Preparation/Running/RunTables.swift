import Manifest

/// The names of the tables at the top of an output folder.
enum RunTables {
  static let rejected = Rejection.fileName
  static let complaints = "complaints.csv"

  /// All of them.
  static let names =
    [ManifestFile.fileName, OutputInventory.fileName, rejected, complaints] + Split.allCases.compactMap(\.fileName)
}
