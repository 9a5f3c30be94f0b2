public import Foundation
public import Pictures

/// Draws the pictures that preparation puts beside clips, which prediction draws again for a new recording.
///
/// An instance belongs to one thread at a time.
public final class ClipPicture {
  private let drawer: SpectrogramDrawer

  /// Makes what draws by a recipe; nil where the recipe has no pictures.
  public init?(_ recipe: Recipe) {
    guard let step = recipe.spectrogram else { return nil }
    drawer = SpectrogramDrawer(step.settings, sampleRate: recipe.resample.rate)
  }

  /// The PNG of a clip's samples at the recipe's rate.
  /// - Throws: `PictureError`.
  public func png(of samples: [Float]) throws(PictureError) -> Data { try drawer.png(of: samples) }
}
