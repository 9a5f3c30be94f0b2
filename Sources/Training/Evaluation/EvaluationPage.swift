struct EvaluationPage {
  init(_ evaluation: Evaluation, history: String?) {}
  func html() throws -> String { "" }
}
