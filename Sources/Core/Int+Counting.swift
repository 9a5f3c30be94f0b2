extension Int {
  /// The number and what it counts: "1 patient", "2 patients".
  /// - Parameter noun: a word that takes an s where there is not just one.
  public func counted(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}
