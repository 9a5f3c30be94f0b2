internal import CXGBoost
internal import Core
internal import Foundation

/// Turns a status of XGBoost into an error; called on the line after every call.
private func check(_ status: Int32, _ code: BoostedTreesErrorCode = .library) throws(BoostedTreesError) {
  guard status == 0 else {
    let text = XGBGetLastError().map { String(cString: $0) } ?? ""
    // Its messages go on with a stack trace.
    throw BoostedTreesError(code, "XGBoost refused: \(text.split(separator: "\n").first ?? "no reason given").")
  }
}

/// Samples as XGBoost sees them.
final class SampleMatrix {
  let handle: DMatrixHandle

  init(_ samples: [Float], width: Int) throws(BoostedTreesError) {
    var made: DMatrixHandle?
    try check(XGDMatrixCreateFromMat(samples, bst_ulong(samples.count / width), bst_ulong(width), .nan, &made))
    guard let made else { throw BoostedTreesError(.library, "XGBoost made no matrix.") }
    handle = made
  }

  deinit { XGDMatrixFree(handle) }

  func set(_ name: String, _ values: [Float]) throws(BoostedTreesError) {
    try check(XGDMatrixSetFloatInfo(handle, name, values, bst_ulong(values.count)))
  }
}

/// XGBoost's booster.
final class Booster {
  private let handle: BoosterHandle

  init(trainedOn matrix: SampleMatrix) throws(BoostedTreesError) {
    var made: BoosterHandle?
    let matrices: [DMatrixHandle?] = [matrix.handle]
    try check(XGBoosterCreate(matrices, 1, &made))
    guard let made else { throw BoostedTreesError(.library, "XGBoost made no booster.") }
    handle = made
  }

  init(json: Data) throws(BoostedTreesError) {
    var made: BoosterHandle?
    try check(XGBoosterCreate(nil, 0, &made))
    guard let made else { throw BoostedTreesError(.library, "XGBoost made no booster.") }
    handle = made
    let status = json.withUnsafeBytes { XGBoosterLoadModelFromBuffer(made, $0.baseAddress, bst_ulong($0.count)) }
    try check(status, .badModel)
  }

  deinit { XGBoosterFree(handle) }

  func set(_ name: String, _ value: String) throws(BoostedTreesError) {
    try check(XGBoosterSetParam(handle, name, value))
  }

  func update(round: Int, on matrix: SampleMatrix) throws(BoostedTreesError) {
    try check(XGBoosterUpdateOneIter(handle, Int32(round), matrix.handle))
  }

  func featureCount() throws(BoostedTreesError) -> Int {
    var count: bst_ulong = 0
    try check(XGBoosterGetNumFeature(handle, &count), .badModel)
    return Int(count)
  }

  func predict(_ matrix: SampleMatrix) throws(BoostedTreesError) -> [Float] {
    var count: bst_ulong = 0
    var values: UnsafePointer<Float>?
    try check(XGBoosterPredict(handle, matrix.handle, 0, 0, 0, &count, &values), .badModel)
    return Array(UnsafeBufferPointer(start: values, count: Int(count)))
  }

  func json() throws(BoostedTreesError) -> Data {
    var count: bst_ulong = 0
    var bytes: UnsafePointer<CChar>?
    try check(XGBoosterSaveModelToBuffer(handle, "{\"format\": \"json\"}", &count, &bytes))
    guard let bytes else { throw BoostedTreesError(.library, "XGBoost gave no model.") }
    return Data(bytes: bytes, count: Int(count))
  }
}
