// FFTW in single and double precision. Never include <complex.h> before it: that hides fftwf_complex from Swift.
#include <fftw3.h>
