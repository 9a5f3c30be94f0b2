import Core
import Foundation
import MediaIO

/// Compares a PhysioNet header with the WAV file that it describes.
enum HeaderComparison {
  /// What disagrees, or nil where nothing does or where the file cannot be read, as decoding will say.
  static func complaint(_ header: WFDBHeader, _ path: String, of recording: Recording) -> Complaint? {
    guard let sound = try? MediaHeader(contentsOf: recording.url) else { return nil }
    var differences: [String] = []
    if let rate = header.sampleRate, Int(rate) != sound.sampleRate {
      differences.append("\(rate.formatted) Hz, the file \(sound.sampleRate) Hz")
    }
    if let frames = header.frameCount, let present = sound.presentFrames, frames != present {
      differences.append("\(frames) samples, the file \(present)")
    }
    if let named = header.files.first, named != PathText.name(of: recording.path) {
      differences.append("its sound is in '\(named)'")
    }
    return differences.isEmpty
      ? nil
      : Complaint(
        kind: .headerMismatch, subject: recording.path,
        message: "\(path) says \(differences.joined(separator: ", and ")). The file was believed; fetch both again.")
  }
}

extension Double {
  /// The number without a needless ".0".
  fileprivate var formatted: String { self == rounded() && abs(self) < 1e15 ? "\(Int(self))" : "\(self)" }
}
