/// Completion scripts for shells, generated from the specifications.
public struct Completions: Sendable {
  /// The shells that can be served.
  public enum Shell: String, CaseIterable, Sendable {
    case bash
    case zsh
    case fish
  }

  let program: Program

  /// Makes the completions of `program`.
  public init(_ program: Program) { self.program = program }

  /// The script for one shell.
  public func script(for shell: Shell) -> String {
    switch shell {
    case .bash: bash()
    case .zsh: zsh()
    case .fish: fish()
    }
  }

  /// The name as a shell function may be called.
  var functionName: String { "_" + program.name.map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined() }

  /// The text in single quotes, as all three shells understand it.
  func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "'\\''"))'" }
}
