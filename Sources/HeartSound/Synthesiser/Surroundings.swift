import Core
import Foundation

/// What a stethoscope hears besides the heart.
struct Surroundings {
  let recording: RecordingModel
  let count: Int
  /// The generator of one of the sounds.
  let generator: (_ step: String) -> SeededGenerator

  private var rate: Double { Double(recording.sampleRate) }

  /// Breath, room, muscles and hum at an arbitrary level.
  func background() -> [Double] {
    var room = NoiseSource(generator("room"))
    var signal = (0..<count).map { _ in 0.4 * room.pink() }
    if recording.breathShare > 0 { signal.add(breathing(), gain: recording.breathShare) }
    signal.add(muscles(), gain: recording.muscleShare)
    if recording.humShare > 0 {
      for index in signal.indices {
        let angle = 2 * Double.pi * recording.humFrequency * Double(index) / rate
        signal[index] += recording.humShare * (sin(angle) + 0.4 * sin(2 * angle + 1) + 0.25 * sin(3 * angle + 2))
      }
    }
    return signal
  }

  /// Breathing: noise that swells with the flow of air, louder in inspiration.
  private func breathing() -> [Double] {
    var random = generator("breath")
    let band = SecondOrderFilter(
      .bandPass, frequency: random.uniform(in: 220...420), quality: random.uniform(in: 0.6...1),
      sampleRate: recording.sampleRate)
    var source = NoiseSource(random)
    var signal = source.band([band, band], count: count)
    for index in signal.indices {
      let flow = recording.breath(at: Double(index) / rate)
      signal[index] *= 2 * (flow > 0 ? pow(flow, 1.5) : 0.4 * flow * flow)
    }
    return signal
  }

  /// The rumbling of muscles, which is strongest at 20 to 50 Hz.
  private func muscles() -> [Double] {
    var random = generator("muscles")
    let band = SecondOrderFilter(
      .bandPass, frequency: random.uniform(in: 20...45), quality: 0.7, sampleRate: recording.sampleRate)
    var source = NoiseSource(random)
    return source.band([band], count: count)
  }

  /// Knocks, rubs and speech, relative to a heart with a peak of 1.
  func events() -> [Double] {
    var signal = [Double](repeating: 0, count: count)
    var random = generator("touches")
    if recording.touchesPerSecond > 0 {
      // Times between independent events are exponential.
      var time = -log(1 - random.uniform()) / recording.touchesPerSecond
      while time < recording.duration {
        touch(at: time, into: &signal, &random)
        time += -log(1 - random.uniform()) / recording.touchesPerSecond
      }
    }
    if recording.speechLevel > 0 { speech(into: &signal) }
    return signal
  }

  /// A dull knock, or a rub: a burst of noise from a hundredth of a second to more than one.
  private func touch(at time: Seconds, into signal: inout [Double], _ random: inout SeededGenerator) {
    let level = random.uniform(in: 0.1...0.8)
    if random.uniform() < 0.35 {
      let sound = ValveSound.thud(frequency: random.uniform(in: 20...60))
      sound.render(into: &signal, onset: time, level: level, sampleRate: recording.sampleRate, varyingBy: &random)
      return
    }
    let length = 0.01 * pow(120, random.uniform())
    let range = Range.samples(from: time, to: time + length, sampleRate: recording.sampleRate, count: count)
    let band = SecondOrderFilter(
      .bandPass, frequency: random.uniform(in: 150...600), quality: random.uniform(in: 0.5...0.9),
      sampleRate: recording.sampleRate)
    var source = NoiseSource(random)
    let noise = source.band([band], count: range.count)
    for (index, sample) in zip(range, noise) {
      let share = (Double(index) / rate - time) / length
      signal[index] += 0.5 * level * sin(.pi * share.squareRoot()) * sample
    }
  }

  /// A few seconds of somebody talking: harmonics of a gliding pitch in syllables of about a quarter of a second.
  private func speech(into signal: inout [Double]) {
    var random = generator("speech")
    let start = random.uniform() * recording.duration
    let length = random.uniform(in: 1...3)
    let pitch = random.uniform(in: 95...210)
    let syllables = random.uniform(in: 3...5)
    var angle = 0.0
    for index in Range.samples(from: start, to: start + length, sampleRate: recording.sampleRate, count: count) {
      let time = Double(index) / rate - start
      angle += 2 * .pi * pitch * (1 + 0.1 * sin(2 * .pi * 0.7 * time)) / rate
      let syllable = max(0, sin(2 * .pi * syllables * time))
      let voice = (1...6).reduce(0.0) { $0 + sin(Double($1) * angle) / Double($1) }
      signal[index] += recording.speechLevel * syllable * voice
    }
  }
}
