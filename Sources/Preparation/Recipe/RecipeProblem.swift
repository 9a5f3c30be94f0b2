import Core

/// Something wrong in a recipe's file, with the place to look at.
public struct RecipeProblem: Sendable, Codable, Equatable {
  /// The line, from 1.
  public var line: Int
  /// The character in that line, from 1.
  public var column: Int
  /// The key concerned with dots, "" where the problem is not about one.
  public var key: String
  /// What is wrong and what would be right.
  public var message: String

  init(_ place: TextPlace, key: String, message: String) {
    (line, column) = (place.line, place.column)
    self.key = key
    self.message = message
  }

  /// The problem as compilers write it, `FILE:LINE:COLUMN: message`, so that editors jump there.
  public func text(in file: String) -> String { "\(file):\(line):\(column): \(message)" }
}

extension PreparationError {
  /// The error that a recipe's file is not valid, with all its problems.
  static func recipe(_ problems: [RecipeProblem], in file: String) -> PreparationError {
    guard problems.count > 1 else {
      let place = problems.first.map { "\(file):\($0.line):\($0.column)" }
      return PreparationError(.recipe, problems.first?.message ?? "is not valid.", subject: place ?? file)
    }
    let lines = problems.map { "\n  " + $0.text(in: file) }.joined()
    return PreparationError(.recipe, "has \(problems.count) mistakes.\(lines)", subject: file)
  }
}
