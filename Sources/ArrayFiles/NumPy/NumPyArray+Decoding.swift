public import Core
public import Foundation

extension NumPyArray {
  /// Reads an `.npy` file of `<f4`, `<f8` or `<i8` numbers.
  ///
  /// Nothing that the header claims is believed before it is checked against the number of bytes present.
  /// - Throws: `CoreError` `.badData` for anything else, with what to do.
  public init(npyData data: Data, subject: String? = nil) throws(CoreError) {
    try self.init(bytes: [UInt8](data)[...], subject: subject)
  }

  init(bytes: ArraySlice<UInt8>, subject: String?) throws(CoreError) {
    func refuse(_ message: String) -> CoreError { CoreError(.badData, message, subject: subject) }
    let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    guard bytes.count >= 10, bytes.starts(with: magic) else { throw refuse("is not a NumPy array (.npy).") }
    let start = bytes.startIndex
    let lengthBytes: Int
    switch bytes[start + 6] {
    case 1: lengthBytes = 2
    case 2, 3: lengthBytes = 4
    case let version:
      throw refuse("has version \(version) of the .npy format, which is not known. Save it with NumPy 2.")
    }
    guard bytes.count >= 8 + lengthBytes else { throw refuse("ends inside its header.") }
    let length = bytes[(start + 8)..<(start + 8 + lengthBytes)].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= 10_000, length <= bytes.count - 8 - lengthBytes else { throw refuse("ends inside its header.") }
    let bodyStart = start + 8 + lengthBytes + length
    guard let header = NumPyHeader(String(decoding: bytes[(start + 8 + lengthBytes)..<bodyStart], as: UTF8.self)) else {
      throw refuse("has a header that cannot be understood. Save plain numbers with numpy.save.")
    }
    try self.init(header: header, body: bytes[bodyStart...], refuse: refuse)
  }

  private init(header: NumPyHeader, body: ArraySlice<UInt8>, refuse: (String) -> CoreError) throws(CoreError) {
    guard !header.isFortranOrder || header.shape.count < 2 else {
      throw refuse("is stored column by column. Save numpy.ascontiguousarray of it.")
    }
    var expected = header.typeCode == "<f4" ? 4 : 8
    for axis in header.shape {
      let (product, overflow) = expected.multipliedReportingOverflow(by: axis)
      guard !overflow else { throw refuse("claims an impossible shape.") }
      expected = product
    }
    let elements: Elements
    switch header.typeCode {
    case "<f4": elements = .float32(words(of: body).map { Float(bitPattern: $0) })
    case "<f8": elements = .float64(words(of: body).map { Double(bitPattern: $0) })
    case "<i8": elements = .int64(words(of: body))
    default: throw refuse("holds numbers of type \(header.typeCode). Save float32, float64 or int64.")
    }
    guard expected == body.count else {
      throw refuse("should hold \(expected) bytes of numbers but holds \(body.count). Is it cut off?")
    }
    self.init(shape: header.shape, elements: elements)
  }
}

/// Little-endian numbers out of bytes at any alignment.
private func words<Word: FixedWidthInteger>(of bytes: ArraySlice<UInt8>) -> [Word] {
  bytes.withUnsafeBytes { buffer in
    (0..<(buffer.count / MemoryLayout<Word>.size)).map {
      Word(littleEndian: buffer.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Word>.size, as: Word.self))
    }
  }
}
