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
      LogisticRegression(intercept: -0.546458, weights: [2.126491, 0.192940, 0.024338, -0.517363]),
      LogisticRegression(intercept: -0.158261, weights: [0.396044, -0.862320, -0.356182, 0.182992]),
      LogisticRegression(intercept: -0.254755, weights: [-0.203868, 0.586901, 0.575251, 0.179700]),
      LogisticRegression(intercept: -0.333228, weights: [-1.123658, 0.101143, -0.210163, -0.373899]),
    ],
    durations: StateDurations(
      s1: StateDurations.Line(atOneSecond: 0.171731, slope: 0.222358, deviation: 0.024566),
      systole: StateDurations.Line(atOneSecond: 0.146607, slope: 0.076631, deviation: 0.039937),
      s2: StateDurations.Line(atOneSecond: 0.133311, slope: 0.129036, deviation: 0.024713)),
    provenance: Provenance(
      source:
        "CirCor DigiScope Phonocardiogram Dataset 1.0.3 (Oliveira et al. 2022, PhysioNet), a subset of the public training part; contains information from it, which is made available under the ODC Attribution License",
      patients: 25, recordings: 85, frames: 60397, cycles: 1916))
}
