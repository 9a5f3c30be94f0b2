// The one header of this library that Auscult uses.
#include <samplerate.h>
