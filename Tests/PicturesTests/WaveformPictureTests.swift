import Core
import Testing

@testable import Pictures

@Suite struct WaveformPictureTests {
  /// A strip lasts 6 s on 900 pixels whatever the sound; times stand only where there is sound.
  @Test(arguments: [(2.5, 2.0), (6, 5), (8, 5)]) func timesEndWithTheSound(seconds: Double, last: Double) throws {
    let audio = AudioBuffer(samples: [Float](repeating: 0.5, count: Int(100 * seconds)), sampleRate: 100)
    let picture = WaveformPicture().picture(of: audio, stretches: [], title: "", legend: [])
    let bytes = picture.rgbBytes
    // The row of the first strip's ticks, right below the sound.
    let ticks = (0..<picture.width).filter { bytes[3 * (120 * picture.width + $0)] < 128 }
    #expect(ticks.map { (Double($0 - 14) / 150).rounded() } == Array(stride(from: 0, through: last, by: 1)), "\(ticks)")
  }
}
