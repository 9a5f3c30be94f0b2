import Core
import Foundation
import NeuralNetwork
import TestSupport
import Testing

@Suite struct SafetensorsTests {
  private let contents = Safetensors.Contents(
    tensors: [
      NamedTensor(name: "b", shape: [2, 3], values: [1, -2, .infinity, 0.5, -0, .leastNonzeroMagnitude]),
      NamedTensor(name: "a \"quoted\" \\ \n ü", shape: [], values: [7]),
      NamedTensor(name: "empty", shape: [0, 4], values: []),
    ], metadata: ["z": "1", "format": "auscult"])

  @Test func whatIsWrittenIsRead() throws {
    let folder = try TemporaryFolder()
    try Safetensors.write(contents, to: folder.file("w.safetensors"))
    #expect(try Data(contentsOf: folder.file("w.safetensors")) == Safetensors.data(of: contents))
    let read = try Safetensors.read(folder.file("w.safetensors"))
    #expect(read.metadata == contents.metadata)
    #expect(Set(read.tensors.map(\.name)) == Set(contents.tensors.map(\.name)))
    for tensor in contents.tensors { #expect(read.tensors.first { $0.name == tensor.name } == tensor) }
    #expect(Safetensors.data(of: contents) == Safetensors.data(of: contents))
  }

  // Put together by hand from the format's description.
  @Test func theBytesAreTheFormats() throws {
    let header = #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}  "#
    var expected = Data([56, 0, 0, 0, 0, 0, 0, 0])
    expected.append(Data(header.utf8))
    expected.append(contentsOf: [0, 0, 0x80, 0x3F, 0, 0, 0x80, 0x3F])
    #expect(Safetensors.data(of: .init(tensors: [NamedTensor(name: "w", shape: [2], values: [1, 1])])) == expected)
  }

  private static func file(_ header: String, _ payload: Int, length: UInt64? = nil) -> Data {
    var data = withUnsafeBytes(of: (length ?? UInt64(header.utf8.count)).littleEndian) { Data($0) }
    data.append(Data(header.utf8))
    data.append(Data(repeating: 0, count: payload))
    return data
  }

  @Test(arguments: [
    ("", 0), ("[]", 0), ("{\"a\":1}", 0), ("{", 0),
    (#"{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}"#, 4),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4),
    (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4),
    (#"{"a":{"dtype":"F32","shape":[9223372036854775807,4],"data_offsets":[0,4]}}"#, 4),
    (#"{"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}}"#, 4),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 8),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 0),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 8),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, 4),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-9223372036854775808,9223372036854775807]}}"#, 4),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#,
      12
    ),
    (#"{"a":{"dtype":"F32","shape":[1e99],"data_offsets":[0,4]}}"#, 4),
  ]) func damagedFilesAreRefused(header: String, payload: Int) {
    let error = #expect(throws: NetworkError.self) { try Safetensors.contents(of: Self.file(header, payload)) }
    #expect(error?.code == .weights)
  }

  @Test(arguments: [UInt64.max, 1 << 63, 1 << 40, 100_000_001, 60]) func aHugeHeaderIsRefused(length: UInt64) {
    #expect(throws: NetworkError.self) { try Safetensors.contents(of: Self.file("{}", 8, length: length)) }
  }

  @Test func everyTruncationIsRefused() {
    let data = Safetensors.data(of: contents)
    for length in 0..<data.count {
      #expect(throws: NetworkError.self) { try Safetensors.contents(of: data.prefix(length)) }
    }
  }

  // Nothing but a NetworkError may come of any bytes; a change may also hit values or names and go unnoticed.
  @Test func randomChangesNeverCrash() {
    let original = Safetensors.data(of: contents)
    var generator = SeededGenerator(seed: 11)
    var refused = 0
    for _ in 0..<3000 {
      var data = original
      for _ in 0...generator.integer(below: 4) {
        let place = generator.integer(below: data.count)
        switch generator.integer(below: 3) {
        case 0: data[place] = UInt8(generator.integer(below: 256))
        case 1: data.remove(at: place)
        default:
          data.insert(
            UInt8(truncatingIfNeeded: Int("0123456789[]{}:,\"-e".utf8.randomElement(using: &generator) ?? 0)), at: place
          )
        }
      }
      do throws(NetworkError) { _ = try Safetensors.contents(of: data) } catch { refused += 1 }
    }
    #expect(refused > 1500)
  }

  @Test func weightsOfAnotherNetworkAreNamed() throws {
    let network = NetworkSpecification(input: .vector(count: 3), layers: [.dense(units: 2)])
    var weights = try NetworkWeights(initializing: network, seed: 0)
    #expect(try weights.checked(for: network) == weights)
    weights.tensors.reverse()
    #expect(try weights.checked(for: network).tensors.map(\.name) == ["layers.0.weight", "layers.0.bias"])
    func subject(_ weights: NetworkWeights) -> String? {
      #expect(throws: NetworkError.self) { try weights.checked(for: network) }?.subject
    }
    #expect(subject(NetworkWeights(tensors: [weights.tensors[0]])) == "layers.0.weight")
    #expect(subject(NetworkWeights(tensors: weights.tensors + [NamedTensor(name: "x", shape: [], values: [0])])) == "x")
    let wide = NamedTensor(name: "layers.0.weight", shape: [3, 2], values: [Float](repeating: 0, count: 6))
    #expect(subject(NetworkWeights(tensors: [weights.tensors[0], wide])) == "layers.0.weight")
  }
}
