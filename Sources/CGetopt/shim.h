// glibc getopt_long; its globals are reached through accessors, as Swift 6 refuses mutable C globals.
#include <getopt.h>

// optind = 0 makes glibc start afresh, also after a scan that was left half way.
static inline void hs_getopt_reset(void) { optind = 0; opterr = 0; }
static inline int hs_getopt_index(void) { return optind; }
static inline int hs_getopt_culprit(void) { return optopt; }
static inline const char *hs_getopt_value(void) { return optarg; }
