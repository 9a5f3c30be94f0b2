// libpng reports errors by longjmp, which Swift cannot cross: the two loops that may be jumped out of stay here, in C.
#include <png.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/// Bytes owned by malloc, and the library's message if it failed.
typedef struct {
  uint8_t *bytes;
  size_t count;
  size_t capacity;
  char message[128];
} auscult_png_bytes;

/// What a picture's samples mean: `color_type` is libpng's, reduced to grey, RGB and palette.
typedef struct {
  uint32_t width;
  uint32_t height;
  int bit_depth;
  int color_type;
  int palette_count;
  png_color palette[256];
} auscult_png_layout;

static inline void auscult_png_fail(png_structp png, png_const_charp message) {
  char *note = (char *)png_get_error_ptr(png);
  strncpy(note, message, 127);
  note[127] = 0;
  png_longjmp(png, 1);
}

static inline void auscult_png_ignore(png_structp png, png_const_charp message) { (void)png, (void)message; }

static inline void auscult_png_append(png_structp png, png_bytep bytes, size_t count) {
  auscult_png_bytes *out = (auscult_png_bytes *)png_get_io_ptr(png);
  if (out->count + count > out->capacity) {
    size_t capacity = (out->count + count) * 2;
    uint8_t *grown = (uint8_t *)realloc(out->bytes, capacity);
    if (!grown) png_error(png, "out of memory");
    out->bytes = grown;
    out->capacity = capacity;
  }
  memcpy(out->bytes + out->count, bytes, count);
  out->count += count;
}

static inline void auscult_png_flush(png_structp png) { (void)png; }

/// Encodes tightly packed rows (16-bit samples in the machine's order); returns 0 and a message on failure.
static inline int auscult_png_encode(
    const uint8_t *pixels, size_t row_bytes, const auscult_png_layout *layout, int level, int filters,
    auscult_png_bytes *out) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, out->message, auscult_png_fail, auscult_png_ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info) {
    png_destroy_write_struct(&png, NULL);
    return 0;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, &info);
    return 0;
  }
  png_set_write_fn(png, out, auscult_png_append, auscult_png_flush);
  png_set_IHDR(png, info, layout->width, layout->height, layout->bit_depth, layout->color_type, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (layout->color_type == PNG_COLOR_TYPE_PALETTE) png_set_PLTE(png, info, layout->palette, layout->palette_count);
  png_set_compression_level(png, level);
  // libpng would take Z_FILTERED for filtered rows: on spectrograms it takes half as long again, for larger files.
  png_set_compression_strategy(png, Z_DEFAULT_STRATEGY);
  png_set_filter(png, PNG_FILTER_TYPE_BASE, filters);
  png_write_info(png, info);
  if (layout->bit_depth == 16) png_set_swap(png);  // PNG is big-endian, every machine we run on is little-endian
  for (uint32_t row = 0; row < layout->height; row++) png_write_row(png, pixels + row * row_bytes);
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return 1;
}

/// Where a reader stands in the bytes lent to it.
typedef struct {
  const uint8_t *bytes;
  size_t count;
  size_t position;
} auscult_png_cursor;

static inline void auscult_png_take(png_structp png, png_bytep destination, size_t count) {
  auscult_png_cursor *cursor = (auscult_png_cursor *)png_get_io_ptr(png);
  if (count > cursor->count - cursor->position) png_error(png, "the file ends early");
  memcpy(destination, cursor->bytes + cursor->position, count);
  cursor->position += count;
}

/// Reads the header and settles on 8-bit palette, 8- or 16-bit grey, or 8-bit RGB; alpha is dropped.
static inline size_t auscult_png_settle(png_structp png, png_infop info, uint64_t pixel_limit, auscult_png_layout *layout) {
  png_read_info(png, info);
  layout->width = png_get_image_width(png, info);
  layout->height = png_get_image_height(png, info);
  if ((uint64_t)layout->width * layout->height > pixel_limit) png_error(png, "the picture is too large");
  int color_type = png_get_color_type(png, info);
  int bit_depth = png_get_bit_depth(png, info);
  png_colorp palette = NULL;
  if (png_get_PLTE(png, info, &palette, &layout->palette_count) && color_type == PNG_COLOR_TYPE_PALETTE)
    memcpy(layout->palette, palette, sizeof(png_color) * (size_t)layout->palette_count);
  if (color_type == PNG_COLOR_TYPE_PALETTE) png_set_packing(png);
  if (color_type == PNG_COLOR_TYPE_GRAY && bit_depth < 8) png_set_expand_gray_1_2_4_to_8(png);
  if (color_type & PNG_COLOR_MASK_ALPHA) png_set_strip_alpha(png);
  if (color_type & PNG_COLOR_MASK_COLOR && bit_depth == 16) png_set_scale_16(png);
  if (bit_depth == 16) png_set_swap(png);
  (void)png_set_interlace_handling(png);
  png_read_update_info(png, info);
  layout->bit_depth = png_get_bit_depth(png, info);
  layout->color_type = png_get_color_type(png, info);
  return png_get_rowbytes(png, info);
}

/// Decodes a whole file; returns 0 and a message on failure. The caller frees `out->bytes` in both cases.
static inline int auscult_png_decode(
    const uint8_t *bytes, size_t count, uint64_t pixel_limit, auscult_png_layout *layout, auscult_png_bytes *out) {
  auscult_png_cursor cursor = {bytes, count, 0};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, out->message, auscult_png_fail, auscult_png_ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info) {
    png_destroy_read_struct(&png, NULL, NULL);
    return 0;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    return 0;
  }
  png_set_read_fn(png, &cursor, auscult_png_take);
  size_t row_bytes = auscult_png_settle(png, info, pixel_limit, layout);
  out->count = row_bytes * layout->height;
  out->bytes = (uint8_t *)calloc(out->count, 1);
  if (!out->bytes) png_error(png, "out of memory");
  int passes = png_get_interlace_type(png, info) == PNG_INTERLACE_ADAM7 ? 7 : 1;
  for (int pass = 0; pass < passes; pass++)
    for (uint32_t row = 0; row < layout->height; row++) png_read_row(png, out->bytes + row * row_bytes, NULL);
  png_read_end(png, NULL);
  png_destroy_read_struct(&png, &info, NULL);
  return 1;
}

// Macros that Swift cannot import.
static const int auscult_png_grey = PNG_COLOR_TYPE_GRAY;
static const int auscult_png_rgb = PNG_COLOR_TYPE_RGB;
static const int auscult_png_palette = PNG_COLOR_TYPE_PALETTE;
static const int auscult_png_up_filter = PNG_FILTER_UP;
