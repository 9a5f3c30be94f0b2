import Core
import Foundation

extension PatientModel {
  /// Draws the patient `id` of a class; the same seed and id give the same patient.
  public init(drawing id: String, condition: ValveCondition, seed: UInt64) {
    var random = SeededGenerator(seed: seed, id: id, step: "patient")
    self.id = id
    self.condition = condition
    heartRate = random.normal(74, 13, within: 50...110)
    respiratoryVariability = random.uniform(in: 0.01...0.06)
    slowVariability = random.uniform(in: 0.008...0.025)
    breathingRate = random.uniform(in: 12...20)
    s1Duration = random.normal(0.122, 0.021, within: 0.08...0.165)
    s2Duration = random.normal(0.085, 0.02, within: 0.055...0.13)
    systoleOffset = random.normal(0, 0.012, within: -0.03...0.03)
    inspiratorySplit = random.uniform(in: 0.02...0.045)
    expiratorySplit = random.uniform(in: 0...0.015)
    s1 = .firstSound(duration: s1Duration, &random)
    a2 = .aorticClosure(duration: s2Duration, &random)
    p2 = .pulmonaryClosure(duration: s2Duration, &random)
    s1Level = exp(random.normal(0, 0.2, within: -0.5...0.5))
    a2Level = exp(random.normal(0, 0.2, within: -0.5...0.5))
    chestResonance = random.uniform(in: 40...90)
    chestGain = random.uniform(in: 0.2...1.2)
    chestCutoff = random.uniform(in: 250...600)
    severity = condition == .normal ? 0 : random.uniform(in: 0.15...1)
    extraSounds = []
    addSigns(&random)
  }

  /// Gives the patient the signs of the class, after the usual descriptions of auscultation.
  private mutating func addSigns(_ random: inout SeededGenerator) {
    switch condition {
    case .normal:
      if random.uniform() < 0.15 {
        murmur = MurmurModel(
          shape: .flow, centre: random.uniform(in: 90...160), quality: 1.5, level: random.uniform(in: 0.02...0.06),
          position: 0.4)
      }
      if random.uniform() < 0.15 { extraSounds.append(.thirdSound(&random)) }
    case .aorticStenosis:
      // The graver, the later the peak and the softer the stiff valve's closure.
      murmur = MurmurModel(
        shape: .diamond, centre: random.uniform(in: 150...210) + 60 * severity, quality: random.uniform(in: 0.6...0.9),
        level: murmurLevel, position: 0.35 + 0.25 * severity)
      a2Level *= 0.8 - 0.5 * severity
      if random.uniform() < 0.3 { extraSounds.append(.fourthSound(&random)) }
    case .mitralRegurgitation:
      murmur = MurmurModel(
        shape: .plateau, centre: random.uniform(in: 240...380), quality: random.uniform(in: 0.6...0.9),
        level: 0.8 * murmurLevel,
        position: 0)
      s1Level *= 0.85 - 0.45 * severity
      if random.uniform() < 0.4 { extraSounds.append(.thirdSound(&random)) }
    case .mitralStenosis:
      // The graver, the higher the atrial pressure that opens the valve, and the earlier the snap.
      let snap = 0.1 - 0.04 * severity
      murmur = MurmurModel(
        shape: .rumble, centre: random.uniform(in: 45...70), quality: random.uniform(in: 0.9...1.4),
        level: 0.8 * murmurLevel,
        position: snap)
      s1Level *= 1.25 + 0.5 * severity
      extraSounds.append(.openingSnap(delay: snap, &random))
    case .mitralValveProlapse:
      let click = random.uniform(in: 0.35...0.6)
      murmur = MurmurModel(
        shape: .lateSystolic, centre: random.uniform(in: 200...330), quality: random.uniform(in: 0.6...0.9),
        level: 0.8 * murmurLevel,
        position: click)
      extraSounds.append(.click(at: click, &random))
    }
  }

  /// From barely audible to nearly as loud as S1.
  private var murmurLevel: Double { 0.04 * pow(7, severity) }
}

extension PatientModel.ExtraSound {
  fileprivate static func thirdSound(_ random: inout SeededGenerator) -> Self {
    Self(
      anchor: .afterS2, offset: random.uniform(in: 0.13...0.17), level: random.uniform(in: 0.08...0.25),
      sound: .thud(frequency: random.uniform(in: 28...45)))
  }

  fileprivate static func fourthSound(_ random: inout SeededGenerator) -> Self {
    Self(
      anchor: .beforeS1, offset: random.uniform(in: 0.08...0.12), level: random.uniform(in: 0.08...0.25),
      sound: .thud(frequency: random.uniform(in: 25...40)))
  }

  fileprivate static func openingSnap(delay: Seconds, _ random: inout SeededGenerator) -> Self {
    Self(
      anchor: .afterS2, offset: delay, level: random.uniform(in: 0.2...0.5),
      sound: .click(frequency: random.uniform(in: 90...140), decay: 0.009))
  }

  fileprivate static func click(at share: Double, _ random: inout SeededGenerator) -> Self {
    Self(
      anchor: .inSystole, offset: share, level: random.uniform(in: 0.3...0.7),
      sound: .click(frequency: random.uniform(in: 140...220), decay: 0.006))
  }
}

extension SeededGenerator {
  /// A normal number, moved into limits.
  mutating func normal(_ mean: Double, _ deviation: Double, within limits: ClosedRange<Double>) -> Double {
    min(max(mean + deviation * normal(), limits.lowerBound), limits.upperBound)
  }

  /// An angle in radians.
  mutating func phase() -> Double { 2 * .pi * uniform() }
}
