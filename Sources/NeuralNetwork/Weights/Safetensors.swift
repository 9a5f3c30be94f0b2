public import Core
public import Foundation

/// The safetensors format (Hugging Face): a length, a JSON header, then the tensors' bytes; here in F32 only.
///
/// The bytes written depend on the tensors, their order and the metadata alone.
public enum Safetensors {
  /// A file's tensors, in the order of their bytes, and its free-form metadata.
  public struct Contents: Sendable, Equatable {
    /// The tensors.
    public var tensors: [NamedTensor]
    /// Text under the header's `__metadata__`.
    public var metadata: [String: String]

    /// Makes contents.
    public init(tensors: [NamedTensor], metadata: [String: String] = [:]) {
      self.tensors = tensors
      self.metadata = metadata
    }
  }

  /// The format's own limit for the header.
  static let longestHeader = 100_000_000

  /// The file's bytes; the header lists metadata by key, then tensors in their order, and ends on a multiple of 8.
  /// - Precondition: the tensors' names differ.
  public static func data(of contents: Contents) -> Data { parts(of: contents).reduce(into: Data()) { $0 += $1 } }

  /// The header, then the bytes of each tensor, made when they are wanted.
  private static func parts(of contents: Contents) -> some Sequence<Data> {
    precondition(Set(contents.tensors.map(\.name)).count == contents.tensors.count, "tensors have different names")
    var entries: [String] = []
    if !contents.metadata.isEmpty {
      let pairs = contents.metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
      entries.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    var offset = 0
    for tensor in contents.tensors {
      let end = offset + tensor.values.count * 4
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      entries.append(
        "\(quoted(tensor.name)):{\"dtype\":\"F32\",\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var header = Data("{\(entries.joined(separator: ","))}".utf8)
    header.append(Data(repeating: 0x20, count: (8 - header.count % 8) % 8))
    let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) }
    // Every machine that Swift runs on is little-endian, as the format is.
    let tensors = contents.tensors
    return (-1..<tensors.count).lazy.map { index in
      index < 0 ? length + header : tensors[index].values.withUnsafeBytes { Data($0) }
    }
  }

  /// Writes `contents` to `url`, whole or not at all.
  /// - Throws: `CoreError` if the file cannot be written.
  public static func write(_ contents: Contents, to url: URL) throws(CoreError) {
    // Tensor by tensor: the weights of a large network need not be in memory once more.
    try AtomicFile.write(parts: parts(of: contents), to: url)
  }

  /// Reads the file at `url`.
  /// - Throws: `NetworkError` `.weights`, its subject the path, if the file is unreadable or damaged.
  public static func read(_ url: URL) throws(NetworkError) -> Contents {
    let bytes: Data
    do { bytes = try Data(contentsOf: url) } catch {
      throw NetworkError(.weights, "this weight file cannot be read.", subject: url.path, cause: error)
    }
    do { return try contents(of: bytes) } catch {
      throw NetworkError(error.code, error.message, subject: url.path, cause: error.cause)
    }
  }

  /// Reads a file's bytes.
  ///
  /// Every tensor must be F32, and together they must cover the bytes behind the header without gap or overlap.
  /// - Throws: `NetworkError` `.weights`.
  public static func contents(of data: Data) throws(NetworkError) -> Contents {
    let bytes = data.startIndex == 0 ? data : Data(data)
    guard bytes.count >= 8 else { throw damaged("it is shorter than its header's length") }
    let length = bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(longestHeader), length <= UInt64(bytes.count - 8) else {
      throw damaged("its header claims \(length) bytes")
    }
    let start = 8 + Int(length)
    let header: Header
    do { header = try JSONDecoder().decode(Header.self, from: bytes[8..<start]) } catch {
      throw NetworkError(
        .weights, "this weight file is damaged: its header is not what safetensors wants.", cause: error)
    }
    var tensors: [NamedTensor] = []
    var covered = 0
    for (name, entry) in header.entries {
      let range = try entry.checkedRange(name: name, after: covered, within: bytes.count - start)
      covered = range.upperBound
      let values = [Float](unsafeUninitializedCapacity: range.count / 4) { buffer, count in
        count = range.count / 4
        bytes.copyBytes(
          to: UnsafeMutableRawBufferPointer(buffer), from: start + range.lowerBound..<start + range.upperBound)
      }
      tensors.append(NamedTensor(name: name, shape: entry.shape, values: values))
    }
    guard covered == bytes.count - start else {
      throw damaged("\(bytes.count - start - covered) bytes belong to no tensor")
    }
    return Contents(tensors: tensors, metadata: header.metadata)
  }

  fileprivate static func damaged(_ reason: String, tensor: String? = nil) -> NetworkError {
    NetworkError(.weights, "this weight file is damaged: \(reason). Copy it again or train anew.", subject: tensor)
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  private struct Header: Decodable {
    var entries: [(name: String, entry: Entry)] = []
    var metadata: [String: String] = [:]

    private struct Name: CodingKey {
      let stringValue: String
      let intValue: Int? = nil
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { return nil }
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Name.self)
      for key in container.allKeys {
        if key.stringValue == "__metadata__" {
          metadata = try container.decode([String: String].self, forKey: key)
        } else {
          entries.append((key.stringValue, try container.decode(Entry.self, forKey: key)))
        }
      }
      // Empty tensors share an offset with their neighbour; the name decides.
      entries.sort { ($0.entry.offsets, $0.name) < ($1.entry.offsets, $1.name) }
    }
  }

  private struct Entry: Decodable {
    let dtype: String
    let shape: [Int]
    let offsets: Offsets

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }

    struct Offsets: Decodable, Comparable {
      let begin: Int
      let end: Int

      init(from decoder: any Decoder) throws {
        let pair = try [Int](from: decoder)
        guard pair.count == 2 else {
          throw DecodingError.dataCorrupted(
            .init(codingPath: decoder.codingPath, debugDescription: "two offsets are wanted"))
        }
        (begin, end) = (pair[0], pair[1])
      }

      static func < (a: Self, b: Self) -> Bool { (a.begin, a.end) < (b.begin, b.end) }
    }

    /// The tensor's bytes behind the header, which must follow on those before it and agree with the shape.
    func checkedRange(name: String, after covered: Int, within limit: Int) throws(NetworkError) -> Range<Int> {
      guard dtype == "F32" else {
        throw NetworkError(
          .weights, "a tensor of type \(dtype) cannot be read; save the weights as F32.", subject: name)
      }
      guard offsets.begin == covered, covered <= offsets.end, offsets.end <= limit else {
        throw damaged("the place of a tensor overlaps another, leaves a gap or lies outside", tensor: name)
      }
      var count = 1
      for length in shape {
        let (product, overflows) = count.multipliedReportingOverflow(by: length)
        guard length >= 0, !overflows else { throw damaged("a shape is impossible", tensor: name) }
        count = product
      }
      let (byteCount, overflows) = count.multipliedReportingOverflow(by: 4)
      guard !overflows, byteCount == offsets.end - offsets.begin else {
        throw damaged("a shape disagrees with the tensor's length", tensor: name)
      }
      return offsets.begin..<offsets.end
    }
  }
}
