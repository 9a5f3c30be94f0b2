/// Reads the elements of a MAT-file; nothing it says of sizes is believed before the bytes are seen to be there.
struct MATLABReader {
  /// What is wrong with the bytes.
  enum Fault: String, Error {
    case ends = "it ends early"
    case type = "an element is of a type that does not belong there"
    case shape = "an array does not hold what its shape says"
    case depth = "cells lie in cells too deeply"
    case compression = "a compressed part cannot be read"
    /// It would take more memory than ``limit``.
    case size
  }

  /// The types of elements.
  private enum Kind: UInt32 {
    case int8 = 1
    case uint8, int16, uint16, int32, uint32, single
    case double = 9
    case int64 = 12
    case uint64, matrix, compressed, utf8, utf16
  }

  /// The classes of arrays that are read: cells, characters, and from double to 64-bit integers all numbers.
  private enum Class {
    static let cell: UInt8 = 1
    static let characters: UInt8 = 4
    static let numbers: ClosedRange<UInt8> = 6...15
    static let opaque: UInt8 = 17
  }

  private struct Element {
    var kind: Kind
    var data: ArraySlice<UInt8>
  }

  private static let deepest = 16
  private let isLittle: Bool
  private var inflater = Inflater(.zlib, limit: Self.limit)
  /// Bytes of memory that values may still take.
  private var left = Self.limit

  /// What a file may unpack to, and what its values may take, in bytes.
  static let limit = 64 << 20

  init(isLittle: Bool) { self.isLittle = isLittle }

  /// The variables that stand one after the other in `bytes`.
  mutating func variables(_ bytes: ArraySlice<UInt8>) throws(Fault) -> [String: MATLABValue] {
    var rest = bytes
    var found: [String: MATLABValue] = [:]
    while !rest.isEmpty {
      var element = try next(&rest)
      if element.kind == .compressed {
        var inner = try inflated(element.data)[...]
        element = try next(&inner)
      }
      guard element.kind == .matrix else { throw .type }
      let (name, value) = try matrix(element.data, depth: 0)
      found[name] = value
    }
    return found
  }

  private mutating func inflated(_ bytes: ArraySlice<UInt8>) throws(Fault) -> [UInt8] {
    do { return try inflater.inflate(bytes) } catch {
      switch error {
      case .damaged: throw .compression
      case .size: throw .size
      }
    }
  }

  // MARK: Elements

  /// Takes an element from the front of `bytes`, with what fills it up to a multiple of eight bytes.
  private func next(_ bytes: inout ArraySlice<UInt8>) throws(Fault) -> Element {
    guard bytes.count >= 8 else { throw .ends }
    let start = bytes.startIndex
    let word = UInt32(truncatingIfNeeded: unsigned(bytes[start..<start + 4]))
    // Up to four bytes stand in the tag itself, with their number in its upper half.
    let isSmall = word >> 16 != 0
    guard let kind = Kind(rawValue: word & 0xFFFF) else { throw .type }
    let count = isSmall ? Int(word >> 16) : Int(unsigned(bytes[start + 4..<start + 8]))
    let begin = isSmall ? start + 4 : start + 8
    guard count <= (isSmall ? 4 : bytes.endIndex - begin) else { throw .ends }
    let data = bytes[begin..<begin + count]
    let filled = isSmall ? start + 8 : kind == .compressed ? begin + count : begin + (count + 7) / 8 * 8
    // What fills up the last one may be missing.
    bytes = bytes[min(filled, bytes.endIndex)...]
    return Element(kind: kind, data: data)
  }

  private func next(_ bytes: inout ArraySlice<UInt8>, _ kinds: Kind...) throws(Fault) -> ArraySlice<UInt8> {
    let element = try next(&bytes)
    guard kinds.contains(element.kind) else { throw .type }
    return element.data
  }

  private func unsigned(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    isLittle ? bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } : bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }

  // MARK: Arrays

  private mutating func matrix(_ bytes: ArraySlice<UInt8>, depth: Int) throws(Fault) -> (
    name: String, value: MATLABValue
  ) {
    guard depth <= Self.deepest else { throw .depth }
    // An empty cell may be nothing but a tag.
    if bytes.isEmpty { return ("", .numbers([], shape: [0, 0])) }
    var rest = bytes
    let flags = try next(&rest, .uint32)
    guard flags.count == 8 else { throw .ends }
    let kind = flags[isLittle ? flags.startIndex : flags.startIndex + 3]
    // Objects of MATLAB's own have no shape.
    if kind == Class.opaque { return (try name(&rest), .other) }
    let axes = try next(&rest, .int32)
    let (shape, count) = try shape(axes)
    let name = try name(&rest)
    switch kind {
    case Class.cell:
      // A cell takes a tag at least.
      guard count <= rest.count / 8 else { throw .shape }
      // An empty one takes some hundred bytes: its box, and the array of its shape.
      try take(100 * count)
      var cells: [MATLABValue] = []
      for _ in 0..<count { cells.append(try matrix(try next(&rest, .matrix), depth: depth + 1).value) }
      return (name, .cells(cells, shape: shape))
    case Class.characters:
      let element = try next(&rest)
      return (name, .text(try text(element)))
    case Class.numbers:
      let values = try numbers(try next(&rest))
      guard values.count == count else { throw .shape }
      return (name, .numbers(values, shape: shape))
    default: return (name, .other)
    }
  }

  /// Takes memory from what may be taken in all.
  private mutating func take(_ bytes: Int) throws(Fault) {
    left -= bytes
    if left < 0 { throw .size }
  }

  private func name(_ bytes: inout ArraySlice<UInt8>) throws(Fault) -> String {
    String(decoding: try next(&bytes, .int8, .uint8, .utf8), as: UTF8.self)
  }

  private func shape(_ bytes: ArraySlice<UInt8>) throws(Fault) -> (shape: [Int], count: Int) {
    guard bytes.count >= 8, bytes.count.isMultiple(of: 4) else { throw .shape }
    var shape: [Int] = []
    var count = 1
    for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: 4) {
      let length = Int(Int32(truncatingIfNeeded: unsigned(bytes[start..<start + 4])))
      let (product, overflows) = count.multipliedReportingOverflow(by: length)
      guard length >= 0, !overflows else { throw .shape }
      shape.append(length)
      count = product
    }
    return (shape, count)
  }

  private func text(_ element: Element) throws(Fault) -> String {
    switch element.kind {
    case .int8, .uint8, .utf8: return String(decoding: element.data, as: UTF8.self)
    case .uint16, .utf16: return String(decoding: words(element.data, of: 2).map { UInt16($0) }, as: UTF16.self)
    default: throw .type
    }
  }

  /// Numbers are stored in the smallest type that holds them, whatever their class.
  private mutating func numbers(_ element: Element) throws(Fault) -> [Double] {
    let bytes = element.data
    // Twice as many while words are made numbers; a byte becomes eight.
    try take(16 * bytes.count)
    switch element.kind {
    case .int8: return bytes.map { Double(Int8(bitPattern: $0)) }
    case .uint8: return bytes.map { Double($0) }
    case .int16: return words(bytes, of: 2).map { Double(Int16(truncatingIfNeeded: $0)) }
    case .uint16: return words(bytes, of: 2).map { Double($0) }
    case .int32: return words(bytes, of: 4).map { Double(Int32(truncatingIfNeeded: $0)) }
    case .uint32: return words(bytes, of: 4).map { Double($0) }
    case .int64: return words(bytes, of: 8).map { Double(Int64(bitPattern: $0)) }
    case .uint64: return words(bytes, of: 8).map { Double($0) }
    case .single: return words(bytes, of: 4).map { Double(Float(bitPattern: UInt32($0))) }
    case .double: return words(bytes, of: 8).map { Double(bitPattern: $0) }
    case .matrix, .compressed, .utf8, .utf16: throw .type
    }
  }

  private func words(_ bytes: ArraySlice<UInt8>, of size: Int) -> [UInt64] {
    (0..<bytes.count / size).map { unsigned(bytes[(bytes.startIndex + $0 * size)...].prefix(size)) }
  }
}
