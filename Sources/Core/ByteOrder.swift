import Foundation

/// Whether `a` stands before `b` in the order of their UTF-8 bytes, which no locale and no normalisation changes.
public func precedesInBytes(_ a: String, _ b: String) -> Bool {
  // Nearly all texts are one block of bytes, which the C library compares fastest.
  let order: Bool?? = a.utf8.withContiguousStorageIfAvailable { a in
    b.utf8.withContiguousStorageIfAvailable { b in
      guard let start = a.baseAddress, let other = b.baseAddress else { return a.count < b.count }
      let order = memcmp(start, other, min(a.count, b.count))
      return order == 0 ? a.count < b.count : order < 0
    }
  }
  return order.flatMap(\.self) ?? a.utf8.lexicographicallyPrecedes(b.utf8)
}
