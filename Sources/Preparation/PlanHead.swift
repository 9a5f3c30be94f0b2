import Curation
import Manifest

/// What is planned besides the recordings.
struct PlanHead: Codable {
  /// Where the collection lies; it is no part of what is planned.
  var root: String?
  /// With which versions it was planned.
  var versions: String
  var request: String
  var recipe: Recipe
  var layout: String
  var evidence: String
  var found: Int
  /// Recordings that could not be read, so that nobody knows whether they have changed.
  var unread: Int
  var complaints: [Complaint]
  var copies: PreparationPlan.Copies?
}

/// A plan as it is carried out: where it was made, or in the file that shards share.
protocol PlannedRecordings {
  /// What is planned besides the recordings.
  var head: PlanHead { get }
  /// Hands out every recording that the recipe leaves out.
  func forEachExcluded(_ body: (Rejection) throws -> Void) throws
  /// Hands out every recording that is worked on, in order of the ids.
  func forEachTask(_ body: (RecordingTask) throws -> Void) throws
  /// A digest of all that the data set depends on; unrepeatable where a file could not be read.
  func digest() throws -> String
}

extension PreparationPlan: PlannedRecordings {
  var head: PlanHead {
    PlanHead(
      versions: Algorithms.versions, request: request, recipe: recipe, layout: layout, evidence: evidence, found: found,
      unread: tasks.unread, complaints: complaints, copies: copies)
  }

  func forEachExcluded(_ body: (Rejection) throws -> Void) throws { try excluded.forEach(body) }

  func forEachTask(_ body: (RecordingTask) throws -> Void) throws { for task in tasks { try body(task.get()) } }
}
