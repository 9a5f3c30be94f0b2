import Hashing
import MediaIO
import Pictures
import SignalProcessing

/// The versions of the C libraries whose work stands in prepared files.
enum LibraryVersions {
  /// Version by library name, as the libraries that are loaded tell it.
  static var all: [String: String] {
    [SignalLibraries.versions, PictureLibraries.versions, HashingLibraries.versions].reduce(MediaLibraries.versions) {
      $0.merging($1) { first, _ in first }
    }
  }
}
