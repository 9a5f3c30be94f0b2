/// What `auscult split` keeps whole.
///
/// Rows that share a patient, a recording or its bytes are of one group in any case. A key coarser than that unites groups;
/// a finer one divides them, which leaks: it is there to reproduce figures of others.
public enum SplitKey: String, Sendable, Codable, CaseIterable {
  /// Whatever is known to belong together.
  case group
  /// The same, of a list that names the patients.
  case patient
  /// A recording with all its clips; its patient may stand on both sides.
  case recording
  /// Nothing: each clip for itself.
  case segment
  /// A whole collection or device.
  case source
}
