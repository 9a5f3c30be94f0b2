import Core
import Foundation
import HeartSound

extension LayoutFindings {
  /// Gives recordings whose layout knows no annotation the one that bears their name, beside them or in a folder `annotations`
  /// of any folder above (``StateAnnotations/places(of:above:)``). Where recordings of several folders would have the
  /// same one, none gets it, and a complaint says so.
  /// - Returns: the annotations that belong to recordings.
  mutating func addAnnotations(in tree: FolderTree) -> Set<String> {
    let files = Set(tree.otherFiles.filter { path in StateAnnotations.endings.contains { path.hasSuffix($0) } })
    var claims: [String: [Int]] = [:]
    if !files.isEmpty {
      for index in recordings.indices where recordings[index].annotation == nil {
        let path = StateAnnotations.places(of: recordings[index].path, above: .max).first(where: files.contains)
        if let path { claims[path, default: []].append(index) }
      }
    }
    for (path, indices) in claims.sorted(by: { precedesInBytes($0.key, $1.key) }) {
      let folders = Set(indices.map { PathText.folder(of: recordings[$0].path) })
      guard folders.count == 1 else {
        complain(
          .annotation, path,
          "bears the name of \(indices.count) recordings in \(folders.count) folders, so that none was given it. Put it beside the one it belongs to."
        )
        continue
      }
      for index in indices {
        recordings[index].annotation = AnnotationFile(path: path, in: tree.root, format: .states)
      }
    }
    return Set(recordings.compactMap(\.annotation?.path)).union(claims.keys)
  }
}
