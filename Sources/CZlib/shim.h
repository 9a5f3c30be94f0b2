// zlib, for the compressed parts of MATLAB's files.
#include <zlib.h>
