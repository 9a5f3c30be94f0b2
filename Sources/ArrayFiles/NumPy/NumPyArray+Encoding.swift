public import Foundation

extension NumPyArray {
  /// The bytes of an `.npy` file of version 1.0: the same that `numpy.save` (2.x) writes.
  ///
  /// Little-endian, row-major, the header padded with spaces so that numbers begin at a multiple of 64 bytes.
  public var npyData: Data {
    var data = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0])
    let header = paddedHeader
    data.append(littleEndian: UInt16(header.utf8.count))
    data.append(contentsOf: header.utf8)
    switch elements {
    case .float32(let values): data.append(littleEndian: values) { $0.bitPattern.littleEndian }
    case .float64(let values): data.append(littleEndian: values) { $0.bitPattern.littleEndian }
    case .int64(let values): data.append(littleEndian: values) { $0.littleEndian }
    }
    return data
  }

  /// NumPy's name for the kind of number.
  private var typeCode: String {
    switch elements {
    case .float32: "<f4"
    case .float64: "<f8"
    case .int64: "<i8"
    }
  }

  private var paddedHeader: String {
    let axes = shape.count == 1 ? "(\(shape[0]),)" : "(\(shape.map(String.init).joined(separator: ", ")))"
    var header = "{'descr': '\(typeCode)', 'fortran_order': False, 'shape': \(axes), }"
    // NumPy leaves room for the first axis to grow to 21 digits.
    if let first = shape.first { header += String(repeating: " ", count: max(0, 21 - String(first).count)) }
    let fixed = 10 + header.utf8.count + 1
    return header + String(repeating: " ", count: 64 - fixed % 64) + "\n"
  }
}

extension Data {
  /// Appends an integer, its low byte first.
  mutating func append(littleEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  /// Appends numbers, their low bytes first: as they lie in memory where that is the processor's order.
  fileprivate mutating func append<Number, Word>(littleEndian numbers: [Number], _ word: (Number) -> Word) {
    reserveCapacity(count + numbers.count * MemoryLayout<Number>.size)
    #if _endian(little)
      numbers.withUnsafeBytes { append(contentsOf: $0) }
    #else
      numbers.map(word).withUnsafeBytes { append(contentsOf: $0) }
    #endif
  }
}
