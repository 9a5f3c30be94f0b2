import Core

extension Catalogue {
  /// The catalogue as a page of Markdown: a line a transform, then its parameters.
  public static var markdown: String {
    var text = """
      # The augmentation catalogue
      Written from the code (`AUSCULT_RECORD=1 tools/test --filter CatalogueTests`); do not edit. `auscult augment --catalogue DIR` writes a page
      with a picture and a sound of each.

      A value in a policy is a number, a range `[lowest, highest]` to draw from, a word or a list of words. What a policy does not
      name is drawn from the usual range, which keeps hearts hearts; no value lies outside the possible one.

      ## Transforms

      """
    for transform in all {
      text += "\n### \(transform.name)\n\(transform.summary) *Source: \(transform.source).*\(remarks(transform))\n"
      guard !transform.parameters.isEmpty else { continue }
      text += "\n| parameter | unit | usual | possible | meaning |\n|---|---|---|---|---|\n"
      for parameter in transform.parameters {
        let (usual, possible) = ranges(parameter)
        text += "| `\(parameter.name)` | \(parameter.unit) | \(usual) | \(possible) | \(parameter.meaning) |\n"
      }
    }
    text += "\n## Policies known by name\n"
    for policy in AugmentationPolicy.presets {
      text += "\n### \(policy.name)\n\(policy.source)\n```json\n\((try? JSONText.encode(policy.json)) ?? "")```\n"
    }
    return text
  }

  /// The catalogue for programs: transforms with their parameters, and policies.
  public struct Listing: Encodable, Sendable {
    struct Parameter: Encodable {
      var name, meaning, unit, usual, possible: String
    }
    struct Entry: Encodable {
      var name, summary: String
      var parameters: [Parameter]
    }
    struct Policy: Encodable {
      var name, source: String
    }

    let transforms: [Entry]
    let policies: [Policy]
  }

  /// The same as ``list``, for programs.
  public static var listing: Listing {
    Listing(
      transforms: all.map { transform in
        Listing.Entry(
          name: transform.name, summary: transform.summary,
          parameters: transform.parameters.filter { !$0.isFound }.map { parameter in
            let (usual, possible) = ranges(parameter)
            return .init(
              name: parameter.name, meaning: parameter.meaning, unit: parameter.unit, usual: usual, possible: possible)
          })
      }, policies: AugmentationPolicy.presets.map { .init(name: $0.name, source: $0.source) })
  }

  /// The catalogue as a list for the terminal.
  public static var list: String {
    var lines = ["Transforms:"]
    for transform in all {
      lines.append("  \(transform.name)")
      lines.append("      \(transform.summary)")
      for parameter in transform.parameters where !parameter.isFound {
        let (usual, possible) = ranges(parameter)
        let unit = parameter.unit.isEmpty ? "" : " " + parameter.unit
        lines.append("      \(parameter.name): \(usual)\(unit) (possible: \(possible)): \(parameter.meaning)")
      }
    }
    lines += ["", "Policies:"]
    for policy in AugmentationPolicy.presets { lines += ["  \(policy.name)", "      \(policy.source)"] }
    return lines.joined(separator: "\n")
  }

  /// What is to be known besides parameters.
  private static func remarks(_ transform: Transform) -> String {
    let all: [(Transform.Traits, String)] = [
      (.movesTime, "Moves S1 and S2: annotations follow."),
      (.changesRhythm, "Left out for labels of rhythm."),
      (.reversesTime, "Left out for labels of rhythm or timing."),
      (.needsCycles, "Needs heart cycles, annotated or found."),
      (.needsPartner, "Needs another training recording of the same label."),
    ]
    let words = all.filter { transform.traits.contains($0.0) }.map(\.1)
    return words.isEmpty ? "" : " " + words.joined(separator: " ")
  }

  private static func ranges(_ parameter: TransformParameter) -> (usual: String, possible: String) {
    func text(_ range: ClosedRange<Double>) -> String {
      let (low, high) = (TransformParameter.text(range.lowerBound), TransformParameter.text(range.upperBound))
      return low == high ? low : "\(low) to \(high)"
    }
    switch parameter.kind {
    case .number(let usual, let limits, _): return (text(usual), text(limits))
    case .choice(let usual, let all): return (usual.joined(separator: ", "), all.joined(separator: ", "))
    case .text: return ("must be given", "any")
    case .found: return ("found", "")
    }
  }
}
