import Core
import Foundation
import Pictures
import SignalProcessing

/// Draws the log-mel picture of a clip as a recipe describes it.
///
/// An instance belongs to one thread at a time.
final class ClipPicture {
  private let mel: MelSpectrogram
  private let picture: SpectrogramPicture

  init(_ step: Recipe.SpectrogramStep, sampleRate: Int) {
    let window = max(2, Int((step.window * Double(sampleRate)).rounded()))
    var fftSize = 2
    while fftSize < window { fftSize *= 2 }
    mel = MelSpectrogram(
      MelConfiguration(
        frames: FrameLayout(fftSize: fftSize, windowLength: window, hop: max(1, Int((step.hop * Double(sampleRate)).rounded()))),
        bank: .init(bandCount: step.bands, lowFrequency: step.lowFrequency, highFrequency: step.highFrequency),
        compression: .decibels(range: step.range)),
      sampleRate: sampleRate)
    picture = SpectrogramPicture(
      width: step.width, height: step.height, colorMap: step.colorMap, range: .belowMaximum(span: step.range))
  }

  /// The PNG of `samples`.
  /// - Throws: `PictureError`.
  func png(of samples: [Float]) throws(PictureError) -> Data { try picture.picture(of: mel(samples)).png() }
}
