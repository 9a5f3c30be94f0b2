// The one header of this library that Auscult uses.
#include <dnnl.h>

// Debian builds oneDNN on GNU OpenMP, whose header clang does not find. The setting belongs to the calling thread: with
// one thread oneDNN opens no parallel region, so that nothing ever spins at a barrier.
extern void omp_set_num_threads(int);
static inline void auscult_run_kernels_on_this_thread_only(void) { omp_set_num_threads(1); }
