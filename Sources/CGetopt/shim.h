// glibc getopt_long; its globals are reached through accessors, as Swift 6 refuses mutable C globals.
#include <getopt.h>
