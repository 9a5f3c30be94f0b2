internal import CPNG

/// The versions of the C libraries that write pictures.
public enum PictureLibraries {
  /// Version by library name, as the libraries that are loaded tell it; zlib decides on the bytes of a PNG.
  public static var versions: [String: String] {
    ["libpng": String(cString: png_get_libpng_ver(nil)), "zlib": String(cString: zlibVersion())]
  }
}
