// FFTW in single and double precision. Never include <complex.h> before it: that hides fftwf_complex from Swift.
#include <fftw3.h>

// "fftw-3.3.10-sse2-avx" without its first word; Swift cannot take the address of an array without bounds.
static inline const char *auscult_fftw_version(void) { return fftwf_version + sizeof("fftw-") - 1; }
