/// The five classes of Yaseen et al. (2018): a healthy heart and four valve diseases.
public enum ValveCondition: String, Sendable, CaseIterable, Codable {
  /// Two clean sounds, at most a faint innocent murmur.
  case normal = "N"
  /// A crescendo–decrescendo murmur in systole, clear of both sounds, and a soft S2.
  case aorticStenosis = "AS"
  /// A blowing murmur of even loudness from S1 to S2, and a soft S1.
  case mitralRegurgitation = "MR"
  /// A loud S1, an opening snap after S2, and a low rumble in diastole that swells before S1.
  case mitralStenosis = "MS"
  /// A click in mid-systole, and a murmur from there to S2.
  case mitralValveProlapse = "MVP"
}
