public import Core
public import Foundation

/// A MAT-file of level 5, as MATLAB's `save` (`-v6`, `-v7`) and SciPy's `savemat` write it.
///
/// The format is that of "MAT-File Format" (The MathWorks): elements of a type, a size and data, compressed or not.
public struct MATLABFile: Sendable {
  /// The variables by name; of several of one name the last.
  public let variables: [String: MATLABValue]

  /// Reads the numbers, texts and cell arrays of a file.
  /// - Parameter name: what messages call it.
  /// - Throws: `MATLABError` `.badData` for another version of the format, or what is damaged or takes more than 64 MiB.
  public init(_ data: Data, name: String) throws(MATLABError) {
    func fault(_ what: String) -> MATLABError { MATLABError(.badData, what, subject: name) }
    guard data.count <= MATLABReader.limit else { throw fault("is larger than any annotation: \(data.count) bytes.") }
    let bytes = [UInt8](data)
    let newer = "is a MAT-file of version 7.3. Save it with '-v7' in MATLAB, or with SciPy's savemat."
    if bytes.starts(with: [0x89] + Array("HDF".utf8)) { throw fault(newer) }
    guard bytes.count >= 128 else { throw fault("is no MAT-file: it has less than 128 bytes.") }
    let isLittle = bytes[126] == UInt8(ascii: "I") && bytes[127] == UInt8(ascii: "M")
    guard isLittle || bytes[126] == UInt8(ascii: "M") && bytes[127] == UInt8(ascii: "I") else {
      throw fault("is no MAT-file of level 5. Save it with '-v7' in MATLAB, or with SciPy's savemat.")
    }
    guard bytes[isLittle ? 125 : 124] == 1 else { throw fault(newer) }
    var reader = MATLABReader(isLittle: isLittle)
    do { variables = try reader.variables(bytes[128...]) } catch {
      throw fault(
        error == .size
          ? "takes more than \(MATLABReader.limit >> 20) MiB. Save what is wanted of it into a file of its own."
          : "is damaged: \(error.rawValue). Fetch it again.")
    }
  }
}
