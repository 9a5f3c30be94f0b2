import Core

/// All transforms.
public enum Catalogue {
  /// Every transform, in the order in which the published page shows them.
  public static let all: [Transform] =
    Transforms.levels + Transforms.noises + Transforms.filters + Transforms.times + Transforms.spectra
    + Transforms.mixtures + Transforms.cycles

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// The transform of that name.
  public static func transform(_ name: String) -> Transform? { byName[name] }

  /// What is said of a name that no transform has.
  static func unknown(_ name: String) -> String {
    let guess = Spelling.closest(to: name, among: all.map(\.name)).map { "Did you mean '\($0)'?" }
    return
      "'\(name.prefix(60))' is no transform. \(guess ?? "There are \(all.map(\.name).joined(separator: ", ")).")"
  }
}

/// Where the transforms are declared, one extension a kind.
enum Transforms {}
