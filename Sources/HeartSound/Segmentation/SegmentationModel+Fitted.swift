// Written by tools/train-segmenter; do not edit.

extension SegmentationModel {
  /// A model of children's hearts, and of most others.
  ///
  /// Fitted to 85 annotated recordings of 25 patients, mostly children, of the CirCor DigiScope Phonocardiogram
  /// Dataset 1.0.3 (Oliveira et al., IEEE J. Biomed. Health Inform. 26 (2022) 2524; PhysioNet). Contains information from
  /// that dataset, which is made available under the Open Data Commons Attribution License (ODC-By 1.0).
  public static let circor = SegmentationModel(
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

  /// A model of hearts with mitral stenosis: a loud S1, an opening snap after S2, and a rumble in diastole.
  ///
  /// Fitted to 150 recordings of the synthesiser, whose S1 and S2 are known.
  public static let mitralStenosis = SegmentationModel(
    features: [.logHomomorphicEnvelope, .level25To50, .level50To80, .level80To160],
    classifiers: [
      LogisticRegression(intercept: -0.858498, weights: [0.975480, 1.888686, -0.510837, -1.078004]),
      LogisticRegression(intercept: -1.195092, weights: [-3.140073, 0.211827, -0.157846, 0.645671]),
      LogisticRegression(intercept: -0.937246, weights: [1.022929, -1.020416, 0.992620, 0.587767]),
      LogisticRegression(intercept: -0.000089, weights: [0.469087, -0.545132, 0.100520, -0.193504]),
    ],
    durations: StateDurations(
      s1: StateDurations.Line(atOneSecond: 0.120432, slope: -0.031667, deviation: 0.020644),
      systole: StateDurations.Line(atOneSecond: 0.235144, slope: 0.357269, deviation: 0.025680),
      s2: StateDurations.Line(atOneSecond: 0.093259, slope: -0.025839, deviation: 0.019347)),
    provenance: Provenance(
      source:
        "auscult synthesize --classes MS --recordings 150 --formats wav --seed 1101",
      patients: 50, recordings: 150, frames: 94410, cycles: 2152))
}
