internal import CArchive
internal import Core
internal import Foundation

/// Reads an archive from front to back; owns libarchive's object.
///
/// Zip, tar in any compression, 7z and rar only: libarchive's other formats refer to files outside, hold whole file systems,
/// or start programs.
final class ArchiveReader {
  /// An entry, as its header describes it.
  struct Entry {
    enum Kind { case file, folder, link, other }
    var path: String
    var kind: Kind
    var isEncrypted: Bool
  }

  private let archive: OpaquePointer
  private let url: URL
  private let locale: NameLocale

  init(_ url: URL) throws(MediaError) {
    guard let archive = archive_read_new() else {
      throw MediaError(.outOfMemory, "there is no memory to open it.", subject: url.path)
    }
    self.archive = archive
    self.url = url
    locale = NameLocale()
    for support in [
      archive_read_support_format_zip, archive_read_support_format_tar, archive_read_support_format_7zip,
      archive_read_support_format_rar, archive_read_support_format_rar5, archive_read_support_filter_gzip,
      archive_read_support_filter_bzip2, archive_read_support_filter_xz, archive_read_support_filter_lzma,
      archive_read_support_filter_zstd, archive_read_support_filter_lz4, archive_read_support_filter_compress,
    ] { _ = support(archive) }
    guard archive_read_open_filename(archive, url.path, 1 << 17) == ARCHIVE_OK else { throw failure() }
  }

  deinit { archive_read_free(archive) }

  /// The next entry, or nil at the end.
  /// - Throws: `MediaError` `.damaged` or `.unreadable`.
  func next() throws(MediaError) -> Entry? {
    var entry: OpaquePointer?
    let status = archive_read_next_header(archive, &entry)
    if status == ARCHIVE_EOF { return nil }
    guard status >= ARCHIVE_WARN, let entry else { throw failure() }
    let isLink = archive_entry_hardlink(entry) != nil || archive_entry_filetype(entry) == 0o120000
    let kind: Entry.Kind =
      isLink ? .link : [0o100000: .file, 0o040000: .folder][archive_entry_filetype(entry)] ?? .other
    return Entry(path: Self.name(of: entry), kind: kind, isEncrypted: archive_entry_is_encrypted(entry) != 0)
  }

  /// Reads the content of the entry that was last named, block by block.
  /// - Throws: `MediaError` `.damaged`, and what `consume` throws.
  func read(_ consume: (UnsafeRawBufferPointer) throws(MediaError) -> Void) throws(MediaError) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = archive_read_data(archive, buffer.baseAddress, buffer.count)
      guard count >= 0 else { throw failure() }
      if count == 0 { return }
      try consume(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }

  /// A name in UTF-8; bytes that are none are taken as Latin-1, which loses nothing.
  private static func name(of entry: OpaquePointer) -> String {
    if let text = archive_entry_pathname_utf8(entry) { return String(cString: text) }
    guard let bytes = archive_entry_pathname(entry) else { return "" }
    if let text = String(validatingCString: bytes) { return text }
    return String(String.UnicodeScalarView((0..<strlen(bytes)).map { Unicode.Scalar(UInt8(bitPattern: bytes[$0])) }))
  }

  private func failure() -> MediaError {
    let words = archive_error_string(archive).map { String(cString: $0) } ?? "it cannot be read"
    let lowercase = words.lowercased()
    if lowercase.contains("encrypt") || lowercase.contains("passphrase") {
      return MediaError(
        .unreadable, "is encrypted. Unpack it with its password, and give the folder.", subject: url.path)
    }
    if lowercase.contains("unrecognized archive") {
      return MediaError(
        .unreadable, "is no zip, tar, 7z or rar archive, whatever its name says. Fetch it again.", subject: url.path)
    }
    return MediaError(
      .damaged, "is a damaged archive (\(words)). Fetch it again, or unpack what can be saved and give the folder.",
      subject: url.path)
  }
}

/// Makes this thread understand UTF-8 names for as long as it lives, whatever the user's locale: in the C locale libarchive
/// gives up on any other letter than English ones.
private final class NameLocale {
  private let made: locale_t?
  private let earlier: locale_t?

  init() {
    made = newlocale(hs_character_type_mask, "C.UTF-8", nil)
    earlier = made.flatMap { uselocale($0) }
  }

  deinit {
    if let made {
      _ = earlier.map { uselocale($0) }
      freelocale(made)
    }
  }
}
