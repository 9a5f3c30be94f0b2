// libpng: the simplified API is the part Swift can import (setjmp is not available to it).
#include <png.h>
