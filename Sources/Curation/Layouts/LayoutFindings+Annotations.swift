import Core
import Foundation

extension LayoutFindings {
  /// Gives recordings whose layout knows no annotation the one that bears their name: `NAME.tsv` or `NAME_StateAns.mat`, beside
  /// them or in a folder `annotations` of their folder or of one above it.
  /// - Returns: the annotations that belong to recordings.
  mutating func addAnnotations(in tree: FolderTree) -> Set<String> {
    let files = Set(tree.otherFiles.filter { path in Self.annotationEndings.contains { path.hasSuffix($0) } })
    if !files.isEmpty {
      for index in recordings.indices where recordings[index].annotation == nil {
        let path = Self.annotationPlaces(of: recordings[index].path).first(where: files.contains)
        recordings[index].annotation = path.map { AnnotationFile(path: $0, in: tree.root, format: .states) }
      }
    }
    return Set(recordings.compactMap(\.annotation?.path))
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
