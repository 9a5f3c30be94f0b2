// The one header of this library that Auscult uses.
#include <dnnl.h>

// Debian builds oneDNN on GNU OpenMP, whose header clang does not find. The setting belongs to the calling thread: with
// one thread oneDNN opens no parallel region, so that nothing ever spins at a barrier.
extern void omp_set_num_threads(int);
extern int omp_get_max_threads(void);
static inline int auscult_run_kernels_on_this_thread_only(void) {
  int before = omp_get_max_threads();
  omp_set_num_threads(1);
  return before;
}
static inline void auscult_run_kernels_on_threads(int count) { omp_set_num_threads(count); }
