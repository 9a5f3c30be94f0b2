// libavformat, libavcodec and libavutil, with the macros that Swift cannot import.
#include <elf.h>
#include <errno.h>
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>
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

// What <link.h> declares under _GNU_SOURCE only, which must not change what other modules see of the C library.
struct hs_loaded_object {
  Elf64_Addr address;
  const char *name;
  const Elf64_Phdr *parts;
  Elf64_Half part_count;
};
extern int dl_iterate_phdr(int (*visit)(struct hs_loaded_object *, size_t, void *), void *context);

// Whether the code of a loaded object was written to, which no usual library allows.
static inline bool hs_has_changed_code(const struct hs_loaded_object *object) {
  for (int i = 0; i < object->part_count; i++) {
    if (object->parts[i].p_type != PT_DYNAMIC) continue;
    const Elf64_Dyn *entry = (const Elf64_Dyn *)(object->address + object->parts[i].p_vaddr);
    for (; entry->d_tag != DT_NULL; entry++) {
      if (entry->d_tag == DT_TEXTREL || (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_TEXTREL))) return true;
    }
  }
  return false;
}

static inline int hs_release_object(struct hs_loaded_object *object, size_t size, void *unused) {
  (void)size, (void)unused;
  if (hs_has_changed_code(object)) return 0;
  for (int i = 0; i < object->part_count; i++) {
    const Elf64_Phdr *part = &object->parts[i];
    if (part->p_type != PT_LOAD || (part->p_flags & PF_W)) continue;
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), start = (object->address + part->p_vaddr) & ~(page - 1);
    madvise((void *)start, object->address + part->p_vaddr + part->p_memsz - start, MADV_DONTNEED);
  }
  return 0;
}

// Gives back the pages of loaded files that can never have been written to; those needed again come back by themselves.
static inline void hs_release_loaded_pages(void) { dl_iterate_phdr(hs_release_object, NULL); }
