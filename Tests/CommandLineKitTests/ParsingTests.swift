import Core
import Foundation
import Testing

@testable import CommandLineKit

@Suite struct ParsingTests {
  private func parse(_ words: String...) throws -> ParsedArguments {
    try ParsedArguments(words, for: Prepare.specification)
  }

  @Test func valuesHaveTheirTypes() throws {
    let arguments = try parse(
      "in", "--output", "out", "--rate=2000,4000", "--step", "0.5", "--gain", "-3", "ref.wav", "--format", "flac", "-f",
      "--size", "224x112",
      "--workers", "3", "--seed", "18446744073709551615", "--copies=7", "--recipe", "")
    #expect(arguments[Prepare.path].relativePath == "in")
    #expect(arguments[Prepare.reference]?.relativePath == "ref.wav")
    #expect(arguments[Prepare.output].relativePath == "out")
    #expect(arguments[Prepare.rates] == [2000, 4000])
    #expect(arguments[Prepare.step] == 0.5)
    #expect(arguments[Prepare.gain] == -3)
    #expect(arguments[Prepare.format] == .flac)
    #expect(arguments[Prepare.force])
    #expect(arguments[Prepare.size] == PixelSize(width: 224, height: 112))
    #expect(arguments[Prepare.copies] == 7)
    #expect(arguments[Prepare.recipe].isEmpty)
    #expect(arguments.workers == 3)
    #expect(arguments.seed == .max)
    #expect(arguments.isGiven(Prepare.step) && !arguments.isGiven(Prepare.policy))
  }

  @Test func absentOptionsHaveTheirDefaults() throws {
    let arguments = try parse("in", "-oout")
    #expect(arguments[Prepare.output].relativePath == "out")
    #expect(arguments[Prepare.reference] == nil)
    #expect(arguments[Prepare.rates] == [2000])
    #expect(arguments[Prepare.format] == .wav)
    #expect(arguments[Prepare.gain] == nil)
    #expect(!arguments[Prepare.force])
    #expect(arguments.seed == nil)
    #expect(arguments.workers == ProcessInfo.processInfo.activeProcessorCount)
  }

  @Test func aDoubleDashEndsTheOptions() throws {
    let arguments = try parse("-o", "out", "--", "--force", "-x")
    #expect(arguments[Prepare.path].relativePath == "--force")
    #expect(arguments[Prepare.reference]?.relativePath == "-x")
    #expect(!arguments[Prepare.force])
  }

  @Test func aRepeatedListAddsUp() throws {
    #expect(try parse("in", "-o", "x", "--rate", "1000", "--rate", "2000,3000")[Prepare.rates] == [1000, 2000, 3000])
  }

  @Test func aLoneDashIsAnArgument() throws {
    #expect(try parse("-", "-o", "x")[Prepare.path].relativePath == "-")
  }

  @Test(
    arguments: [
      ([], "missing PATH: a file, a folder, an archive or a manifest."),
      (["in"], "missing option '--output DIR': where the data set goes."),
      (["in", "-o"], "'--output' needs a value: --output DIR."),
      (["in", "--output"], "'--output' needs a value: --output DIR."),
      (
        ["in", "--output", "--force"],
        "'--output' needs a value (DIR), but '--force' follows. If you mean that word, write '--output=--force'."
      ),
      (["in", "-o", "x", "--output", "y"], "'--output' is given twice, with 'x' and with 'y'. Keep one of them."),
      (["in", "-o", "x", "--recepie", "y"], "unknown option '--recepie'. Did you mean '--recipe'?"),
      (["in", "-o", "x", "--recepie=y"], "unknown option '--recepie'. Did you mean '--recipe'?"),
      (["in", "-o", "x", "--reci", "y"], "unknown option '--reci'. Did you mean '--recipe'?"),
      (["in", "-output", "x"], "unknown option '-output'. Did you mean '--output'?"),
      (["in", "-o", "x", "-recipe"], "unknown option '-recipe'. Did you mean '--recipe'?"),
      (["in", "-o", "x", "-z"], "unknown option '-z'."),
      (["in", "-o", "x", "-fz"], "unknown option '-z'."),
      (["in", "-o", "x", "-é"], "unknown option '-é'."),
      (["in", "-o", "x", "--"], nil),
      (["in", "-o", "x", "--entirely-else"], "unknown option '--entirely-else'."),
      (["in", "-o", "x", "--force=yes"], "'--force' takes no value. Write it alone."),
      (["in", "-o", "x", "--step", "fast"], "'--step' takes a number from 0.1 to 60, not 'fast'."),
      (["in", "-o", "x", "--step", "0.01"], "'--step' takes a number from 0.1 to 60, not '0.01'."),
      (["in", "-o", "x", "--gain", "nan"], "'--gain' takes a number, not 'nan'."),
      (["in", "-o", "x", "--gain", ""], "'--gain' takes a number, not ''."),
      (["in", "-o", "x", "--copies", "-1"], "'--copies' takes a whole number of at least 0, not '-1'."),
      (
        ["in", "-o", "x", "--copies", "99999999999999999999"],
        "'--copies' takes a whole number of at least 0, not '99999999999999999999'."
      ),
      (["in", "-o", "x", "--format", "flc"], "'--format' takes one of wav, flac, not 'flc'. Did you mean 'flac'?"),
      (["in", "-o", "x", "--format", "ogg"], "'--format' takes one of wav, flac, not 'ogg'."),
      (
        ["in", "-o", "x", "--rate", "2000,,1"],
        "'--rate' takes a list separated by commas, each a whole number from 100 to 192000, not ''."
      ),
      (["in", "-o", "x", "--size", "224"], "'--size' takes a size such as 224x224 (width x height), not '224'."),
      (["in", "-o", "x", "--size", "0x9"], "'--size' takes a size such as 224x224 (width x height), not '0x9'."),
      (
        ["in", "-o", "x", "--size", "99999999x9"],
        "'--size' takes a size such as 224x224 (width x height), not '99999999x9'."
      ),
      (["in", "-o", ""], "'--output' takes a folder, not ''."),
      (["", "-o", "x"], "'PATH' takes a path, not ''."),
      (["in", "-o", "x", "--workers", "0"], "'--workers' takes a whole number from 1 to 1024, not '0'."),
      (["in", "-o", "x", "--seed", "-1"], "'--seed' takes a whole number of at least 0, not '-1'."),
      (
        ["a", "b", "c", "-o", "x"],
        "unexpected argument 'c': 'prepare' takes PATH [REFERENCE] only. Put quotes around a name that holds spaces."
      ),
      (["in\0side", "-o", "x"], "the argument 'in\0side' holds a zero byte. Remove it."),
    ] as [([String], String?)])
  func mistakesAreNamed(words: [String], message: String?) {
    var thrown: CommandLineError?
    do { _ = try ParsedArguments(words, for: Prepare.specification) } catch { thrown = error }
    #expect(thrown?.message == message)
    if let thrown { #expect(thrown.exitStatus == .usage) }
  }

  @Test func hostileWordsEndInAnError() {
    let long = String(repeating: "x", count: 1 << 20)
    let mangled = String(decoding: [0x66, 0xFF, 0xFE, 0x2D] as [UInt8], as: UTF8.self)
    for words in [
      ["--" + long], ["-" + long], ["--step", long, "in", "-o", "x"], ["a", "b", long], ["", "", ""], ["--="], ["--=x"],
      ["---"], ["-=", "-?", "-:"],
    ] {
      #expect(throws: CommandLineError.self) { try ParsedArguments(words, for: Prepare.specification) }
      do { _ = try ParsedArguments(words, for: Prepare.specification) } catch { #expect(error.message.count < 300) }
    }
    #expect(throws: Never.self) { try ParsedArguments([mangled, "-o", mangled], for: Prepare.specification) }
  }

  @Test func manyThreadsParseAtOnce() {
    let results = parallelMap(Array(100..<600), workers: 4) { number in
      (try? ParsedArguments(["in", "-o", "x", "--rate", "\(number)"], for: Prepare.specification))?[Prepare.rates] == [
        number
      ]
    }
    #expect(results.allSatisfy { $0 })
  }
}

@Suite struct SpellingTests {
  // Optimal string alignment distances, worked out by hand.
  @Test(arguments: [
    ("", "", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("ab", "ba", 1), ("recepie", "recipe", 2), ("ca", "abc", 3),
    ("größe", "grösse", 2),
  ]) func distances(a: String, b: String, expected: Int) {
    #expect(Spelling.distance(a, b) == expected)
    #expect(Spelling.distance(b, a) == expected)
  }

  @Test(arguments: [
    ("preapre", "prepare"), ("Prepare", "prepare"), ("prep", "prepare"), ("inspct", "inspect"), ("p", nil),
    ("zzz", nil),
    ("completely", nil),
  ]) func suggestions(word: String, expected: String?) {
    #expect(Spelling.closest(to: word, among: ["inspect", "prepare", "split"]) == expected)
  }

  @Test func aBeginningIsNearerThanASlip() {
    #expect(Spelling.closest(to: "cnn", among: ["knn", "cnn-scaled-mel", "cnn-mfcc", "cnn-image"]) == "cnn-mfcc")
  }
}
