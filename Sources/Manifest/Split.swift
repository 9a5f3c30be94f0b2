/// Which part of a data set a row belongs to.
public enum Split: String, Sendable, Codable, CaseIterable, Comparable {
  /// Weights are fitted to these rows.
  case train
  /// Early stopping and thresholds may look at these.
  case validation = "val"
  /// Only the final figure looks at these.
  case test
  /// Rows without a label: never used for fitting or for figures.
  case unlabelled

  public static func < (a: Split, b: Split) -> Bool { a.order < b.order }

  private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// The file that lists the rows of this split; unlabelled rows stand in `manifest.csv` only.
  public var fileName: String? { self == .unlabelled ? nil : "\(rawValue).csv" }
}
