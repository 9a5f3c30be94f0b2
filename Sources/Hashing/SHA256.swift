internal import CGcrypt
public import Core
public import Foundation

/// SHA-256 digests (FIPS 180-4), by libgcrypt.
public enum SHA256 {
  /// The digest of `data` as 64 lower-case hexadecimal digits.
  public static func hexDigest(of data: Data) -> String {
    _ = isReady
    var digest = [UInt8](repeating: 0, count: 32)
    data.withUnsafeBytes { bytes in
      gcry_md_hash_buffer(Int32(GCRY_MD_SHA256.rawValue), &digest, bytes.baseAddress, bytes.count)
    }
    return hexadecimal(digest)
  }

  /// The digest of the file at `url`.
  /// - Throws: `CoreError` `.inputOutput` if it cannot be read.
  public static func hexDigest(ofFile url: URL) throws(CoreError) -> String {
    func failure() -> CoreError {
      CoreError(
        .inputOutput,
        "cannot be read (\(String(cString: strerror(errno)))). Check that the file exists and that you may read it.",
        subject: url.path)
    }
    guard let file = InputFile(url.path) else { throw failure() }
    // Mapped pages would count as the process's memory; a long recording is therefore read in blocks.
    let digest = try RunningDigest()
    var block = [UInt8](repeating: 0, count: blockSize)
    while true {
      guard let count = file.read(into: &block) else { throw failure() }
      digest.add(block[..<count])
      if count < blockSize { return digest.hexDigest }
    }
  }

  private static let blockSize = 1 << 17

  /// A digest in the making; owns libgcrypt's handle.
  public final class RunningDigest {
    private let handle: gcry_md_hd_t

    /// Begins a digest of nothing.
    /// - Throws: `CoreError` `.inputOutput` where there is no memory for it.
    public init() throws(CoreError) {
      _ = isReady
      var handle: gcry_md_hd_t?
      guard gcry_md_open(&handle, Int32(GCRY_MD_SHA256.rawValue), 0) == 0, let handle else {
        throw CoreError(.inputOutput, "libgcrypt has no memory for a digest.")
      }
      self.handle = handle
    }

    deinit { gcry_md_close(handle) }

    /// Adds the next bytes.
    public func add(_ bytes: some ContiguousBytes) {
      bytes.withUnsafeBytes { gcry_md_write(handle, $0.baseAddress, $0.count) }
    }

    /// The digest of all that was added, as 64 lower-case hexadecimal digits; nothing can be added afterwards.
    public var hexDigest: String {
      guard let bytes = gcry_md_read(handle, Int32(GCRY_MD_SHA256.rawValue)) else { return "" }
      return hexadecimal((0..<32).map { bytes[$0] })
    }
  }

  static func hexadecimal(_ bytes: [UInt8]) -> String {
    func digit(_ value: UInt8) -> UInt8 { value + (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10) }
    return String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
      for (index, byte) in bytes.enumerated() {
        text[2 * index] = digit(byte >> 4)
        text[2 * index + 1] = digit(byte & 15)
      }
      return 2 * bytes.count
    }
  }

  /// libgcrypt wants one initialisation before first use; Swift runs a static's initialiser exactly once.
  private static let isReady: Bool = {
    guard gcry_check_version(nil) != nil else { return false }
    gcry_control_finish_initialisation()
    return true
  }()
}
