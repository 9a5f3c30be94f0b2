import Core
import Foundation
import Pictures
import Testing

/// One case of Goldens/resampling.json.
struct ResamplingCase: Decodable, Sendable, CustomTestStringConvertible {
  var name: String
  var rows: Int
  var columns: Int
  var source: [Float]
  var newRows: Int
  var newColumns: Int
  var result: [Float]

  var testDescription: String { "\(name): \(rows) × \(columns) to \(newRows) × \(newColumns)" }

  static func load() throws -> [ResamplingCase] {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode([ResamplingCase].self, from: golden("resampling.json"))
  }
}

@Suite struct ResamplingTests {
  @Test(arguments: try ResamplingCase.load()) func agreesWithPillowAndNumPy(item: ResamplingCase) {
    let source = Matrix(rows: item.rows, columns: item.columns, values: item.source)
    let result = source.resampled(rows: item.newRows, columns: item.newColumns)
    #expect(result.rows == item.newRows && result.columns == item.newColumns)
    for (value, expected) in zip(result.values, item.result) { #expect(abs(value - expected) < 3e-5) }  // values to 80
  }

  @Test(arguments: [(1, 1), (3, 50), (7, 7), (40, 2), (224, 224)]) func aConstantStaysConstant(rows: Int, columns: Int)
  {
    let result = Matrix(rows: 7, columns: 13, repeating: -42).resampled(rows: rows, columns: columns)
    #expect(result.values.count == rows * columns)
    #expect(result.values.allSatisfy { abs($0 + 42) < 1e-4 })
  }

  @Test func shrinkingKeepsTheMean() {
    var generator = SeededGenerator(seed: 3)
    let source = Matrix(rows: 31, columns: 57, values: (0..<31 * 57).map { _ in Float(generator.normal()) })
    let small = source.resampled(rows: 5, columns: 11)
    let before = source.values.reduce(0, +) / Float(source.values.count)
    let after = small.values.reduce(0, +) / Float(small.values.count)
    #expect(abs(before - after) < 1e-5)
  }
}

@Suite struct SpectrogramPictureTests {
  private let ramp = Matrix(rows: 2, columns: 3, values: [-80, -40, 0, -60, -20, -10])

  @Test func lowFrequenciesAreAtTheBottom() throws {
    let shape = SpectrogramPicture(width: 3, height: 2, colorMap: .grey, range: .fixed(lower: -80, upper: 0))
    #expect(try shape.levels(of: ramp) == [64, 191, 223, 0, 128, 255])
  }

  @Test func theRangeFollowsTheMaximumOrStaysFixed() throws {
    var shape = SpectrogramPicture(width: 3, height: 2, range: .belowMaximum(span: 40))
    #expect(try shape.levels(of: ramp) == [0, 128, 191, 0, 0, 255])
    let louder = Matrix(rows: 2, columns: 3, values: ramp.values.map { $0 + 12 })
    #expect(try shape.levels(of: louder) == shape.levels(of: ramp))
    shape.range = .fixed(lower: -80, upper: 0)
    #expect(try shape.levels(of: louder) != shape.levels(of: ramp))
  }

  @Test func notANumberAndInfinitiesAreEnds() throws {
    let shape = SpectrogramPicture(width: 3, height: 1, range: .fixed(lower: -80, upper: 0))
    let odd = Matrix(rows: 1, columns: 3, values: [.nan, -.infinity, .infinity])
    #expect(try shape.levels(of: odd) == [0, 0, 255])
    let relative = SpectrogramPicture(width: 3, height: 1)
    #expect(try relative.levels(of: Matrix(rows: 1, columns: 3, values: [.nan, -10, -90])) == [0, 255, 0])
    #expect(try relative.levels(of: Matrix(rows: 1, columns: 1, values: [.nan])) == [0, 0, 0])
    let silence = Matrix(rows: 4, columns: 4, repeating: -.infinity)
    #expect(try SpectrogramPicture().levels(of: silence).allSatisfy { $0 == 0 })
  }

  @Test func whatCannotBeDrawnIsRefused() {
    #expect(throws: PictureError.self) { try SpectrogramPicture(width: 0).picture(of: ramp) }
    #expect(throws: PictureError.self) { try SpectrogramPicture(height: 1 << 20).picture(of: ramp) }
    #expect(throws: PictureError.self) { try SpectrogramPicture().picture(of: Matrix(rows: 4, columns: 0)) }
    #expect(throws: PictureError.self) { try SpectrogramPicture(range: .fixed(lower: 0, upper: -80)).picture(of: ramp) }
    #expect(throws: PictureError.self) {
      try SpectrogramPicture(range: .fixed(lower: .nan, upper: 0)).picture(of: ramp)
    }
    #expect(throws: PictureError.self) { try SpectrogramPicture(range: .belowMaximum(span: 0)).picture(of: ramp) }
    #expect(throws: PictureError.self) {
      try SpectrogramPicture(range: .belowMaximum(span: .infinity)).picture(of: ramp)
    }
  }

  @Test func threeSpectrogramsMakeOneColourPicture() throws {
    let shape = SpectrogramPicture(width: 1, height: 1, range: .fixed(lower: 0, upper: 255))
    func single(_ value: Float) -> Matrix { Matrix(rows: 3, columns: 2, repeating: value) }
    let picture = try shape.picture(red: single(10), green: single(20), blue: single(30))
    #expect(picture.pixels == .rgb8([10, 20, 30]))
  }

  @Test func theDefaultIsASmallPaletteFile() throws {
    var generator = SeededGenerator(seed: 5)
    let noise = Matrix(
      rows: 128, columns: 313, values: (0..<128 * 313).map { _ in Float(-40 + 10 * generator.normal()) })
    let picture = try SpectrogramPicture().picture(of: noise)
    #expect(picture.width == 224 && picture.height == 224)
    #expect(try picture.png().count < 60_000)
    guard case .palette(_, ColorMap.magma.colors) = picture.pixels else {
      Issue.record("not a magma palette picture")
      return
    }
  }

  @Test func theDescriptionSurvivesJSON() throws {
    let shape = SpectrogramPicture(width: 100, height: 50, colorMap: .viridis, range: .fixed(lower: -90, upper: 10))
    #expect(try JSONDecoder().decode(SpectrogramPicture.self, from: JSONEncoder().encode(shape)) == shape)
  }
}

@Suite struct ColorMapTests {
  @Test(arguments: ColorMap.allCases) func mapsHave256Colours(map: ColorMap) { #expect(map.colors.count == 256) }

  // First, middle and last colours as matplotlib 3.11 gives them with `bytes=True`.
  @Test(arguments: [
    (ColorMap.grey, 0x000000, 0x808080, 0xFFFFFF), (.viridis, 0x440154, 0x20908C, 0xFDE724),
    (.magma, 0x000003, 0xB63679, 0xFBFCBF), (.inferno, 0x000003, 0xBB3754, 0xFCFEA4),
    (.jet, 0x00007F, 0x7CFF79, 0x7F0000),
  ]) func endsAndMiddle(map: ColorMap, first: UInt32, middle: UInt32, last: UInt32) {
    #expect([map.colors[0], map.colors[128], map.colors[255]] == [first, middle, last].map(RGB.init(hex:)))
  }

  @Test(arguments: [ColorMap.grey, .viridis, .magma, .inferno]) func lightnessRises(map: ColorMap) {
    let lightness = map.colors.map(\.luminance)
    for (dark, light) in zip(lightness, lightness.dropFirst(4)) { #expect(light > dark) }
  }

  @Test func coloursAreWrittenAsCSS() { #expect(RGB(1, 0xAB, 0x10).css == "#01ab10") }
}
