// The one header of this library that Auscult uses.
#include <rubberband/rubberband-c.h>
