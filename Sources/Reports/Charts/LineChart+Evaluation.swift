extension LineChart {
  /// Receiver operating characteristics, one line a class or model, against the diagonal of chance.
  ///
  /// Points are (false positive rate, true positive rate), from (0, 0) to (1, 1). Name each line with its area.
  public static func roc(title: String = "Receiver operating characteristic", _ lines: [Line]) -> LineChart {
    LineChart(
      title: title, xAxis: Axis("False positive rate (1 − specificity)", range: 0...1),
      yAxis: Axis("True positive rate (sensitivity)", range: 0...1), lines: lines,
      reference: Line("chance", [Point(x: 0, y: 0), Point(x: 1, y: 1)]), isSquare: true)
  }

  /// Precision–recall curves, one line a class or model; `prevalence`, if given, draws what guessing would reach.
  ///
  /// Points are (recall, precision), from recall 0.
  public static func precisionRecall(
    title: String = "Precision and recall", _ lines: [Line], prevalence: Double? = nil
  ) -> LineChart {
    LineChart(
      title: title, xAxis: Axis("Recall (sensitivity)", range: 0...1), yAxis: Axis("Precision", range: 0...1),
      lines: lines,
      reference: prevalence.map { Line("chance", [Point(x: 0, y: $0), Point(x: 1, y: $0)]) }, isSquare: true)
  }

  /// A quantity after each epoch, for training and validation data, with a mark at the best epoch.
  ///
  /// - Parameters:
  ///   - quantity: what is shown, for example `Loss`.
  ///   - training: the values of epochs 1, 2, 3 …
  ///   - validation: likewise; may be empty.
  ///   - bestEpoch: the epoch that was kept, counted from 1.
  public static func history(
    _ quantity: String, training: [Double], validation: [Double], bestEpoch: Int? = nil, format: Axis.Format = .number
  ) -> LineChart {
    let lines = [Line("training", values: training), Line("validation", values: validation)]
    return LineChart(
      title: quantity, xAxis: Axis("Epoch"), yAxis: Axis("", format: format),
      lines: lines.filter { !$0.points.isEmpty },
      marks: bestEpoch.map { [Mark(x: Double($0), label: "kept: epoch \($0)")] } ?? [])
  }
}
