internal import CFFmpeg

/// The shared libraries that FFmpeg brings along.
enum LoadedLibraries {
  /// Gives back what loading them took: about 140 symbol tables, ten megabytes that are not looked at again.
  ///
  /// Only what cannot have been written to is given back, done once; what is needed again is read from the files' cache.
  static let trimmed: Void = hs_release_loaded_pages()
}
