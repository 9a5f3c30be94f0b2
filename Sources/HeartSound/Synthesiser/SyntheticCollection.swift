public import Core

/// A reproducible collection of synthetic recordings: the plan of who is recorded how, and the sound of each.
///
/// A recording depends on the seed, the settings below and its number only: asking for more leaves the first ones as they
/// are. Whole patients have one class, and neither site, rate, format nor surroundings tell anything about it.
public struct SyntheticCollection: Sendable, Codable, Equatable {
  /// The seed of everything.
  public var seed: UInt64
  /// How many recordings there are.
  public var recordings: Int
  /// How many recordings in a row are of one patient.
  public var recordingsPerPatient: Int
  /// The classes and how many patients of each there are, relative to each other.
  public var classes: [Share]
  /// The sample rates in hertz that occur; a patient is always recorded with one device.
  public var sampleRates: [Int]
  /// The file formats that occur, as whoever writes the files names them.
  public var formats: [String]

  /// A class and its share of the patients.
  public struct Share: Sendable, Codable, Equatable {
    /// The class.
    public var condition: ValveCondition
    /// Its weight, relative to the other weights.
    public var weight: Double

    /// Makes a share.
    public init(_ condition: ValveCondition, weight: Double = 1) {
      self.condition = condition
      self.weight = weight
    }
  }

  /// One recording of the plan.
  public struct Item: Sendable, Codable, Equatable {
    /// The recording's identifier, for example `p00003_2_MV`.
    public let id: String
    /// The patient's identifier, for example `p00003`.
    public let patient: String
    /// The class.
    public let condition: ValveCondition
    /// Where the stethoscope lies.
    public let site: AuscultationSite
    /// Samples a second.
    public let sampleRate: Int
    /// The format the file should have.
    public let format: String
  }

  /// Whether a text has the form of a recording's identifier.
  public static func isID(_ text: some StringProtocol) -> Bool {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 3, Int(parts[1]) != nil, AuscultationSite(rawValue: String(parts[2])) != nil else {
      return false
    }
    return parts[0].first == "p" && parts[0].count > 5 && parts[0].dropFirst().allSatisfy(\.isNumber)
  }

  /// Makes a collection, by default 150 recordings of 50 patients, ten of each class.
  /// - Throws: `HeartSoundError` when a number is not positive or a list is empty.
  public init(
    seed: UInt64, recordings: Int = 150, recordingsPerPatient: Int = 3,
    classes: [Share] = ValveCondition.allCases.map { Share($0) },
    sampleRates: [Int] = [4000], formats: [String] = ["wav"]
  ) throws(HeartSoundError) {
    guard recordings > 0, recordingsPerPatient > 0 else {
      throw HeartSoundError(.badRequest, "a collection needs at least one recording, and one of each patient.")
    }
    guard !classes.isEmpty, classes.allSatisfy({ $0.weight > 0 && $0.weight.isFinite }) else {
      throw HeartSoundError(.badRequest, "a collection needs at least one class, and weights above zero.")
    }
    guard !sampleRates.isEmpty, sampleRates.allSatisfy({ 1000...192_000 ~= $0 }), !formats.isEmpty else {
      throw HeartSoundError(.badRequest, "a collection needs a format, and sample rates from 1000 to 192000 Hz.")
    }
    self.seed = seed
    self.recordings = recordings
    self.recordingsPerPatient = recordingsPerPatient
    self.classes = classes
    self.sampleRates = sampleRates
    self.formats = formats
  }

  /// Reads a collection that was encoded.
  /// - Throws: what decoding throws, or `HeartSoundError` as the other initialiser does.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      seed: container.decode(UInt64.self, forKey: .seed), recordings: container.decode(Int.self, forKey: .recordings),
      recordingsPerPatient: container.decode(Int.self, forKey: .recordingsPerPatient),
      classes: container.decode([Share].self, forKey: .classes),
      sampleRates: container.decode([Int].self, forKey: .sampleRates),
      formats: container.decode([String].self, forKey: .formats))
  }

  /// All recordings, patient by patient.
  public func plan() -> [Item] {
    let patients = (recordings + recordingsPerPatient - 1) / recordingsPerPatient
    let all = conditions(patients: patients).enumerated().flatMap { items(patient: $0, condition: $1) }
    return Array(all.prefix(recordings))
  }

  /// The sound of one recording of the plan.
  public func recording(_ item: Item) -> SyntheticRecording {
    let patient = PatientModel(drawing: item.patient, condition: item.condition, seed: seed)
    let model = RecordingModel(drawing: item.id, of: patient, site: item.site, sampleRate: item.sampleRate, seed: seed)
    return SyntheticRecording(model, of: patient, seed: seed)
  }

  private func items(patient number: Int, condition: ValveCondition) -> [Item] {
    let patient = Self.patientID(number)
    var device = SeededGenerator(seed: seed, id: patient, step: "device")
    let sampleRate = sampleRates[device.integer(below: sampleRates.count)]
    let sites = AuscultationSite.allCases.shuffled(with: &device)
    return (0..<recordingsPerPatient).map { index in
      let site = sites[index % sites.count]
      let id = "\(patient)_\(index + 1)_\(site.rawValue)"
      var file = SeededGenerator(seed: seed, id: id, step: "format")
      return Item(
        id: id, patient: patient, condition: condition, site: site, sampleRate: sampleRate,
        format: formats[file.integer(below: formats.count)])
    }
  }

  /// The class of each patient, drawn from those that are behind their share, so that any beginning is balanced.
  ///
  /// Drawn, since a class that returned with a period would meet folds that go round by the patients' numbers.
  private func conditions(patients: Int) -> [ValveCondition] {
    let total = classes.reduce(0) { $0 + $1.weight }
    var counts = [Double](repeating: 0, count: classes.count)
    return (0..<patients).map { number in
      let deficits = classes.indices.map { max(0, classes[$0].weight / total * Double(number + 1) - counts[$0] - 1e-9) }
      var generator = SeededGenerator(seed: seed, id: Self.patientID(number), step: "class")
      var rest = generator.uniform() * deficits.reduce(0, +)
      let chosen = deficits.firstIndex { deficit in
        rest -= deficit
        return deficit > 0 && rest < 0
      }
      // Rounding may leave the last one unchosen.
      let index = chosen ?? deficits.lastIndex { $0 > 0 } ?? 0
      counts[index] += 1
      return classes[index].condition
    }
  }

  /// Five digits at least, whatever the size of the collection.
  private static func patientID(_ number: Int) -> String {
    let digits = String(number + 1)
    return "p" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }
}
