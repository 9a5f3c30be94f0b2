public import Core
import SignalProcessing

/// A recording whose states are known, at least in parts, reduced to what a model is fitted to.
public struct AnnotatedRecording: Sendable {
  let frames: FeatureFrames
  /// The state of every frame, nil where nobody marked it.
  let states: [HeartSoundState?]
  let cycles: [StateDurations.Cycle]

  /// Extracts features.
  /// - Parameter annotations: the known states, in samples of `audio`.
  /// - Throws: `HeartSoundError` `.badData` if no frame is annotated.
  public init(_ audio: AudioBuffer, annotations: [StateInterval], features: [SegmentationFeature])
    throws(HeartSoundError)
  {
    do { frames = try FeatureFrames(try AnalysisSignal(audio), features: features) } catch {
      throw HeartSoundError(.badData, error.message)
    }
    let rate = Double(audio.sampleRate)
    var states = [HeartSoundState?](repeating: nil, count: frames.frameCount)
    for interval in annotations {
      // A frame has the state that its middle has.
      let first = Double(interval.startSample) / rate * Double(FeatureFrames.rate) - 0.5
      let end = Double(interval.endSample) / rate * Double(FeatureFrames.rate) - 0.5
      let range = max(0, Int(first.rounded(.up)))..<max(0, Int(end.rounded(.up)))
      for frame in range.clamped(to: states.indices) { states[frame] = interval.state }
    }
    guard states.contains(where: { $0 != nil }) else {
      throw HeartSoundError(.badData, "holds no annotated 20 ms. Does its annotation belong to this recording?")
    }
    self.states = states
    cycles = annotations.cycles().map { cycle in
      let durations = cycle.states.map { $0.duration(sampleRate: audio.sampleRate) }
      return (durations[0], durations[1], durations[2], durations[3])
    }
  }
}

extension SegmentationModel {
  /// Fits a model to annotated recordings.
  /// - Throws: `HeartSoundError` `.badData` where a state is missing or there are too few cycles.
  public init(
    fitting recordings: [AnnotatedRecording], features: [SegmentationFeature], patients: Int, source: String
  ) throws(HeartSoundError) {
    let width = features.count
    precondition(recordings.allSatisfy { $0.frames.width == width }, "recordings have the model's features")
    var rows: [Double] = []
    var states: [HeartSoundState] = []
    for recording in recordings {
      for (frame, state) in recording.states.enumerated() {
        guard let state else { continue }
        states.append(state)
        rows += recording.frames.values[(frame * width)..<((frame + 1) * width)]
      }
    }
    guard Set(states).count == 4 else {
      throw HeartSoundError(.badData, "the annotations do not hold all of S1, systole, S2 and diastole.")
    }
    let cycles = recordings.flatMap(\.cycles)
    guard let durations = StateDurations(fitting: cycles) else {
      throw HeartSoundError(
        .badData,
        "the annotations hold \(cycles.count) whole heart cycles; at least \(StateDurations.fewestCycles) are needed.")
    }
    self.init(
      features: features,
      classifiers: HeartSoundState.allCases.map { state in
        LogisticRegression(fitting: rows, width: width, isPositive: states.map { $0 == state })
      }, durations: durations,
      provenance: Provenance(
        source: source, patients: patients, recordings: recordings.count, frames: states.count, cycles: cycles.count))
  }
}
