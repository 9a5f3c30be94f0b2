public import NeuralNetwork

/// How a row of a manifest becomes what a model takes; it stands in `model.json`.
public enum ModelInput: Sendable, Equatable {
  /// Windows of the log-mel map of the recording.
  case logMel(LogMelFeatures)
  /// Cepstra of the clip.
  case mfcc(CepstralFeatures)
  /// The mel map of the clip at one size, whatever the clip's length.
  case scaledMel(ScaledMelFeatures)
  /// The picture beside the clip.
  case picture(PictureInput)
  /// Pairs that `auscult align` has aligned, one sample a recording.
  case alignedPairs(ArrayInput)
  /// Embeddings of a pretrained network, a sample a patch.
  case embedding(ArrayInput)
  /// Levels in logarithmic bands, one sample a recording.
  case bandStatistics(BandStatistics)

  /// The shape of a sample.
  public var shape: FeatureShape {
    switch self {
    case .logMel(let features): .map(channels: 1, height: features.bands, width: features.frames)
    case .mfcc(let features): .map(channels: 1, height: features.count, width: features.frames)
    case .scaledMel(let features): .map(channels: 1, height: features.bands, width: features.width)
    case .picture(let picture): .map(channels: 3, height: picture.height, width: picture.width)
    case .alignedPairs(let input), .embedding(let input): .vector(count: input.count)
    case .bandStatistics(let bands): .vector(count: bands.count)
    }
  }

  /// Whether the values make sense together.
  var isValid: Bool {
    switch self {
    case .logMel(let features): features.isValid
    case .mfcc(let features): features.isValid
    case .scaledMel(let features): features.isValid
    case .picture(let picture): picture.isValid
    case .alignedPairs(let input), .embedding(let input): input.isValid
    case .bandStatistics(let bands): bands.isValid
    }
  }

  /// The rate and length that clips must have; nil where the sound itself is not looked at, or may be of any length.
  var clipFormat: (sampleRate: Int, sampleCount: Int?)? {
    switch self {
    case .logMel(let features): (features.sampleRate, features.sampleCount)
    case .mfcc(let features): (features.sampleRate, features.sampleCount)
    case .bandStatistics(let bands): (bands.sampleRate, bands.sampleCount)
    case .scaledMel(let features): (features.sampleRate, features.sampleCount)
    case .picture, .alignedPairs, .embedding: nil
    }
  }

  /// Whether all clips of a recording are read together.
  var joinsRecordings: Bool {
    switch self {
    case .logMel, .bandStatistics: true
    case .mfcc, .scaledMel, .picture, .alignedPairs, .embedding: false
    }
  }

  /// Whether samples can be cut anywhere in a recording.
  var isCut: Bool { if case .logMel = self { true } else { false } }

  /// The number of columns of a sample within its source.
  var width: Int { if case .logMel(let features) = self { features.frames } else { shape.count } }
}

extension ModelInput: Codable {
  private enum Kind: String, CodingKey, CaseIterable {
    case logMel, mfcc, scaledMel, picture, alignedPairs, embedding, bandStatistics
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Kind.self)
    guard container.allKeys.count == 1, let kind = container.allKeys.first else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "one kind of input is wanted"))
    }
    self =
      switch kind {
      case .logMel: .logMel(try container.decode(LogMelFeatures.self, forKey: kind))
      case .mfcc: .mfcc(try container.decode(CepstralFeatures.self, forKey: kind))
      case .scaledMel: .scaledMel(try container.decode(ScaledMelFeatures.self, forKey: kind))
      case .picture: .picture(try container.decode(PictureInput.self, forKey: kind))
      case .alignedPairs: .alignedPairs(try container.decode(ArrayInput.self, forKey: kind))
      case .embedding: .embedding(try container.decode(ArrayInput.self, forKey: kind))
      case .bandStatistics: .bandStatistics(try container.decode(BandStatistics.self, forKey: kind))
      }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Kind.self)
    switch self {
    case .logMel(let features): try container.encode(features, forKey: .logMel)
    case .mfcc(let features): try container.encode(features, forKey: .mfcc)
    case .scaledMel(let features): try container.encode(features, forKey: .scaledMel)
    case .picture(let picture): try container.encode(picture, forKey: .picture)
    case .alignedPairs(let input): try container.encode(input, forKey: .alignedPairs)
    case .embedding(let input): try container.encode(input, forKey: .embedding)
    case .bandStatistics(let bands): try container.encode(bands, forKey: .bandStatistics)
    }
  }
}
