public import Foundation
import MediaIO

/// A file whose header promises more samples than are there, as one that was cut short.
public struct HeaderMismatch: Sendable, Codable, Hashable {
  /// The samples a channel that the header promises.
  public var declared: Int
  /// The samples a channel that are there.
  public var present: Int

  /// Says what was found.
  public init(declared: Int, present: Int) { (self.declared, self.present) = (declared, present) }

  /// Looks at the header of a file; nil where nothing disagrees, or nothing can be read.
  public init?(of file: URL) {
    guard let header = try? MediaHeader(contentsOf: file), let mismatch = Self(header) else { return nil }
    self = mismatch
  }

  /// Compares what a header says; nil where nothing disagrees.
  init?(_ header: MediaHeader) {
    guard let declared = header.declaredFrames, let present = header.presentFrames, declared > present else {
      return nil
    }
    self.init(declared: declared, present: present)
  }

  /// What is said of the file.
  public func complaint(about path: String) -> Complaint {
    Complaint(
      kind: .headerMismatch, subject: path,
      message: "its header promises \(declared) samples, and \(present) are there: it was cut short. Fetch it again.")
  }
}
