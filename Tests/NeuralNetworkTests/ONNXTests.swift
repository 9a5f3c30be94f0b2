import Core
import Foundation
import TestSupport
import Testing

@testable import NeuralNetwork

/// A Python that has ONNX Runtime: the one that AUSCULT_PYTHON names, or the system's; nil where there is none.
private let python: String? = {
  let program = ProcessInfo.processInfo.environment["AUSCULT_PYTHON"] ?? "/usr/bin/python3"
  guard FileManager.default.isExecutableFile(atPath: program) else { return nil }
  return run(program, ["-c", "import onnxruntime, numpy"]) == 0 ? program : nil
}()

private func run(_ program: String, _ arguments: [String]) -> Int32 {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = arguments
  process.standardError = FileHandle.nullDevice
  do { try process.run() } catch { return -1 }
  process.waitUntilExit()
  return process.terminationStatus
}

@Suite struct ONNXTests {
  /// The encoding guide's own examples: field 1 holding 150, field 2 holding "testing", field 3 holding field 1.
  @Test func messagesAreAsTheEncodingGuideShows() {
    var message = ProtocolBuffer()
    message.add(1, 150)
    message.add(2, "testing")
    message.add(3) { $0.add(1, 150) }
    let expected: [UInt8] =
      [0x08, 0x96, 0x01, 0x12, 0x07] + Array("testing".utf8) + [0x1A, 0x03, 0x08, 0x96, 0x01]
    #expect(Array(message.data) == expected)
  }

  @Test func roundingKeepsZerosAndIsNeverOffByMoreThanHalfAStep() throws {
    let weights = try NetworkWeights(initializing: GoldenCase.residual.specification, seed: 4)
    let rounded = try QuantizedWeights(weights, of: GoldenCase.residual.specification)
    #expect(rounded.quantized.count == 8 && rounded.plain.count == weights.tensors.count - 8)
    for tensor in rounded.quantized {
      let original = try #require(weights[tensor.name])
      let length = tensor.values.count / tensor.scales.count
      for (index, value) in original.values.enumerated() {
        let error = abs(tensor.restored.values[index] - value)
        #expect(error <= 0.5001 * tensor.scales[index / length])
      }
    }
    #expect(try rounded.restored.checked(for: GoldenCase.residual.specification).tensors.count == weights.tensors.count)
    let nothing = QuantizedTensor(NamedTensor(name: "w", shape: [2, 2], values: [0, 0, 1, -1]))
    #expect(nothing.values == [0, 0, 127, -127] && nothing.restored.values[0] == 0)
  }

  /// Every kind of layer, in single precision and in eight bits, by both rules.
  @Test(.enabled(if: python != nil, "no Python with onnxruntime")) func oNNXRuntimeAgrees() throws {
    let folder = try TemporaryFolder()
    var expected: [String: [[Float]]] = [:]
    for golden in GoldenCase.allCases {
      let values = try Golden(golden.rawValue)
      let weights = NetworkWeights(
        tensors: values.finalWeights.map {
          NamedTensor(name: $0.name, shape: $0.shape, values: $0.values.map { Float($0) })
        })
      let rounded = try QuantizedWeights(weights, of: golden.specification)
      let rule: ProbabilityRule = golden == .varied ? .sigmoid : .softmax
      let files = [
        (
          "exact", try ONNXModel(golden.specification, weights: weights, rule: rule, metadata: ["a": "b"]).data, weights
        ),
        ("rounded", try ONNXModel(golden.specification, weights: rounded, rule: rule).data, rounded.restored),
      ]
      for (kind, data, weights) in files {
        let name = "\(golden.rawValue)-\(kind)"
        try data.write(to: folder.file("\(name).onnx"))
        try values.inputs.withUnsafeBytes { Data($0) }.write(to: folder.file("\(name).input"))
        expected[name] = try InferenceNetwork(specification: golden.specification, weights: weights)
          .predict(values.inputs, rule: rule)
      }
    }
    let script = """
      import glob, sys, numpy, onnxruntime
      for path in glob.glob(sys.argv[1] + "/*.onnx"):
          session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
          shape = session.get_inputs()[0].shape
          x = numpy.fromfile(path[:-5] + ".input", "<f4").reshape([-1] + shape[1:])
          session.run(["probabilities"], {"input": x})[0].astype("<f4").tofile(path[:-5] + ".output")
      """
    #expect(run(try #require(python), ["-c", script, folder.url.path]) == 0)
    for (name, rows) in expected {
      let data = try Data(contentsOf: folder.file("\(name).output"))
      let output = data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
      #expect(output.count == rows.count * rows[0].count)
      let difference = zip(output, rows.joined()).reduce(0) { max($0, abs($1.0 - $1.1)) }
      #expect(difference < 1e-5, "\(name): \(difference)")
    }
  }
}
