/// A time span in seconds. Integer samples are the truth; seconds are derived.
public typealias Seconds = Double
/// A frequency in hertz.
public typealias Hertz = Double
/// A level or ratio in decibels.
public typealias Decibels = Double
