// libavformat, libavcodec and libavutil, with the macros that Swift cannot import.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE  // for dl_iterate_phdr
#endif
#include <errno.h>
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/channel_layout.h>
#include <link.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <unistd.h>

// AVERROR codes are computed by macros.
static const int hs_error_end_of_file = AVERROR_EOF;
static const int hs_error_try_again = AVERROR(EAGAIN);
static const int hs_error_no_memory = AVERROR(ENOMEM);
static const int hs_error_no_file = AVERROR(ENOENT);
static const int hs_error_no_access = AVERROR(EACCES);

// "No time stamp" is a cast expression.
static const int64_t hs_no_timestamp = AV_NOPTS_VALUE;

// Whether the code of a loaded object was written to, which no usual library allows.
static inline bool hs_has_changed_code(const struct dl_phdr_info *object) {
  for (int i = 0; i < object->dlpi_phnum; i++) {
    if (object->dlpi_phdr[i].p_type != PT_DYNAMIC) continue;
    const ElfW(Dyn) *entry = (const ElfW(Dyn) *)(object->dlpi_addr + object->dlpi_phdr[i].p_vaddr);
    for (; entry->d_tag != DT_NULL; entry++) {
      if (entry->d_tag == DT_TEXTREL || (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_TEXTREL))) return true;
    }
  }
  return false;
}

static inline int hs_release_object(struct dl_phdr_info *object, size_t size, void *unused) {
  (void)size, (void)unused;
  if (hs_has_changed_code(object)) return 0;
  for (int i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *part = &object->dlpi_phdr[i];
    if (part->p_type != PT_LOAD || (part->p_flags & PF_W)) continue;
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), start = (object->dlpi_addr + part->p_vaddr) & ~(page - 1);
    madvise((void *)start, object->dlpi_addr + part->p_vaddr + part->p_memsz - start, MADV_DONTNEED);
  }
  return 0;
}

// Gives back the pages of loaded files that can never have been written to; those needed again come back by themselves.
static inline void hs_release_loaded_pages(void) { dl_iterate_phdr(hs_release_object, NULL); }
