import Foundation

/// Items that are sorted in memory: all bytes in one array, so that an item costs twelve bytes besides its own.
struct SortBlock {
  private struct Place {
    var start: UInt32
    var keyCount: UInt32
    var count: UInt32
  }

  private var bytes: [UInt8] = []
  private var places: [Place] = []

  /// Makes an empty block.
  /// - Parameter capacity: the bytes that it will hold in all likelihood; only those that are used take up memory.
  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  var count: Int { places.count }
  var isEmpty: Bool { places.isEmpty }
  /// The bytes that are held.
  var size: Int { bytes.count + places.count * MemoryLayout<Place>.stride }

  mutating func add(_ key: some Swift.Collection<UInt8>, _ value: some Swift.Collection<UInt8>) {
    let start = bytes.count
    bytes += key
    let keyCount = bytes.count - start
    bytes += value
    // A block is written to disk long before it has 2³² bytes, unless a single item is as long.
    places.append(Place(start: UInt32(start), keyCount: UInt32(keyCount), count: UInt32(bytes.count - start)))
  }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
  }

  mutating func sort() {
    bytes.withUnsafeBytes { bytes in
      func compare(_ a: Place, _ b: Place, _ from: (Place) -> UInt32, _ count: (Place) -> UInt32) -> Int {
        let (first, second) = (Int(count(a)), Int(count(b)))
        guard let base = bytes.baseAddress else { return first - second }
        let order = memcmp(base + Int(from(a)), base + Int(from(b)), min(first, second))
        return order != 0 ? Int(order) : first - second
      }
      places.sort { a, b in
        let keys = compare(a, b, \.start, \.keyCount)
        if keys != 0 { return keys < 0 }
        return compare(a, b, { $0.start + $0.keyCount }, { $0.count - $0.keyCount }) < 0
      }
    }
  }

  subscript(index: Int) -> (key: ArraySlice<UInt8>, value: ArraySlice<UInt8>) {
    let place = places[index]
    let (start, middle, end) = (
      Int(place.start), Int(place.start + place.keyCount), Int(place.start + place.count)
    )
    return (bytes[start..<middle], bytes[middle..<end])
  }
}
