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
    return digest.map { hexadecimal($0) }.joined()
  }

  /// The digest of the file at `url`.
  /// - Throws: `CoreError` `.inputOutput` if it cannot be read.
  public static func hexDigest(ofFile url: URL) throws(CoreError) -> String {
    do {
      return hexDigest(of: try Data(contentsOf: url, options: .mappedIfSafe))
    } catch {
      throw CoreError(
        .inputOutput, "cannot be read. Check that the file exists and that you may read it.", subject: url.path,
        cause: error)
    }
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16)
    return text.count == 1 ? "0" + text : text
  }

  /// libgcrypt wants one initialisation before first use; Swift runs a static's initialiser exactly once.
  private static let isReady: Bool = {
    guard gcry_check_version(nil) != nil else { return false }
    gcry_control_finish_initialisation()
    return true
  }()
}
