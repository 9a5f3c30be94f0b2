public import Augmentation
import Core
import Foundation

/// What `auscult augment` was asked for.
public struct AugmentationSettings: Sendable, Encodable {
  /// The policy's name, or "" for one of a file.
  public var policyName: String
  /// The policy, as JSON on one line.
  public var policyText: String
  /// The copies of each recording.
  public var copies: Int
  /// The rate of the copies in hertz; nil leaves each recording at its own.
  public var rate: Int?
  /// Whether transforms that may change a label are carried out nevertheless.
  public var allowsLabelChange: Bool
  /// A digest of what copies depend on besides their recordings: noises, annotations, and possible partners.
  public var sha256 = ""

  /// The policy itself.
  let policy: AugmentationPolicy

  private enum CodingKeys: String, CodingKey {
    case policyName = "policy_name"
    case policyText = "policy"
    case copies, rate
    case allowsLabelChange = "allows_label_change"
    case sha256
  }

  /// Makes settings.
  public init(policy: AugmentationPolicy, copies: Int, rate: Int? = nil, allowsLabelChange: Bool = false) {
    self.policy = policy
    (policyName, policyText) = (policy.name, policy.text)
    self.copies = copies
    self.rate = rate
    self.allowsLabelChange = allowsLabelChange
  }
}

/// Reads policies by name or from files.
public enum PolicyFile {
  /// The policy of that name, or the one in that file.
  /// - Throws: `AugmentationError` for an unknown name, `PreparationError` `.recipe` with the place of a mistake,
  ///   `.noInput` if there is no such file.
  public static func policy(_ nameOrPath: String) throws -> AugmentationPolicy {
    guard nameOrPath.contains("/") || nameOrPath.contains(".") else { return try AugmentationPolicy.named(nameOrPath) }
    let data: Data
    do { data = try Data(contentsOf: URL(fileURLWithPath: nameOrPath)) } catch {
      throw PreparationError(
        .noInput, "cannot be read. Give a policy's name or a JSON file.", subject: nameOrPath, cause: error)
    }
    let document = JSONDocument(data)
    if let problem = document.problems.first {
      throw PreparationError(.recipe, problem.message, subject: "\(nameOrPath):\(problem.place)")
    }
    do throws(PolicyMistake) {
      return try AugmentationPolicy(document.value ?? .null)
    } catch {
      let place = error.concernsKey ? document.place(ofKey: error.path) : document.place(ofValue: error.path)
      let key = error.path.isEmpty ? "the policy" : "'\(error.path.joined(separator: "."))'"
      throw PreparationError(.recipe, "\(key) \(error.message)", subject: "\(nameOrPath):\(place)")
    }
  }
}
