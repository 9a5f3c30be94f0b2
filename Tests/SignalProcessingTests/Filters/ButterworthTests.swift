import Core
import Foundation
import SignalProcessing
import Testing

@Suite struct ButterworthTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var band: FrequencyBand
    var order: Int
    var rate: Int
    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "bandpass 2 25-400 2000", band: .bandPass(25, 400), order: 2, rate: 2000),
    Case(name: "bandpass 3 25-400 2000", band: .bandPass(25, 400), order: 3, rate: 2000),
    Case(name: "bandpass 4 25-400 44100", band: .bandPass(25, 400), order: 4, rate: 44100),
    Case(name: "bandpass 1 20-900 2000", band: .bandPass(20, 900), order: 1, rate: 2000),
    Case(name: "lowpass 1 8 2000", band: .lowPass(8), order: 1, rate: 2000),
    Case(name: "lowpass 5 400 2000", band: .lowPass(400), order: 5, rate: 2000),
    Case(name: "highpass 2 25 2000", band: .highPass(25), order: 2, rate: 2000),
    Case(name: "highpass 3 25 16000", band: .highPass(25), order: 3, rate: 16000),
    Case(name: "bandstop 2 45-55 2000", band: .bandStop(45, 55), order: 2, rate: 2000),
    Case(name: "bandstop 1 2-990 2000", band: .bandStop(2, 990), order: 1, rate: 2000),
  ]

  /// SciPy's `sosfiltfilt`, `sosfilt` and `sosfreqz`: 1e-6 of the largest value.
  @Test(arguments: cases) func matchesSciPy(_ test: Case) throws {
    let goldens = try NamedGoldens("filters")
    let filter = try ButterworthFilter(test.band, order: test.order, sampleRate: Double(test.rate))
    let signal = referenceSamples(test.rate)
    let step = test.rate < 10_000 ? 61 : 601
    #expect(try goldens.difference(test.name, filter(signal), step: step) < 1e-6)
    #expect(try goldens.difference(test.name + " single", filter.singlePass(signal), step: step) < 1e-6)
    let gains = (0..<64).map { filter.gain(at: Double($0) / 64 * Double(test.rate) / 2) }
    #expect(try goldens.difference(test.name + " gain", gains) < 1e-9)
  }

  @Test(arguments: cases) func edgesAreThreeDecibelsDown(_ test: Case) throws {
    let filter = try ButterworthFilter(test.band, order: test.order, sampleRate: Double(test.rate))
    for edge in test.band.edges { #expect(abs(20 * log10(filter.gain(at: edge)) + 10 * log10(2)) < 1e-6) }
  }

  /// The response as a tone shows it, not as the formula says: −3.01 dB in one pass, twice that with zero phase.
  @Test(arguments: [25.0, 400.0]) func measuredLossAtTheEdges(edge: Double) throws {
    let filter = try ButterworthFilter(.bandPass(25, 400), order: 2, sampleRate: 2000)
    let tone = (0..<20_000).map { sin(2 * .pi * edge * Double($0) / 2000) }
    func level(_ output: [Double]) -> Double {
      let middle = output[8000..<12_000]  // whole periods, far from both ends
      return 10 * log10(middle.reduce(0) { $0 + $1 * $1 } / 2000)
    }
    #expect(abs(level(filter.singlePass(tone)) + 3.0103) < 1e-3)
    #expect(abs(level(filter(tone)) + 6.0206) < 1e-3)
  }

  @Test func nothingIsDelayed() throws {
    let filter = try ButterworthFilter(.bandPass(25, 400), order: 4, sampleRate: 2000)
    var impulse = [Double](repeating: 0, count: 1001)
    impulse[500] = 1
    let response = filter(impulse)
    let asymmetry = (1...500).reduce(0) { max($0, abs(response[500 - $1] - response[500 + $1])) }
    #expect(asymmetry < 1e-7)  // what the ends cut off of the tails
  }

  @Test func constantsPassOrVanish() throws {
    let constant = [Double](repeating: 0.25, count: 500)
    let low = try ButterworthFilter(.lowPass(100), order: 4, sampleRate: 2000)
    #expect(low(constant).allSatisfy { abs($0 - 0.25) < 1e-12 })
    let band = try ButterworthFilter(.bandPass(25, 400), order: 4, sampleRate: 2000)
    #expect(band(constant).allSatisfy { abs($0) < 1e-12 })
  }

  @Test(arguments: cases) func anyLengthGivesFiniteSamples(_ test: Case) throws {
    let filter = try ButterworthFilter(test.band, order: test.order, sampleRate: Double(test.rate))
    for count in [0, 1, 2, 3, 10, 40] {
      for level in [0, 1, 1e15, 1e-300] {
        let output = filter((0..<count).map { $0 % 2 == 0 ? level : -level })
        #expect(output.count == count)
        #expect(output.allSatisfy { $0.isFinite })
      }
    }
  }

  @Test func highOrdersStayStable() throws {
    for order in 1...20 {
      let filter = try ButterworthFilter(.bandPass(25, 400), order: order, sampleRate: 44_100)
      #expect(filter.sections.count == order)
      #expect(filter.sections.allSatisfy { abs($0.a2) < 1 && abs($0.a1) < 1 + $0.a2 })  // poles inside the unit circle
    }
  }

  @Test(arguments: [
    (FrequencyBand.lowPass(1000), 2, 2000.0), (.lowPass(0), 2, 2000), (.lowPass(-5), 2, 2000),
    (.lowPass(.nan), 2, 2000),
    (.bandPass(400, 25), 2, 2000), (.bandPass(25, 25), 2, 2000), (.bandPass(25, 1200), 2, 2000),
    (.highPass(.infinity), 2, 2000),
    (.lowPass(100), 0, 2000), (.lowPass(100), 21, 2000), (.lowPass(100), 2, 0), (.lowPass(100), 2, .nan),
  ]) func senselessRequestsAreRefused(band: FrequencyBand, order: Int, rate: Double) {
    #expect(throws: SignalError.self) { try ButterworthFilter(band, order: order, sampleRate: rate) }
  }

  @Test func theRefusalSaysWhatToDo() {
    let error = #expect(throws: SignalError.self) {
      try ButterworthFilter(.bandPass(25, 1200), order: 2, sampleRate: 2000)
    }
    #expect(error?.message.contains("1200.0 Hz is not below half the sample rate (1000.0 Hz)") == true)
    #expect(error?.exitStatus == .usage)
  }

  @Test(
    arguments: [
      FrequencyBand.lowPass(400), .highPass(25), .bandPass(25, 400), .bandStop(45, 55), .bandPass(1, 999),
    ], [1, 2, 4, 8])
  func twoPassesAreThreeDecibelsDownAtTheEdgesThatWereAskedFor(band: FrequencyBand, order: Int) throws {
    let design = try band.designedForTwoPasses(order: order, sampleRate: 2000)
    let filter = try ButterworthFilter(design, order: order, sampleRate: 2000)
    for edge in band.edges {
      let loss = -20 * log10(pow(filter.gain(at: edge), 2))
      #expect(abs(loss - 3.0103) < 1e-3, "\(loss) dB at \(edge) Hz")
    }
  }
}
