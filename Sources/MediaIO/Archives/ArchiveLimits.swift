/// How much an archive may hold before it is taken for an attack or a mistake.
public struct ArchiveLimits: Sendable {
  /// The most bytes that all files together may have when unpacked.
  public var maximumBytes: Int
  /// The most bytes for each byte of the archive; sound seldom shrinks to a tenth.
  public var maximumRatio: Int
  /// Bytes below which the ratio does not matter.
  public var ratioFloor: Int
  /// The most entries.
  public var maximumEntries: Int

  /// Makes limits: by default a terabyte, 200 bytes a byte above 64 MiB, and two million entries.
  public init(
    maximumBytes: Int = 1 << 40, maximumRatio: Int = 200, ratioFloor: Int = 64 << 20, maximumEntries: Int = 2_000_000
  ) {
    self.maximumBytes = maximumBytes
    self.maximumRatio = maximumRatio
    self.ratioFloor = ratioFloor
    self.maximumEntries = maximumEntries
  }
}
