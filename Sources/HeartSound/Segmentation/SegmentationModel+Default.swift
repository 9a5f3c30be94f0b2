// Written by tools/train-segmenter; do not edit.

extension SegmentationModel {
  /// The model that is used unless another is given.
  ///
  /// Fitted to 85 annotated recordings of 25 patients, mostly children, of the CirCor DigiScope Phonocardiogram
  /// Dataset 1.0.3 (Oliveira et al., IEEE J. Biomed. Health Inform. 26 (2022) 2524; PhysioNet). Contains information from
  /// that dataset, which is made available under the Open Data Commons Attribution License (ODC-By 1.0).
  public static let standard = SegmentationModel(
    features: [.logHomomorphicEnvelope, .level25To50, .level50To80, .level80To160],
    classifiers: [
      LogisticRegression(intercept: -0.548811, weights: [2.136139, 0.193424, 0.021282, -0.519385]),
      LogisticRegression(intercept: -0.158831, weights: [0.400355, -0.864978, -0.356666, 0.179943]),
      LogisticRegression(intercept: -0.255191, weights: [-0.205786, 0.588681, 0.575780, 0.180653]),
      LogisticRegression(intercept: -0.333577, weights: [-1.127387, 0.102386, -0.209357, -0.372282]),
    ],
    durations: StateDurations(
      s1: StateDurations.Line(atOneSecond: 0.171988, slope: 0.223070, deviation: 0.024644),
      systole: StateDurations.Line(atOneSecond: 0.146654, slope: 0.076785, deviation: 0.039919),
      s2: StateDurations.Line(atOneSecond: 0.133457, slope: 0.129361, deviation: 0.024754)),
    provenance: Provenance(
      source:
        "provisional",
      patients: 25, recordings: 85, frames: 60398, cycles: 1920))
}
