/// The version of the suite, as `--version` and `dataset.json` tell it.
public enum AuscultVersion {
  /// Semantic version of this source tree.
  public static let current = "0.1.0"
}
