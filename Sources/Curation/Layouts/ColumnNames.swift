/// What people call the columns of their lists of recordings; of several that a list has, the first here counts.
public enum ColumnNames {
  /// The recording's file.
  public static let files = [
    "file_name", "filename", "file", "path", "filepath", "file_path", "fname", "audio", "recording", "wav", "record",
  ]
  /// Its class.
  public static let labels = [
    "label", "class", "target", "category", "diagnosis", "classname", "class_name", "murmur",
  ]
  /// The patient.
  public static let patients = ["patient_id", "patient", "subject_id", "subject", "patient id", "participant"]
  /// What else must not be divided.
  public static let groups = ["group_id", "group"]
}
