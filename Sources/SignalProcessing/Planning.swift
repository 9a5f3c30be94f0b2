internal import CFFTW

/// How FFTW's plans are made.
enum Planning {
  /// `FFTW_ESTIMATE` never times anything, so that results are the same bytes on every run.
  ///
  /// Pruning gives up what is estimated to be dearer than the best plan so far. It finds the same plans (1,596 of 1,596, of 2 to
  /// 600,000 samples, with FFTW 3.3.10) in two thirds of the time, and a short program spends much of its time on plans.
  static let flags = UInt32(FFTW_ESTIMATE) | UInt32(FFTW_ALLOW_PRUNING)
}
