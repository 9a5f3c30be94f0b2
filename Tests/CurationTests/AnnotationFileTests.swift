import Core
import Curation
import Foundation
import HeartSound
import Testing

@Suite struct AnnotationFileTests {
  private func states(_ text: String, entry: String = "a/x.wav") throws -> [StateInterval] {
    let file = AnnotationFile(
      path: "t.csv", in: URL(fileURLWithPath: "/"), format: .timings, entry: entry)
    return try file.states(in: Data(text.utf8), sampleRate: 1000, ownRate: 44100)
  }

  @Test func positionsOfATableAreCountedInSamplesOfTheFile() throws {
    let text = "fname,cycle,sound,location\na/y.wav,1,S1,5\na/x.wav,1,S1,8820\na/x.wav,1,S2,22050\n"
    let found = try states(text)
    #expect(found.map(\.state) == [.s1, .systole, .s2])
    #expect(found.map(\.startSample) == [139, 261, 454] && found[2].endSample == 546)
    #expect(try states(text, entry: "a/z.wav").isEmpty)
  }

  @Test(arguments: [
    "cycle,sound,location\n1,S1,5\n", "fname,sound\na/x.wav,S1\n", "fname,sound,location\na/x.wav,S3,5\n",
    "fname,sound,location\na/x.wav,S1,-5\n", "fname,sound,location\na/x.wav,S1,nan\n",
    "fname,sound,location\na/x.wav,S1,1e13\n", "fname,sound,location\na/x.wav,S1,\n",
  ]) func tablesThatCannotBe(text: String) {
    #expect(throws: CurationError.self) { try states(text) }
  }

  @Test func aFileOfStatesAndWhatIsWrongWithIt() throws {
    let file = AnnotationFile(path: "d/a.tsv", in: URL(fileURLWithPath: "/"), format: .states)
    let found = try file.states(in: Data("0\t0.5\t1\n".utf8), sampleRate: 1000, ownRate: 4000)
    #expect(found == [StateInterval(startSample: 0, endSample: 500, state: .s1)])
    #expect(throws: CurationError.self) {
      try file.states(in: Data("0\t0.5\tx\n".utf8), sampleRate: 1000, ownRate: 4000)
    }
  }
}
