/// Where on the chest the stethoscope lies; raw values are CirCor's abbreviations.
public enum AuscultationSite: String, Sendable, CaseIterable, Codable {
  /// Second right intercostal space.
  case aortic = "AV"
  /// Second left intercostal space.
  case pulmonic = "PV"
  /// Lower left sternal border.
  case tricuspid = "TV"
  /// The apex.
  case mitral = "MV"

  /// How loud S1, A2 and P2 are here, relative to each other: S1 is loudest at the apex, S2 at the base.
  var soundLevels: (s1: Double, a2: Double, p2: Double) {
    switch self {
    case .aortic: (0.65, 1.1, 0.3)
    case .pulmonic: (0.7, 0.85, 0.7)
    case .tricuspid: (0.9, 0.75, 0.4)
    case .mitral: (1.1, 0.7, 0.25)
    }
  }

  /// How loud the murmur of a condition is here, 1 where it is loudest.
  func murmurLevel(of condition: ValveCondition) -> Double {
    switch (condition, self) {
    case (.aorticStenosis, .aortic), (.mitralRegurgitation, .mitral), (.mitralStenosis, .mitral),
      (.mitralValveProlapse, .mitral):
      1
    case (.aorticStenosis, .pulmonic), (.normal, .pulmonic): 0.8
    case (.aorticStenosis, _): 0.55
    case (.normal, _), (_, .tricuspid): 0.65
    case (_, _): 0.4
    }
  }
}
