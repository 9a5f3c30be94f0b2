public import Core
public import Foundation

/// Named arrays in one `.npz` file, as `numpy.savez` and `numpy.load` exchange them.
public struct NumPyArchive: Sendable, Equatable {
  /// One array with its name, without `.npy`.
  public struct Entry: Sendable, Equatable {
    /// The key that `numpy.load` finds it by.
    public var name: String
    /// The array.
    public var array: NumPyArray
  }

  /// The arrays in the order of the file.
  public private(set) var entries: [Entry] = []

  /// Makes an archive without arrays.
  public init() {}

  /// The array of that name; setting one that exists replaces it, setting nil removes it.
  public subscript(name: String) -> NumPyArray? {
    get { entries.first { $0.name == name }?.array }
    set {
      let index = entries.firstIndex { $0.name == name }
      switch (index, newValue) {
      case (let index?, let array?): entries[index].array = array
      case (let index?, nil): entries.remove(at: index)
      case (nil, let array?): append(array, named: name)
      case (nil, nil): break
      }
    }
  }

  /// Adds an array in constant time; a name used twice is found out when writing.
  public mutating func append(_ array: NumPyArray, named name: String) {
    entries.append(Entry(name: name, array: array))
  }

  /// The bytes of an `.npz` file: uncompressed, every entry dated 1 January 1980, so that equal arrays give equal bytes.
  /// - Throws: `CoreError` `.cannotCreate` if a name occurs twice or is unusable, or if there are more than 65,535 arrays
  ///   or 4 GB, which this form of ZIP file cannot hold.
  public func npzData() throws(CoreError) -> Data {
    var writer = StoredZIPWriter()
    var data = Data()
    var names: Set<String> = []
    for entry in entries {
      guard names.insert(entry.name).inserted else {
        throw CoreError(.cannotCreate, "an .npz file cannot hold two arrays named “\(entry.name)”.")
      }
      let body = entry.array.npyData
      data.append(try writer.add(body, named: entry.name + ".npy"))
      data.append(body)
    }
    data.append(try writer.end())
    return data
  }

  /// Reads an `.npz` file as `numpy.savez` or `numpy.savez_compressed` writes it.
  /// - Throws: `CoreError` `.badData` if it is encrypted, damaged (checksums are compared), unpacks to more than 64 MiB and 200
  ///   times its size, or holds other things than arrays of the kinds that ``NumPyArray`` knows.
  public init(npzData data: Data, subject: String? = nil) throws(CoreError) {
    let reader = try ZIPReader([UInt8](data), subject: subject)
    var names: Set<String> = []
    for (file, bytes) in reader.files {
      guard file.hasSuffix(".npy"), names.insert(file).inserted else {
        throw CoreError(.badData, "holds “\(file)”, which is not one array of its own.", subject: subject)
      }
      let name = String(file.dropLast(4))
      let place = subject.map { "\($0), “\(name)”" } ?? name
      append(try NumPyArray(bytes: bytes, subject: place), named: name)
    }
  }
}
