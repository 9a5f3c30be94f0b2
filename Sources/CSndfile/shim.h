// The one header of this library that Auscult uses.
#include <sndfile.h>
