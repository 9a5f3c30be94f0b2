extension DecodingError {
  /// What is wrong with the text in a few words, rather than Swift's dump of it.
  public var words: String {
    switch self {
    case .keyNotFound(let key, _): return "'\(key.stringValue)' is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      return path.isEmpty ? "it is of another kind" : "'\(path)' is of another kind"
    case .dataCorrupted(let context):
      let text = context.debugDescription
      return text.hasSuffix(".") ? String(text.dropLast()) : text
    @unknown default: return "it cannot be read"
    }
  }
}
