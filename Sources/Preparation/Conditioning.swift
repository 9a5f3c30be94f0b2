import Core
import SignalProcessing

/// What a recipe does to a recording at its rate before it is cut: filter, take out spikes, bring to a level.
struct Conditioning: Sendable {
  let filter: Recipe.FilterStep?
  let level: Recipe.Level

  /// What was done to one recording, as far as it depends on it.
  struct Facts: Sendable, Equatable {
    /// How many spikes were taken out.
    var spikes = 0
    /// What the samples were multiplied by.
    var gain: Float = 1
  }

  init(_ recipe: Recipe) { (filter, level) = (recipe.filter, recipe.level) }

  /// Does all of it.
  /// - Throws: `SignalError` for edges that the sample rate cannot hold.
  func callAsFunction(_ audio: AudioBuffer) throws(SignalError) -> (audio: AudioBuffer, facts: Facts) {
    var (samples, facts) = (audio.samples, Facts())
    if let filter {
      let rate = Double(audio.sampleRate)
      let band = try filter.band.designedForTwoPasses(order: filter.order, sampleRate: rate)
      var filtered = try ButterworthFilter(band, order: filter.order, sampleRate: rate)(samples.map(Double.init))
      if filter.removesSpikes {
        let result = SpikeRemoval(sampleRate: audio.sampleRate)(filtered)
        (filtered, facts.spikes) = (result.samples, result.spikes.count)
      }
      samples = filtered.map { Float($0) }
    }
    if level == .peak {
      let peak = samples.reduce(Float(0)) { max($0, abs($1)) }
      // What holds no sound keeps its level, and is found to be silent later.
      if peak >= 1 / 32768 {
        facts.gain = 1 / peak
        for i in samples.indices { samples[i] *= facts.gain }
      }
    }
    return (AudioBuffer(samples: samples, sampleRate: audio.sampleRate), facts)
  }

  /// Adds what was done to the steps of a row.
  func add(_ facts: Facts, to steps: inout OperationSteps) {
    if let filter {
      steps.add(
        "filter",
        [("low", "\(filter.lowFrequency)"), ("high", "\(filter.highFrequency)"), ("order", "\(filter.order)")])
      if filter.removesSpikes { steps.add("remove_spikes", [("spikes", "\(facts.spikes)")]) }
    }
    if level != .kept { steps.add("scale", [("gain", "\(facts.gain)")]) }
  }
}
