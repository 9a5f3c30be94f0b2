import Core

/// What a file name of the PASCAL heart-sound challenge says, on disk or in one of its tables.
///
/// Set A: `<class>__<12-digit time>`; set B: `<class>_[noisy<class>_]_<patient>_<13-digit time>_<site>`. The tables write
/// `Btraining_` before any part of a set B name, and leave the class out where there is none.
struct PascalName: Equatable {
  /// The classes of the challenge.
  static let classes: Set<String> = ["artifact", "extrahls", "extrastole", "murmur", "normal"]

  /// The class, or nil where the name has none.
  let category: String?
  /// Whether the name says that the file is one of the unlabelled.
  let isUnlabelled: Bool
  /// Whether the class was noisynormal or noisymurmur.
  let isNoisy: Bool
  /// Whether it is of set B, the clinic's, and not of set A, the telephone's.
  let isSetB: Bool
  /// The number of the patient in set B, "" in set A.
  let patient: String
  /// The letter of the auscultation site in set B, "" in set A.
  let site: String
  /// Time, patient and site as they stand: with the class, they tell recordings apart.
  let occasion: String

  /// Reads a name, with or without folders and extension; nil if it is none of the challenge's.
  init?(_ path: some StringProtocol) {
    let parts = PathText.stem(of: String(path)).split(separator: "_").filter {
      $0 != "Btraining" && $0 != "Atraining"
    }
    guard let time = parts.firstIndex(where: Self.isTime) else { return nil }
    isSetB = parts[time].count == 13
    if isSetB {
      guard time > 0, parts[time - 1].allSatisfy(\.isASCIIDigit) else { return nil }
      patient = String(parts[time - 1])
      site = time + 1 < parts.count ? String(parts[time + 1].prefix { $0.isLetter }) : ""
    } else {
      (patient, site) = ("", "")
    }
    let words = parts[..<(isSetB ? time - 1 : time)].map { $0.lowercased() }
    isUnlabelled = words.first?.hasSuffix("unlabelledtest") ?? false
    isNoisy = words.contains { $0.hasPrefix("noisy") }
    let named = words.first.flatMap(Self.category(ofFolder:))
    guard words.isEmpty || isUnlabelled || named != nil else { return nil }
    category = named
    occasion = parts[(isSetB ? time - 1 : time)...].joined(separator: "_")
  }

  /// What is the same in a table's spelling and on disk; three occasions are there twice, once as noisy.
  /// - Parameter folder: the folder of a file whose name is bare.
  func key(inFolder folder: (some StringProtocol)? = Substring?.none) -> String {
    let category = category ?? folder.flatMap { Self.category(ofFolder: $0) } ?? ""
    let isNoisy = isNoisy || folder?.lowercased().contains("noisy") == true
    return "\(category)|\(isNoisy ? "noisy" : "")|\(occasion)"
  }

  /// The class that a folder is called after: `normal`, `Btraining_noisymurmur`, `Training A Extrahls`; nil if none.
  static func category(ofFolder name: some StringProtocol) -> String? {
    let words = name.lowercased().split { $0 == "_" || $0 == " " || $0 == "-" }.map(String.init)
    guard let last = words.last else { return nil }
    let bare = last.hasPrefix("noisy") ? String(last.dropFirst(5)) : last
    let isPrefixed = words.dropLast().allSatisfy { ["atraining", "btraining", "training", "a", "b"].contains($0) }
    return isPrefixed && classes.contains(bare) ? bare : nil
  }

  private static func isTime(_ part: Substring) -> Bool {
    (part.count == 12 || part.count == 13) && part.allSatisfy(\.isASCIIDigit)
  }
}

extension Character {
  /// Whether it is one of 0 to 9.
  var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
