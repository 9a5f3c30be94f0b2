internal import Foundation

/// Scores each channel by how far its loud moments stand out from its quiet ones; see ``MediaFacts/channel``.
struct ChannelContrast {
  private let frameLength: Int
  private let smoothing: Float
  private var filled = 0
  private var states: [(first: Float, second: Float, energy: Double)]
  private var energies: [[Float]]

  init(channelCount: Int, sampleRate: Int) {
    frameLength = max(1, sampleRate / 50)
    smoothing = Float(1 - exp(-2 * Double.pi * 400 / Double(sampleRate)))
    states = Array(repeating: (0, 0, 0), count: channelCount)
    energies = Array(repeating: [], count: channelCount)
  }

  mutating func add(_ planes: ChannelPlanes) {
    guard planes.channelCount == states.count else { return }
    for channel in states.indices {
      var state = states[channel]
      var count = filled
      for i in 0..<planes.frameCount {
        state.first += smoothing * (planes.samples[channel * planes.frameCount + i] - state.first)
        state.second += smoothing * (state.first - state.second)
        state.energy += Double(state.second * state.second)
        count += 1
        if count == frameLength {
          energies[channel].append(Float(state.energy))
          state.energy = 0
          count = 0
        }
      }
      states[channel] = state
    }
    filled = (filled + planes.frameCount) % frameLength
  }

  /// The channel of the greatest contrast; the first of equals, and never a silent one if another is not.
  var best: Int {
    let scores = energies.map { energies -> Double in
      let ordered = energies.sorted()
      guard let loudest = ordered.last, loudest > 1e-12 else { return -.infinity }
      let loud = Double(ordered[ordered.count * 9 / 10])
      let quiet = Double(ordered[ordered.count / 10])
      return 10 * log10((loud + 1e-12) / (quiet + 1e-9 * loud + 1e-12))
    }
    return scores.indices.max { scores[$0] < scores[$1] || (scores[$0] == scores[$1] && $0 > $1) } ?? 0
  }
}
