import Core

/// One heart beat: times in seconds from the beginning of the recording.
struct Beat {
  /// When S1 begins; the first beats begin before the recording.
  var onset: Seconds
  /// From this S1 to the next.
  var period: Seconds
  /// The length of S1.
  var s1Duration: Seconds
  /// From the onset of S1 to that of the aortic component of S2.
  var systole: Seconds
  /// The length of S2 with both components.
  var s2Duration: Seconds
  /// From the aortic to the pulmonary component of S2.
  var split: Seconds
  /// The loudness of the sounds in this beat, about 1.
  var strength: Double
  /// The loudness of the murmur in this beat, about 1.
  var murmurStrength: Double

  /// When S2 begins.
  var a2Onset: Seconds { onset + systole }

  /// The time at a share of the silent part of systole.
  func systolicTime(at share: Double) -> Seconds { onset + s1Duration + share * (systole - s1Duration) }
}

extension [Beat] {
  /// The states that the beats make of a recording of `count` samples; they follow each other without gaps.
  func stateIntervals(count: Int, sampleRate: Int) -> [StateInterval] {
    var edges: [(sample: Int, state: HeartSoundState)] = []
    for beat in self {
      let times = [
        (beat.onset, HeartSoundState.s1), (beat.onset + beat.s1Duration, .systole), (beat.a2Onset, .s2),
        (beat.a2Onset + beat.s2Duration, .diastole),
      ]
      edges += times.map { (Int(($0.0 * Double(sampleRate)).rounded()), $0.1) }
    }
    return zip(edges, edges.dropFirst()).compactMap { edge, next in
      let (start, end) = (Swift.max(edge.sample, 0), Swift.min(next.sample, count))
      return start < end ? StateInterval(startSample: start, endSample: end, state: edge.state) : nil
    }
  }
}
