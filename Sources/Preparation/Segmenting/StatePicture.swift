import Core
import Foundation
import HeartSound
import Pictures

/// A recording with its states in colour, for the eye.
struct StatePicture {
  let audio: AudioBuffer
  let states: RecordingStates
  let title: String

  /// Colours of the states on white: S1 warm, S2 cold, what lies between them pale.
  private static let colors: [HeartSoundState: RGB] = [
    .s1: RGB(hex: 0xF4A582), .systole: RGB(hex: 0xFDEBDD), .s2: RGB(hex: 0x92C5DE), .diastole: RGB(hex: 0xEAF3F8),
  ]
  private static let names: [HeartSoundState: String] = [
    .s1: "S1", .systole: "systole", .s2: "S2", .diastole: "diastole",
  ]

  /// The picture as PNG.
  func png() throws -> Data {
    var text = title
    if let rate = states.heartRate { text += "   \(Int(rate.rounded())) beats/min" }
    if let confidence = states.confidence {
      text += "   confidence \((confidence * 100).rounded() / 100)" + (states.isSure ? "" : " (unsure)")
    }
    let stretches = states.intervals.map {
      WaveformPicture.Stretch(samples: $0.samples, color: Self.colors[$0.state] ?? .white)
    }
    let legend = HeartSoundState.allCases.map { (Self.names[$0] ?? "", Self.colors[$0] ?? .white) }
    return try WaveformPicture().picture(of: audio, stretches: stretches, title: text, legend: legend).png()
  }
}
