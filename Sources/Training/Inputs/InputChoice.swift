import ArrayFiles
import Core
import Foundation
import Manifest
import Preparation

/// Finds out what a model's input looks like for a data set, from its first training row.
struct InputChoice {
  let data: PreparedData
  let arrays: ArrayFolder?
  let first: ManifestRow

  /// The input of the model that `settings` name.
  /// - Throws: `TrainingError` `.badData` if the data set has not what the model looks at.
  func callAsFunction(_ settings: TrainingSettings) throws -> ModelInput {
    let design = settings.model.design
    if design.takesArrays && arrays == nil {
      throw TrainingError(
        .badData,
        "\(settings.model.rawValue) takes arrays, not sounds. Name them with --arrays: the folder that 'auscult align' or 'auscult features' wrote from manifest.csv of the data set, or an .npz file with an array a row."
      )
    }
    if design.look.needsEqualClips && data.description.recipe.segment == nil {
      throw TrainingError(
        .badData,
        "\(settings.model.rawValue) looks at clips of one length, and these are whole recordings. Prepare with windows: \"segment\": {} in the recipe.",
        subject: data.folder.path)
    }
    let input = try input(design.look, settings)
    guard input.isValid else {
      throw TrainingError(
        .badData,
        "row \(first.id): \(first.sampleCount) samples at \(first.sampleRate) Hz are no clip for this model. Run 'auscult prepare' again.",
        subject: data.folder.path)
    }
    return input
  }

  private func input(_ look: ModelDesign.Look, _ settings: TrainingSettings) throws -> ModelInput {
    switch look {
    case .logMel:
      return .logMel(
        LogMelFeatures(
          sampleRate: first.sampleRate, sampleCount: first.sampleCount, standardization: settings.standardization))
    case .mfcc: return .mfcc(CepstralFeatures(sampleRate: first.sampleRate, sampleCount: first.sampleCount))
    case .bandStatistics:
      return .bandStatistics(BandStatistics(sampleRate: first.sampleRate, sampleCount: first.sampleCount))
    case .scaledMel:
      let isWhole = data.description.recipe.segment == nil
      return .scaledMel(
        ScaledMelFeatures(sampleRate: first.sampleRate, sampleCount: isWhole ? nil : first.sampleCount))
    case .picture:
      let url = try InputLoader.picture(of: first, in: data.folder)
      return .picture(try PictureInput(sizeOf: InputLoader.data(url, of: first, what: "picture")))
    case .alignedPairs: return .alignedPairs(ArrayInput(count: try sampleCount(.whole)))
    case .embedding: return .embedding(ArrayInput(count: try sampleCount(.rows)))
    }
  }

  private func sampleCount(_ meaning: ArrayMeaning) throws -> Int {
    meaning.sampleCount(of: try arrays?.array(of: first).shape ?? [])
  }
}
