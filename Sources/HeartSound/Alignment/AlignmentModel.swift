public import ArrayFiles
public import Core
public import Foundation
import SignalProcessing

/// What prediction needs from training: the reference, the padding mode and the scalers, kept in `alignment.npz`.
///
/// Plain arrays, no pickles: `version` () int64 = 1; `reference` (M, 2) float64, hertz and amplitude; `padding_mode` ()
/// int64, 0 both, 1 front, 2 back; and, where scalers were fitted, `frequency_mean`, `frequency_scale`,
/// `amplitude_mean`, `amplitude_scale`, (M,) float64.
public struct AlignmentModel: Sendable {
  /// How sequences are aligned.
  public let padding: AlignmentPadding
  /// How aligned sequences are scaled, if they are.
  public let scalers: PositionScalers?

  static let version: Int64 = 1
  /// The modes in the order of their numbers.
  static let modes: [AlignmentPadding.Mode] = [.both, .front, .back]

  /// Makes a model.
  /// - Precondition: scalers have as many positions as the reference has frames.
  public init(padding: AlignmentPadding, scalers: PositionScalers? = nil) {
    precondition(scalers.map { $0.length == padding.reference.count } ?? true, "scalers fit the reference")
    self.padding = padding
    self.scalers = scalers
  }

  /// The model as arrays.
  public var archive: NumPyArchive {
    var archive = NumPyArchive()
    archive["version"] = NumPyArray(shape: [], elements: .int64([Self.version]))
    archive["reference"] = NumPyArray(
      shape: [padding.reference.count, 2], elements: .float64(padding.reference.values))
    let mode = Self.modes.firstIndex(of: padding.mode) ?? 0
    archive["padding_mode"] = NumPyArray(shape: [], elements: .int64([Int64(mode)]))
    if let scalers {
      archive["frequency_mean"] = NumPyArray(scalers.frequency.means)
      archive["frequency_scale"] = NumPyArray(scalers.frequency.scales)
      archive["amplitude_mean"] = NumPyArray(scalers.amplitude.means)
      archive["amplitude_scale"] = NumPyArray(scalers.amplitude.scales)
    }
    return archive
  }

  /// Writes `alignment.npz` whole or not at all; equal models give equal bytes.
  /// - Throws: `CoreError` if the file cannot be made.
  public func write(to url: URL) throws(CoreError) { try AtomicFile.write(archive.npzData(), to: url) }
}
