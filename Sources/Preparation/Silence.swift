extension Sequence<Float> {
  /// Whether no sample reaches half a step of 16-bit audio, so that nothing of them would be written.
  var isSilent: Bool { allSatisfy { abs($0) < 0.5 / 32768 } }
}
