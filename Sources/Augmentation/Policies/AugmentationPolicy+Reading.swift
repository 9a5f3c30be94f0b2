public import Core

/// What is wrong with a policy, and where.
public struct PolicyMistake: Error, Sendable, Equatable {
  /// The keys, and positions in lists as digits, that lead there.
  public var path: [String]
  /// What is wrong and what would be right.
  public var message: String
  /// Whether the last key itself is wrong rather than its value.
  public var concernsKey = false

  /// Describes a mistake.
  public init(path: [String], message: String, concernsKey: Bool = false) {
    self.path = path
    self.message = message
    self.concernsKey = concernsKey
  }
}

extension AugmentationPolicy {
  /// Reads a policy: one transform, or an object with `sequence`, `one_of` or `some_of`, a list of such.
  /// - Throws: `PolicyMistake` for the first thing that is wrong.
  public init(_ json: JSONValue) throws(PolicyMistake) {
    var members = json.members ?? [:]
    let name = members.removeValue(forKey: "name")?.word ?? ""
    let source = members.removeValue(forKey: "source")?.word ?? ""
    self.init(name: name, source: source, root: try Node(json.members == nil ? json : .object(members), at: []))
    if root.steps.isEmpty { throw PolicyMistake(path: [], message: "has no transform.") }
  }

  /// The policy as JSON on one line, with sorted keys: equal texts are equal policies.
  public var text: String { root.json.text }

  /// The policy with its name and source.
  public var json: JSONValue {
    guard case .object(var members) = root.json else { return root.json }
    members["name"] = name.isEmpty ? nil : .string(name)
    members["source"] = source.isEmpty ? nil : .string(source)
    return .object(members)
  }
}

extension AugmentationPolicy.Node {
  /// The keys that say what a part is, besides `transform`.
  private static let groups = ["sequence", "one_of", "some_of"]

  init(_ json: JSONValue, at path: [String]) throws(PolicyMistake) {
    // A policy nests a few levels; what goes deeper is damaged or hostile.
    guard path.count < 64, case .object(var members) = json else {
      throw PolicyMistake(
        path: path, message: "must be an object such as {\"transform\": \"gain\"} or {\"sequence\": […]}.")
    }
    probability = 1
    if let chance = members.removeValue(forKey: "probability") {
      guard let value = chance.value, (0...1).contains(value) else {
        throw PolicyMistake(
          path: path + ["probability"], message: "must be a number from 0 to 1, not \(chance.quoted).")
      }
      probability = value
    }
    let named = (["transform"] + Self.groups).filter { members[$0] != nil }
    guard named.count == 1, let group = named.first, let value = members.removeValue(forKey: group) else {
      let key = members.keys.sorted(by: precedesInBytes).first { !named.contains($0) }
      let guess = key.flatMap { Spelling.closest(to: $0, among: ["transform"] + Self.groups) }
      let advice = named.isEmpty ? guess.map { " Did you mean '\($0)' for '\(key ?? "")'?" } ?? "" : ""
      throw PolicyMistake(
        path: path, message: "must have one of transform, sequence, one_of and some_of, and only one.\(advice)")
    }
    if group == "transform" {
      kind = .transform(try AugmentationPolicy.Step(value, members, at: path))
      return
    }
    guard case .array(let parts) = value, !parts.isEmpty else {
      throw PolicyMistake(path: path + [group], message: "must be a list of transforms, not \(value.quoted).")
    }
    var nodes: [Self] = []
    for (index, part) in parts.enumerated() { nodes.append(try Self(part, at: path + [group, "\(index)"])) }
    switch group {
    case "sequence": kind = .sequence(nodes)
    case "one_of": kind = .oneOf(nodes)
    default: kind = .someOf(nodes, count: try Self.count(members.removeValue(forKey: "count"), of: nodes, at: path))
    }
    if let key = members.keys.sorted(by: precedesInBytes).first {
      throw PolicyMistake.unknown(key, known: ["probability"] + (group == "some_of" ? ["count"] : []), at: path)
    }
  }

  private static func count(
    _ json: JSONValue?, of nodes: [Self], at path: [String]
  ) throws(PolicyMistake) -> ClosedRange<Int> {
    guard let json else { return 1...nodes.count }
    guard let range = json.range, let low = Int(exactly: range.lowerBound), let high = Int(exactly: range.upperBound),
      low >= 0, high <= nodes.count
    else {
      throw PolicyMistake(
        path: path + ["count"],
        message: "must be a whole number from 0 to \(nodes.count), or [fewest, most], not \(json.quoted).")
    }
    return low...high
  }

  /// The part as JSON.
  var json: JSONValue {
    var members: [String: JSONValue] = [:]
    switch kind {
    case .transform(let step):
      members["transform"] = .string(step.transform)
      for (name, values) in step.values { members[name] = values.json }
    case .sequence(let nodes): members["sequence"] = .array(nodes.map(\.json))
    case .oneOf(let nodes): members["one_of"] = .array(nodes.map(\.json))
    case .someOf(let nodes, let count):
      members["some_of"] = .array(nodes.map(\.json))
      members["count"] = .array([.number(Double(count.lowerBound)), .number(Double(count.upperBound))])
    }
    if probability != 1 { members["probability"] = .number(probability) }
    return .object(members)
  }
}

extension AugmentationPolicy.Step {
  init(_ json: JSONValue, _ members: [String: JSONValue], at path: [String]) throws(PolicyMistake) {
    guard case .string(let name) = json else {
      throw PolicyMistake(
        path: path + ["transform"], message: "must be a transform's name in quotes, not \(json.quoted).")
    }
    guard let transform = Catalogue.transform(name) else {
      throw PolicyMistake(path: path + ["transform"], message: Catalogue.unknown(name))
    }
    self.init(name)
    for (key, value) in members.sorted(by: { precedesInBytes($0.key, $1.key) }) {
      guard let parameter = transform.parameter(key), !parameter.isFound else {
        throw PolicyMistake.unknown(key, known: transform.givenNames + ["probability"], at: path)
      }
      guard let read = Self.values(value, of: parameter) else {
        throw PolicyMistake(path: path + [key], message: "must be \(parameter.expectation), not \(value.quoted).")
      }
      values[key] = read
    }
    for parameter in transform.parameters {
      if case .text = parameter.kind, values[parameter.name] == nil {
        throw PolicyMistake(path: path, message: "needs '\(parameter.name)': \(parameter.meaning).")
      }
    }
  }

  private static func values(_ json: JSONValue, of parameter: TransformParameter) -> AugmentationPolicy.Values? {
    switch parameter.kind {
    case .number(_, let limits, let spread):
      guard let range = json.range, limits.contains(range.lowerBound), limits.contains(range.upperBound) else {
        return nil
      }
      let isWhole = range.lowerBound.rounded() == range.lowerBound && range.upperBound.rounded() == range.upperBound
      return spread == .whole && !isWhole ? nil : .range(range)
    case .choice(_, let all):
      guard let words = json.words, words.allSatisfy(all.contains) else { return nil }
      return .words(words)
    case .text:
      guard let word = json.word, !word.isEmpty else { return nil }
      return .words([word])
    case .found: return nil
    }
  }
}

extension AugmentationPolicy.Values {
  fileprivate var json: JSONValue {
    switch self {
    case .range(let range):
      range.lowerBound == range.upperBound
        ? .number(range.lowerBound) : .array([.number(range.lowerBound), .number(range.upperBound)])
    case .words(let words): words.count == 1 ? .string(words[0]) : .array(words.map { .string($0) })
    }
  }
}

extension PolicyMistake {
  static func unknown(_ key: String, known: [String], at path: [String]) -> PolicyMistake {
    let guess = Spelling.closest(to: key, among: known).map { "Did you mean '\($0)'?" }
    return PolicyMistake(
      path: path + [key], message: "is no key here. \(guess ?? "Known here: \(known.joined(separator: ", ")).")",
      concernsKey: true)
  }
}
