import Core

/// Values that samples are cut from: a map of `rows × columns`, a column a moment in time where there is time.
struct InputSource: Sendable, Equatable {
  /// What is kept of a source.
  private enum Values: Sendable, Equatable {
    case numbers([Float])
    /// Shares of 255, a quarter of the memory that they would take as numbers.
    case bytes([UInt8])
  }

  let rows: Int
  let columns: Int
  private let values: Values

  /// Keeps the values of a map.
  init(_ matrix: Matrix) { (rows, columns, values) = (matrix.rows, matrix.columns, .numbers(matrix.values)) }

  /// Keeps a sample that is never cut.
  init(whole values: [Float]) { (rows, columns, self.values) = (1, values.count, .numbers(values)) }

  /// Keeps a sample that is never cut, whose values are shares of 255.
  init(whole bytes: [UInt8]) { (rows, columns, values) = (1, bytes.count, .bytes(bytes)) }

  /// `width` neighbouring columns from `first` on; a source that is shorter is repeated.
  func window(from first: Int, width: Int) -> [Float] {
    switch values {
    case .numbers(let numbers): window(of: numbers, from: first, width: width)
    case .bytes(let bytes): window(of: bytes, from: first, width: width).map { Float($0) / 255 }
    }
  }

  private func window<Value>(of values: [Value], from first: Int, width: Int) -> [Value] {
    if first == 0 && width == columns { return values }
    var window: [Value] = []
    window.reserveCapacity(rows * width)
    for row in 0..<rows {
      let start = row * columns
      if first + width <= columns {
        window += values[(start + first)..<(start + first + width)]
      } else {
        for column in first..<(first + width) { window.append(values[start + column % columns]) }
      }
    }
    return window
  }
}

/// One sample: a window of a source.
struct InputView: Sendable, Equatable {
  var source: Int
  var firstColumn: Int
}

/// The inputs that a model takes of a list of rows, in memory.
///
/// Sources are shared: all clips of a recording are windows of one map. A row has one sample or more, whose probabilities
/// are averaged.
struct InputSet: Sendable {
  /// The number of columns of a sample.
  let width: Int
  private(set) var sources: [InputSource] = []
  /// The samples of each row.
  private(set) var views: [[InputView]]

  init(width: Int, rows: Int) {
    self.width = width
    views = Array(repeating: [], count: rows)
  }

  /// Adds what was read for some rows; `positions` says which ones.
  mutating func add(_ unit: UnitInputs, at positions: [Int]) {
    let base = sources.count
    sources += unit.sources
    for (position, found) in zip(positions, unit.views) {
      views[position] = found.map { InputView(source: base + $0.source, firstColumn: $0.firstColumn) }
    }
  }

  /// What was added for some rows.
  func unit(at positions: [Int]) -> UnitInputs {
    let used = Set(positions.flatMap { views[$0].map(\.source) }).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: zip(used, used.indices))
    return UnitInputs(
      sources: used.map { sources[$0] },
      views: positions.map { position in
        views[position].map { InputView(source: numbers[$0.source] ?? 0, firstColumn: $0.firstColumn) }
      })
  }

  /// The values of a sample.
  func values(_ view: InputView) -> [Float] { sources[view.source].window(from: view.firstColumn, width: width) }

  /// The mean over each row's samples of what `predict` says of them.
  /// - Throws: `TrainingError` `.interrupted`; what `predict` throws.
  func probabilities(_ predict: (_ inputs: [Float]) throws -> [[Float]]) throws -> [[Double]] {
    try answers(predict).map(Self.mean)
  }

  /// What `predict` says of each row's samples.
  /// - Throws: `TrainingError` `.interrupted`; what `predict` throws.
  func answers(_ predict: (_ inputs: [Float]) throws -> [[Float]]) throws -> [[[Float]]] {
    var result: [[[Float]]] = []
    // In stretches, so that the samples of a large list, or of large pictures, need not all be in memory.
    var first = 0
    while first < views.count {
      try Interruption.check()
      var inputs: [Float] = []
      var end = first
      while end < views.count, end - first < 256, inputs.count < 1 << 22 {
        for view in views[end] { inputs += values(view) }
        end += 1
      }
      var answers = try predict(inputs)[...]
      for samples in views[first..<end] {
        result.append(Array(answers.prefix(samples.count)))
        answers = answers.dropFirst(samples.count)
      }
      first = end
    }
    return result
  }

  /// The mean of rows.
  static func mean(_ rows: [[Float]]) -> [Double] {
    guard let first = rows.first else { return [] }
    return first.indices.map { index in rows.reduce(0) { $0 + Double($1[index]) } / Double(rows.count) }
  }
}

/// The inputs of rows that are read together: those of one recording, or a single one.
struct UnitInputs: Sendable {
  var sources: [InputSource]
  /// The samples of each row; sources are counted within the unit.
  var views: [[InputView]]

  /// One sample a row.
  static func each(_ samples: [[Float]]) -> UnitInputs { each(samples.map(InputSource.init(whole:))) }

  /// One sample a row.
  static func each(_ samples: [InputSource]) -> UnitInputs {
    UnitInputs(sources: samples, views: samples.indices.map { [InputView(source: $0, firstColumn: 0)] })
  }

  /// The same sample for each of `rows` rows.
  static func shared(_ sample: [Float], rows: Int) -> UnitInputs {
    UnitInputs(
      sources: [InputSource(whole: sample)],
      views: Array(repeating: [InputView(source: 0, firstColumn: 0)], count: rows))
  }
}
