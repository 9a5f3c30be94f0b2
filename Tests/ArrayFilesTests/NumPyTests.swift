import ArrayFiles
import Core
import Foundation
import TestSupport
import Testing

private func golden(_ name: String) throws -> Data {
  let url = try #require(Bundle.module.url(forResource: name, withExtension: nil, subdirectory: "Goldens"))
  return try Data(contentsOf: url)
}

private let single = NumPyArray(shape: [3, 4], elements: .float32((0..<12).map { Float($0) / 8 - 0.5 }))
private let double = NumPyArray([0.1, -2.5e300, .infinity, .leastNonzeroMagnitude] as [Double])
private let integers = NumPyArray(shape: [1, 1, 2], elements: .int64([-1, 1 << 62]))
private let scalar = NumPyArray(shape: [], elements: .float64([7.25]))
private let empty = NumPyArray(shape: [0, 3], elements: .float32([]))

@Suite struct NumPyArrayTests {
  /// The same bytes as `numpy.save`, both ways.
  @Test(arguments: [
    ("single", single), ("double", double), ("integers", integers), ("scalar", scalar), ("empty", empty),
  ])
  func bytesAreThoseOfNumPy(name: String, array: NumPyArray) throws {
    let data = try golden("\(name).npy")
    #expect(array.npyData == data)
    #expect(try NumPyArray(npyData: data) == array)
    #expect(data.count - array.elements.count * (name == "single" ? 4 : 8) == 128 || name == "empty")
  }

  @Test func laterVersionsAreRead() throws { #expect(try NumPyArray(npyData: golden("version2.npy")) == single) }

  @Test(arguments: [("fortran.npy", "ascontiguousarray"), ("halves.npy", "<f2"), ("archive.npz", "not a NumPy array")])
  func otherKindsAreRefused(name: String, hint: String) throws {
    let data = try golden(name)
    let error = #expect(throws: CoreError.self) { try NumPyArray(npyData: data, subject: name) }
    #expect(error?.code == .badData)
    #expect(error?.description.contains(hint) == true && error?.subject == name)
  }

  @Test(arguments: [
    "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 9223372036854775807), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-3,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3", "",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'shape': (1,), }", "{'descr': '<f4', 'shape': (1,), }",
    "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }",
    "{'descr': '<f4', 'fortran_order': Maybe, 'shape': (1,)}",
    "{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }",
    "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } import os",
    "{'descr': '<f4, 'fortran_order': False, 'shape': (1,)}",
  ]) func senselessHeadersAreRefused(header: String) {
    let head = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, UInt8(header.utf8.count), 0]) + Data(header.utf8)
    #expect(throws: CoreError.self) { try NumPyArray(npyData: head + Data([0, 0, 0, 0])) }
  }
}

@Suite struct NumPyArchiveTests {
  private let archive: NumPyArchive = {
    var archive = NumPyArchive()
    archive["single"] = single
    archive["scalar"] = scalar
    archive["empty"] = empty
    return archive
  }()

  @Test func readsWhatNumPyWrites() throws { #expect(try NumPyArchive(npzData: golden("archive.npz")) == archive) }

  @Test func readsWhatItWrites() throws {
    var other = archive
    other["Größe"] = integers
    let data = try other.npzData()
    #expect(try NumPyArchive(npzData: data) == other)
    #expect(try data == other.npzData())
    #expect(data.prefix(14).suffix(4) == Data([0, 0, 0x21, 0]))  // midnight, 1 January 1980
  }

  @Test func namesReplaceAndRemove() {
    var other = archive
    other["single"] = double
    other["scalar"] = nil
    #expect(other.entries.map(\.name) == ["single", "empty"])
    #expect(other["single"] == double && other["nothing"] == nil)
  }

  @Test func unusableNamesAreRefused() {
    for name in ["../up", "/root", "a\\b"] {
      var other = archive
      other[name] = single
      #expect(throws: CoreError.self) { try other.npzData() }
    }
    var twice = archive
    twice.append(single, named: "single")
    #expect(throws: CoreError.self) { try twice.npzData() }
  }

  @Test func readsWhatNumPyCompresses() throws {
    #expect(try NumPyArchive(npzData: golden("compressed.npz")) == archive)
  }

  /// The directory claims another size of a deflated array, or another way to unpack it.
  @Test(arguments: [
    (24, UInt32(1 << 30), "more than 67108864 bytes"), (24, 100, "cannot be unpacked"), (24, 100_000, "does not match"),
    (16, 7, "does not match"), (10, 12, "unknown way"),
  ])
  func claimsAboutCompressionAreChecked(field: Int, value: UInt32, words: String) throws {
    var data = try golden("compressed.npz")
    let directory = data.suffix(6).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    let place = directory + field
    let size = field == 10 ? 2 : 4
    data.replaceSubrange(place..<place + size, with: (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
    let error = #expect(throws: CoreError.self) { try NumPyArchive(npzData: data) }
    #expect(error?.message.contains(words) == true, "\(String(describing: error))")
  }

  /// Every truncation and thousands of random changes: an error or an archive, never a crash.
  @Test func damageIsSurvived() throws {
    for file in ["archive.npz", "compressed.npz", "single.npy", "version2.npy"] {
      let data = try golden(file)
      for count in 0..<data.count {
        #expect(throws: CoreError.self) {
          if file.hasSuffix("npz") { _ = try NumPyArchive(npzData: data.prefix(count)) }
          _ = try NumPyArray(npyData: data.prefix(count))
        }
      }
      var generator = SeededGenerator(seed: 9)
      for _ in 0..<4000 {
        var damaged = data
        for _ in 0...generator.integer(below: 4) {
          let place =
            generator.integer(below: 2) == 0
            ? generator.integer(below: 128) : damaged.count - 1 - generator.integer(below: 250)
          damaged[max(0, place)] = UInt8(truncatingIfNeeded: generator.next())
        }
        _ = try? NumPyArchive(npzData: damaged)
        _ = try? NumPyArray(npyData: damaged)
      }
    }
  }

  /// Many entries that point at the same bytes must not fill the memory.
  @Test func overlappingEntriesAreRefused() throws {
    var small = NumPyArchive()
    small["a"] = NumPyArray([Double](repeating: 0, count: 1000))
    let data = try small.npzData()
    let directory = data.count - 22 - 51
    var bomb = data.prefix(directory)
    for _ in 0..<20 { bomb.append(data[directory..<(directory + 51)]) }
    var end = data.suffix(22)
    let start = end.startIndex
    (end[start + 8], end[start + 10]) = (20, 20)
    end.replaceSubrange((start + 12)..<(start + 14), with: [UInt8(1020 & 0xFF), UInt8(1020 >> 8)])
    bomb.append(end)
    let error = #expect(throws: CoreError.self) { try NumPyArchive(npzData: bomb) }
    #expect(error?.message.contains("overlap") == true)
  }
}
