internal import CFFTW

/// The versions of the C libraries behind Fourier transforms.
public enum SignalLibraries {
  /// Version by library name, as the libraries that are loaded tell it.
  public static var versions: [String: String] { ["fftw": String(cString: auscult_fftw_version())] }
}
