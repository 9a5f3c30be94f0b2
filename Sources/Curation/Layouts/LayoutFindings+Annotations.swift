import Core
import Foundation

extension LayoutFindings {
  /// Gives recordings whose layout knows no annotation the one that bears their name: `NAME.tsv` or `NAME_StateAns.mat`, beside
  /// them or in a folder `annotations` of their folder or of one above it. Where recordings of several folders would have the
  /// same one, none gets it, and a complaint says so.
  /// - Returns: the annotations that belong to recordings.
  mutating func addAnnotations(in tree: FolderTree) -> Set<String> {
    let files = Set(tree.otherFiles.filter { path in Self.annotationEndings.contains { path.hasSuffix($0) } })
    var claims: [String: [Int]] = [:]
    if !files.isEmpty {
      for index in recordings.indices where recordings[index].annotation == nil {
        let path = Self.annotationPlaces(of: recordings[index].path).first(where: files.contains)
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

  private static let annotationEndings = [".tsv", "_StateAns.mat"]

  private static func annotationPlaces(of path: String) -> [String] {
    let folders = PathText.folders(of: path).map(String.init)
    let name = String(PathText.stem(of: path))
    var places = [folders]
    for count in (0...folders.count).reversed() { places.append(folders.prefix(count) + ["annotations"]) }
    return places.flatMap { place -> [String] in
      annotationEndings.map { ending in (place + [name + ending]).joined(separator: "/") }
    }
  }
}
