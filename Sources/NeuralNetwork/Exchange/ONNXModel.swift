public import Core
public import Foundation

/// A network as an ONNX file (operator set 17), for ONNX Runtime and all that read the format.
///
/// One input, `input`, of N samples in the network's shape; two outputs, `logits` and `probabilities`.
public struct ONNXModel: Sendable {
  /// The file.
  public let data: Data

  /// Describes a network with its weights.
  /// - Parameters:
  ///   - metadata: what the file says besides, by key; for example the classes.
  /// - Throws: `NetworkError` if the weights do not fit.
  public init(
    _ specification: NetworkSpecification, weights: NetworkWeights, rule: ProbabilityRule,
    metadata: [String: String] = [:]
  ) throws(NetworkError) {
    var graph = try ONNXGraph(specification)
    for tensor in try weights.checked(for: specification).tensors { graph.add(tensor) }
    data = try Self.file(graph, specification, rule, metadata)
  }

  /// Describes a network whose kernels and matrices stand in eight bits and are multiplied by their scales when it is read.
  /// - Throws: `NetworkError` if the weights do not fit.
  public init(
    _ specification: NetworkSpecification, weights: QuantizedWeights, rule: ProbabilityRule,
    metadata: [String: String] = [:]
  ) throws(NetworkError) {
    _ = try weights.restored.checked(for: specification)
    var graph = try ONNXGraph(specification)
    for tensor in weights.quantized { graph.add(tensor) }
    for tensor in weights.plain { graph.add(tensor) }
    data = try Self.file(graph, specification, rule, metadata)
  }

  private static func file(
    _ network: ONNXGraph, _ specification: NetworkSpecification, _ rule: ProbabilityRule, _ metadata: [String: String]
  ) throws(NetworkError) -> Data {
    var graph = network
    try graph.addLayers(rule)
    var file = ProtocolBuffer()
    file.add(1, 8)  // ir_version
    file.add(2, "Auscult")
    file.add(3, AuscultVersion.current)
    file.add(7, graph.message(classes: try specification.classCount()).data)
    file.add(8) { $0.add(2, 17) }  // opset_import
    for (key, value) in metadata.sorted(by: { precedesInBytes($0.key, $1.key) }) {
      file.add(14) { property in
        property.add(1, key)
        property.add(2, value)
      }
    }
    return file.data
  }
}
