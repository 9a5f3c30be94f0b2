public import Foundation

extension Data {
  /// What stands between the tabs of a line of a ``RecordFile``, in at most so many fields; the last one keeps tabs in it.
  public func fields(atMost most: Int) -> [Data] {
    var fields: [Data] = []
    var start = startIndex
    withUnsafeBytes { bytes in
      // There are very many lines, and the C library finds their tabs fastest.
      while fields.count + 1 < most, let base = bytes.baseAddress,
        let tab = memchr(base + (start - startIndex), 9, endIndex - start)
      {
        let end = startIndex + (UnsafeRawPointer(tab) - base)
        fields.append(self[start..<end])
        start = end + 1
      }
    }
    return fields + [self[start...]]
  }
}
