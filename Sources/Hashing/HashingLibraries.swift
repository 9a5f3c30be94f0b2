internal import CGcrypt

/// The version of the C library behind digests.
public enum HashingLibraries {
  /// Version by library name, as the library that is loaded tells it.
  public static var versions: [String: String] {
    gcry_check_version(nil).map { ["libgcrypt": String(cString: $0)] } ?? [:]
  }
}
