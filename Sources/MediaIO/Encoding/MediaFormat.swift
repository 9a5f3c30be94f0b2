internal import CFFmpeg

/// A container with the codec that usually goes with it.
public enum MediaFormat: String, Sendable, Codable, CaseIterable {
  /// AAC in MPEG-4 audio, as phones record.
  case m4a
  /// AAC in MPEG-4, with or without a picture track.
  case mp4
  /// MPEG-1/2 layer 3, with a LAME tag.
  case mp3
  /// FLAC, 16 bits.
  case flac
  /// Vorbis in Ogg.
  case ogg
  /// Opus in Ogg.
  case opus
  /// Opus in WebM, as browsers record.
  case webm
  /// 16-bit PCM in RIFF WAVE.
  case wav
  /// ALAC in Apple's Core Audio Format.
  case caf
  /// AAC without a container (ADTS).
  case aac
  /// AAC in the container of early mobile phones.
  case threeGP = "3gp"
  /// 16-bit big-endian PCM in AIFF.
  case aiff
  /// Windows Media Audio 2 in ASF.
  case wma

  /// The usual extension of a file name, without a dot.
  public var fileExtension: String { rawValue }

  /// libavformat's name of the muxer.
  var muxer: String {
    switch self {
    case .m4a: "ipod"
    case .aac: "adts"
    case .wma: "asf"
    default: rawValue
    }
  }

  /// libavcodec's name of the encoder, and the sample format it is fed.
  var encoder: (name: String, sampleFormat: AVSampleFormat) {
    switch self {
    case .m4a, .mp4, .aac, .threeGP: ("aac", AV_SAMPLE_FMT_FLTP)
    case .mp3: ("libmp3lame", AV_SAMPLE_FMT_FLTP)
    case .flac: ("flac", AV_SAMPLE_FMT_S16)
    case .ogg: ("libvorbis", AV_SAMPLE_FMT_FLTP)
    case .opus, .webm: ("libopus", AV_SAMPLE_FMT_FLT)
    case .wav: ("pcm_s16le", AV_SAMPLE_FMT_S16)
    case .caf: ("alac", AV_SAMPLE_FMT_S16P)
    case .aiff: ("pcm_s16be", AV_SAMPLE_FMT_S16)
    case .wma: ("wmav2", AV_SAMPLE_FMT_FLTP)
    }
  }

  /// Rates to keep to where the encoder names none but refuses others.
  var usualRates: [Int]? {
    self == .ogg || self == .wma ? [8000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000] : nil
  }

  /// Whether the container can hold a picture track beside the sound.
  var canHoldPictures: Bool { self == .mp4 || self == .threeGP }
}
