import ArrayFiles
import Core
import Foundation
import TestSupport
import Testing

/// SciPy's files (tools/golden/matlab.py), and files that nobody wrote.
@Suite struct MATLABFileTests {
  private let goldens = Bundle.module.url(forResource: "Goldens", withExtension: nil)!

  private func data(_ name: String) throws -> Data { try Data(contentsOf: goldens.appendingPathComponent(name)) }

  private func numbers(_ values: [Double], _ shape: Int...) -> MATLABValue { .numbers(values, shape: shape) }

  @Test func allKindsOfNumbersAndTextsAreReadColumnByColumn() throws {
    let found = try MATLABFile(data("kinds.mat"), name: "kinds.mat").variables
    #expect(found["doubles"] == numbers([1.5, .infinity, -2, 0, 1e300, 3], 2, 3))
    #expect(found["singles"] == numbers([0.25, -8], 1, 2))
    #expect(found["bytes"] == numbers([0, 255], 1, 2))
    #expect(found["signed"] == numbers([-128, 127], 1, 2))
    #expect(found["words"] == numbers([-32768, 32767], 2, 1))
    #expect(found["longs"] == numbers([-0x1p31, 0x1p31 - 1], 1, 2))
    #expect(found["unsigned"]?.number == 0x1p32 - 1)
    #expect(found["widest"] == numbers([-0x1p53, 0x1p53], 1, 2))
    #expect(found["huge"]?.number == 0x1p53)
    #expect(found["truth"] == numbers([1, 0], 1, 2))
    #expect(found["complex"] == numbers([1, 3], 1, 2))
    #expect(found["text"] == .text("Herzton ä"))
    #expect(found["nothing"] == numbers([], 0, 0))
    #expect(found["structure"] == .other && found["sparse"] == .other)
    #expect(found["cube"] == numbers([0, 4, 2, 6, 1, 5, 3, 7], 2, 2, 2))
    #expect(found.count == 16)
  }

  @Test(arguments: ["a0001_StateAns.mat", "plain.mat"]) func cellsAreReadCompressedOrNot(name: String) throws {
    let file = try MATLABFile(data(name), name: name)
    guard case .cells(let cells, [10, 2]) = file.variables.values.first else {
      Issue.record("\(file.variables)")
      return
    }
    #expect(cells.prefix(10).map(\.number) == [1, 401, 401, 641, 1201, 1401, 2001, 2241, 2801, 3001])
    #expect(cells.suffix(10).map(\.string) == ["(N", "N)", "S1", "systole", "S2", "diastole", "S", "s", "S", "d"])
    #expect(cells[0].string == nil && cells[19].number == nil)
  }

  /// An array of one double as a machine with the high byte first writes it.
  @Test func theOtherByteOrderIsRead() throws {
    func long(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { [UInt8]($0) } }
    func array(_ body: [UInt8], type: UInt32) -> [UInt8] { long(type) + long(UInt32(body.count)) + body }
    let flags = array(long(6) + long(0), type: 6)
    let shape = array(long(1) + long(1), type: 5)
    let name: [UInt8] = [0, 1, 0, 1, UInt8(ascii: "x"), 0, 0, 0]
    let value = array(withUnsafeBytes(of: (-2.5).bitPattern.bigEndian) { [UInt8]($0) }, type: 9)
    let head = [UInt8](repeating: 32, count: 124) + [1, 0] + Array("MI".utf8)
    let file = try MATLABFile(Data(head + array(flags + shape + name + value, type: 14)), name: "x.mat")
    #expect(file.variables == ["x": numbers([-2.5], 1, 1)])
  }

  @Test func otherVersionsAreNamed() throws {
    func refusal(_ data: Data, _ words: String) {
      let error = #expect(throws: MATLABError.self) { try MATLABFile(data, name: "x.mat") }
      #expect(error?.message.contains(words) == true && error?.description.contains("x.mat") == true, "\(words)")
    }
    refusal(Data(), "less than 128 bytes")
    refusal(Data(count: 200), "no MAT-file of level 5")
    refusal(Data([0x89] + Array("HDF\r\n".utf8)) + Data(count: 200), "-v7")
    var newer = try data("plain.mat")
    newer[125] = 2
    refusal(newer, "-v7")
  }

  /// Whatever is cut off or changed is an error or another value: nothing ends the process.
  @Test(arguments: ["a0001_StateAns.mat", "plain.mat", "kinds.mat"]) func damageIsAnErrorAtMost(name: String) throws {
    let whole = try data(name)
    for count in stride(from: 129, to: whole.count, by: max(1, whole.count / 400)) {
      do throws(MATLABError) {
        let file = try MATLABFile(whole.prefix(count), name: "x.mat")
        // Between two variables nothing tells that there were more.
        #expect(file.variables.count < 16 && name == "kinds.mat", "\(count)")
      } catch {
        #expect(error.message.contains("damaged"), "\(count)")
      }
    }
    var random = SeededGenerator(seed: 7, id: name, step: "damage")
    for _ in 0..<2000 {
      var changed = whole
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        changed[Int.random(in: 128..<changed.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      _ = try? MATLABFile(changed, name: "x.mat")
    }
  }

  /// Cells in cells, and an empty array that says it holds a lot.
  @Test func sizesAreNotBelieved() throws {
    func long(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    func element(_ type: Int, _ body: [UInt8]) -> [UInt8] { long(type) + long(body.count) + body }
    func matrix(_ kind: Int, _ shape: [Int], _ body: [UInt8]) -> [UInt8] {
      element(14, element(6, long(kind) + long(0)) + element(5, shape.flatMap(long)) + element(1, []) + body)
    }
    func read(_ body: [UInt8]) throws -> MATLABFile {
      let head = [UInt8](repeating: 32, count: 124) + [0, 1] + Array("IM".utf8)
      return try MATLABFile(Data(head + body), name: "x.mat")
    }
    #expect(try read(matrix(6, [1, 1], element(9, [UInt8](repeating: 0, count: 8)))).variables.count == 1)
    var nested = matrix(1, [0, 0], [])
    for _ in 0..<40 { nested = matrix(1, [1, 1], nested) }
    #expect(throws: MATLABError.self) { try read(nested) }
    #expect(throws: MATLABError.self) { try read(matrix(1, [1 << 20, 1 << 10], [])) }
    #expect(throws: MATLABError.self) { try read(matrix(6, [Int(Int32.max), Int(Int32.max), 4], element(9, []))) }
    #expect(throws: MATLABError.self) { try read(matrix(6, [-1, 1], element(9, []))) }
    #expect(throws: MATLABError.self) { try read(element(14, element(6, [1, 0, 0, 0, 0, 0, 0, 0]))) }
    #expect(throws: MATLABError.self) { try read(long(14) + long(-1)) }
    // Half a million empty cells in each of two arrays.
    let cells = matrix(1, [1 << 19, 1], (0..<1 << 19).flatMap { _ in long(14) + long(0) })
    let error = #expect(throws: MATLABError.self) { _ = try read(cells + cells) }
    #expect(error?.message.contains("takes more than 64 MiB") == true)
    #expect(throws: MATLABError.self) { try MATLABFile(Data(count: 65 << 20), name: "x.mat") }
    // An object of MATLAB's own has a name after its flags, and no shape.
    let object = element(14, element(6, long(17) + long(0)) + element(1, Array("tab".utf8) + [0, 0, 0, 0, 0]))
    #expect(try read(object + matrix(6, [1, 1], element(9, [UInt8](repeating: 0, count: 8)))).variables.count == 2)
  }
}
