import Core

/// The versions of everything that outputs depend on besides content and settings.
enum Algorithms {
  /// Raised whenever the bytes of any output change for the same input and settings, so that nothing old is kept.
  private static let revision = 10

  /// All versions on one line, in a fixed order.
  static let versions =
    (["auscult \(AuscultVersion.current)", "revision \(revision)"]
    + LibraryVersions.all.sorted { precedesInBytes($0.key, $1.key) }.map { "\($0.key) \($0.value)" })
    .joined(separator: ", ")
}
