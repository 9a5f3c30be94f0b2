public import Core

/// The sounds and tools of other rooms that operations need.
public protocol AugmentationSounds: Sendable {
  /// The samples of a partner at `sampleRate`.
  /// - Throws: if it cannot be had.
  func partner(_ id: String, sampleRate: Int) throws -> [Float]
  /// The samples of a file of a folder with recorded noise, at `sampleRate`.
  /// - Throws: if it cannot be had.
  func noise(_ file: String, folder: String, sampleRate: Int) throws -> [Float]
  /// What a lossy codec leaves of a sound.
  /// - Throws: if the codec is missing.
  func afterCodec(_ audio: AudioBuffer, codec: String, bitRate: Int) throws -> [Float]
  /// A sound played `rate` times as fast and raised by `semitones` by Rubber Band.
  /// - Throws: if there is no memory for it.
  func rubberBand(_ audio: AudioBuffer, rate: Double, semitones: Double) throws -> [Float]
}

/// What carrying an operation out may use.
struct ApplicationScene: Sendable {
  let sampleRate: Int
  let sounds: any AugmentationSounds

  /// Samples at the rate of the sound.
  func audio(_ samples: [Float]) -> AudioBuffer { AudioBuffer(samples: samples, sampleRate: sampleRate) }
}

extension [Float] {
  /// The mean of the squares.
  var meanSquare: Double {
    // In blocks, as a single-precision sum over a long recording would lose its small terms.
    var total = 0.0
    var index = 0
    while index < count {
      var sum: Float = 0
      let end = Swift.min(count, index + 256)
      for sample in self[index..<end] { sum += sample * sample }
      total += Double(sum)
      index = end
    }
    return isEmpty ? 0 : total / Double(count)
  }

  /// Exactly `count` of them, cut off or filled up with zeros.
  func fitted(to count: Int) -> [Float] {
    if self.count == count { return self }
    return Array(prefix(count)) + [Float](repeating: 0, count: Swift.max(0, count - self.count))
  }

  /// Every sample times a factor.
  func scaled(by factor: Double) -> [Float] {
    let factor = Float(factor)
    return map { $0 * factor }
  }
}
