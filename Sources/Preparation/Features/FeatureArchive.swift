import Core
import Foundation
import Synchronization

/// Gathers the arrays of all recordings, which workers finish in any order, for one file in order of their ids.
final class FeatureArchive: Sendable {
  static let fileName = "features.npz"

  private struct Contents {
    var arrays: [String: NumPyArray] = [:]
    var elements = 0
  }

  private let contents = Mutex(Contents())

  var isEmpty: Bool { contents.withLock { $0.arrays.isEmpty } }

  /// Adds the array of a recording.
  /// - Throws: `CoreError` `.cannotCreate` if an id comes twice, or as soon as all arrays together exceed 4 GB.
  func add(_ array: NumPyArray, id: String) throws(CoreError) {
    let (isNew, elements) = contents.withLock { contents in
      contents.elements += array.elements.count
      return (contents.arrays.updateValue(array, forKey: id) == nil, contents.elements)
    }
    guard isNew else { throw CoreError(.cannotCreate, "two recordings have the id “\(id)”. Mend the list.") }
    guard elements < 1 << 30 else {
      throw CoreError(.cannotCreate, "more than 4 GB do not fit \(Self.fileName). Choose '--format npy'.")
    }
  }

  /// The bytes of the file.
  func npzData() throws(CoreError) -> Data {
    let arrays = contents.withLock { $0.arrays }
    var archive = NumPyArchive()
    for (id, array) in arrays.sorted(by: { precedesInBytes($0.key, $1.key) }) { archive.append(array, named: id) }
    return try archive.npzData()
  }
}
