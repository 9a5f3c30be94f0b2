// libarchive, and the thread's own locale, without which it cannot tell names in archives.
#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

// The mask is computed by macros.
static const int hs_character_type_mask = LC_CTYPE_MASK;
