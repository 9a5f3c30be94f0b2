import Core
import Foundation
import HeartSound
import Manifest
import Preparation

/// How well states were found in several recordings, with intervals by patient.
struct SegmentationReport: Encodable {
  /// A figure and its 95 % interval from resampling patients.
  struct Figure: Encodable {
    var value: Double?
    var interval: Interval?
  }

  /// What `score.json` holds.
  struct File: Encodable {
    var judged: String
    var recordings: Int
    var patients: Int
    var rejected: Int
    var levels: [SegmentationReport]
  }

  /// The noise that was added, in decibels below the recordings; absent for none.
  let signalToNoise: Decibels?
  /// Figures by name; `s1_f1_100_ms` and the like.
  let figures: [String: Figure]
  /// Milliseconds by annotated state (rows) and found state (columns; the fifth is none).
  let confusionMilliseconds: [[Int]]
  /// Recordings the method was sure of.
  let sure: Int
  /// Recordings it was not sure of.
  let unsure: Int
  /// Recordings in which it found no heartbeat.
  let none: Int

  init(_ outcomes: [SegmentationStudy.Outcome], signalToNoise: Decibels?, seed: UInt64) {
    self.signalToNoise = signalToNoise
    func values(_ weights: [Int]) -> [Double?] { SegmentationTotals(outcomes, weights: weights).figures.map(\.value) }
    let intervals = GroupBootstrap(groups: outcomes.map(\.patient), resamples: 1000, seed: seed).intervals(of: values)
    let totals = SegmentationTotals(outcomes, weights: outcomes.map { _ in 1 })
    figures = Dictionary(
      uniqueKeysWithValues: zip(totals.figures, intervals).map { ($0.name, Figure(value: $0.value, interval: $1)) })
    confusionMilliseconds = totals.milliseconds
    sure = outcomes.count { $0.found?.isSure == true }
    unsure = outcomes.count { $0.found?.isSure == false }
    none = outcomes.count { $0.found == nil }
  }

  /// The report for people, a few lines.
  var text: String {
    let title = signalToNoise.map { "white noise at \($0) dB" } ?? "as recorded"
    var lines = ["", "\(title): \(sure) sure, \(unsure) unsure, \(none) without heartbeat"]
    for sound in ["s1", "s2", "sounds"] {
      for tolerance in [60, 100] {
        let name = sound == "sounds" ? "both" : sound.uppercased()
        let parts = [("Se", "sensitivity"), ("P+", "positive_predictivity"), ("F1", "f1")].map { short, kind in
          "\(short) \(written("\(sound)_\(kind)_\(tolerance)_ms"))"
        }
        lines.append("  \(name) within \(tolerance) ms: \(parts.joined(separator: ", "))")
      }
    }
    lines.append(
      "  F1 within 100 ms where sure: \(written("sure_f1_100_ms")); elsewhere: \(written("unsure_f1_100_ms"))")
    lines.append("  mean F1 of a recording within 100 ms: \(written("recording_f1_100_ms"))")
    let states = HeartSoundState.allCases.map { "\($0) \(written("\($0)_accuracy"))" }
    lines.append("  right state: \(written("state_accuracy")) of the time; \(states.joined(separator: ", "))")
    lines.append(
      "  heart rate: within 10 % in \(written("heart_rate_within_10_percent")); mean error \(written("heart_rate_error_bpm")) beats/min"
    )
    return lines.joined(separator: "\n") + "\n"
  }

  private func written(_ name: String) -> String {
    func short(_ value: Double) -> String {
      let thousandths = Int((abs(value) * 1000).rounded())
      let digits = String(thousandths % 1000)
      return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - digits.count) + digits
    }
    guard let figure = figures[name], let value = figure.value else { return "-" }
    guard let interval = figure.interval else { return short(value) }
    return "\(short(value)) [\(short(interval.lower)), \(short(interval.upper))]"
  }

  /// One row a recording and level of noise, for `recordings.csv`.
  static func table(_ outcomes: [SegmentationStudy.Outcome]) -> CSVTable {
    func number(_ value: Double?) -> String { value.map { "\(($0 * 1000).rounded() / 1000)" } ?? "" }
    let rows = outcomes.map { outcome in
      let (s1, s2) = (outcome.score.s1[1], outcome.score.s2[1])
      return [
        outcome.path, outcome.patient, number(outcome.signalToNoise), number(outcome.found?.confidence),
        outcome.found.map { $0.isSure ? "yes" : "no" } ?? "none", number(outcome.annotatedHeartRate),
        number(outcome.found?.heartRate), "\(s1.annotated)", "\(s1.claimed)", "\(s1.found)", "\(s2.annotated)",
        "\(s2.claimed)", "\(s2.found)", number(outcome.score.sounds(at: 1).f1), number(outcome.score.frameAccuracy),
      ]
    }
    return CSVTable(
      header: [
        "file_name", "patient_id", "noise_db", "confidence", "sure", "annotated_bpm", "found_bpm", "s1_annotated",
        "s1_claimed", "s1_found", "s2_annotated", "s2_claimed", "s2_found", "f1_100_ms", "state_accuracy",
      ], rows: rows)
  }
}

/// Sums over recordings that count several times each, and the figures they make.
private struct SegmentationTotals {
  private var s1 = SegmentationScore.tolerances.map { _ in SegmentationScore.Count() }
  private var s2 = SegmentationScore.tolerances.map { _ in SegmentationScore.Count() }
  private var whereSure = SegmentationScore.Count()
  private var elsewhere = SegmentationScore.Count()
  private(set) var milliseconds = [[Int]](repeating: [0, 0, 0, 0, 0], count: 4)
  private var recordingF1 = (sum: 0.0, count: 0)
  private var rate = (error: 0.0, heard: 0, right: 0, count: 0)

  init(_ outcomes: [SegmentationStudy.Outcome], weights: [Int]) {
    for (outcome, weight) in zip(outcomes, weights) where weight > 0 { add(outcome, times: weight) }
  }

  private mutating func add(_ outcome: SegmentationStudy.Outcome, times weight: Int) {
    for index in s1.indices {
      s1[index].add(outcome.score.s1[index], times: weight)
      s2[index].add(outcome.score.s2[index], times: weight)
    }
    let sounds = outcome.score.sounds(at: 1)
    if outcome.found?.isSure == true {
      whereSure.add(sounds, times: weight)
    } else {
      elsewhere.add(sounds, times: weight)
    }
    for row in 0..<4 {
      for column in 0..<5 { milliseconds[row][column] += weight * outcome.score.milliseconds[row][column] }
    }
    if let f1 = sounds.f1 {
      recordingF1.sum += f1 * Double(weight)
      recordingF1.count += weight
    }
    guard let truth = outcome.annotatedHeartRate else { return }
    rate.count += weight
    guard let found = outcome.found?.heartRate else { return }
    rate.heard += weight
    rate.error += abs(found - truth) * Double(weight)
    if abs(found / truth - 1) <= 0.1 { rate.right += weight }
  }

  /// All figures, always the same names in the same order; nil where a share is of nothing.
  var figures: [(name: String, value: Double?)] {
    var figures: [(name: String, value: Double?)] = []
    for (index, tolerance) in SegmentationScore.tolerances.enumerated() {
      for (sound, count) in [("s1", s1[index]), ("s2", s2[index]), ("sounds", s1[index] + s2[index])] {
        let mark = "\(Int((tolerance * 1000).rounded()))_ms"
        figures += [
          ("\(sound)_sensitivity_\(mark)", count.sensitivity),
          ("\(sound)_positive_predictivity_\(mark)", count.positivePredictivity), ("\(sound)_f1_\(mark)", count.f1),
        ]
      }
    }
    func share(_ part: Double, of whole: Int) -> Double? { whole > 0 ? part / Double(whole) : nil }
    let right = (0..<4).map { milliseconds[$0][$0] }
    let times = milliseconds.map { $0.reduce(0, +) }
    figures += [
      ("sure_f1_100_ms", whereSure.f1), ("unsure_f1_100_ms", elsewhere.f1),
      ("recording_f1_100_ms", share(recordingF1.sum, of: recordingF1.count)),
      ("state_accuracy", share(Double(right.reduce(0, +)), of: times.reduce(0, +))),
      ("heart_rate_error_bpm", share(rate.error, of: rate.heard)),
      ("heart_rate_within_10_percent", share(Double(rate.right), of: rate.count)),
    ]
    for state in HeartSoundState.allCases {
      let row = state.rawValue - 1
      figures.append(("\(state)_accuracy", share(Double(right[row]), of: times[row])))
    }
    return figures
  }
}
