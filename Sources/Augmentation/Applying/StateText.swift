import Foundation
import HeartSound

/// The states of the heart in an operation: `START:STATE` in samples, a state ending where the next begins, `END:0` last.
enum StateText {
  /// The text of some states.
  static func text(_ states: [StateInterval]) -> String {
    var marks: [String] = []
    var position: Int?
    for state in states {
      if let position, position < state.startSample { marks.append("\(position):0") }
      marks.append("\(state.startSample):\(state.state.rawValue)")
      position = state.endSample
    }
    if let position { marks.append("\(position):0") }
    return marks.joined(separator: " ")
  }

  /// The states of a text; what cannot be understood, or goes back in time, is left out.
  static func states(_ text: String) -> [StateInterval] {
    let marks = text.split(separator: " ").compactMap { mark -> (place: Int, code: Int)? in
      let parts = mark.split(separator: ":")
      guard parts.count == 2, let place = Int(parts[0]), let code = Int(parts[1]), place >= 0 else { return nil }
      return (place, code)
    }
    return zip(marks, marks.dropFirst()).compactMap { mark, next in
      guard mark.place < next.place, let state = HeartSoundState(rawValue: mark.code) else { return nil }
      return StateInterval(startSample: mark.place, endSample: next.place, state: state)
    }
  }
}
