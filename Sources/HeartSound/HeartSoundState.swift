/// The four states a heart passes through in every cycle, in this order.
///
/// Raw values are the codes of the CirCor DigiScope annotation files, where 0 stands for "not annotated".
public enum HeartSoundState: Int, Sendable, CaseIterable, Codable {
  /// The first heart sound: the mitral and tricuspid valves close.
  case s1 = 1
  /// From the end of S1 to the second heart sound: the ventricles eject.
  case systole = 2
  /// The second heart sound: the aortic and pulmonary valves close.
  case s2 = 3
  /// From the end of S2 to the next S1: the ventricles fill.
  case diastole = 4

  /// The state that follows.
  public var next: HeartSoundState {
    switch self {
    case .s1: .systole
    case .systole: .s2
    case .s2: .diastole
    case .diastole: .s1
    }
  }
}
