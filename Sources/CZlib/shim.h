// zlib, for the compressed parts of MATLAB's and NumPy's files.
#include <zlib.h>
