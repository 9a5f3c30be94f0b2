// libavformat, libavcodec and libavutil, with the macros that Swift cannot import.
#include <errno.h>
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/channel_layout.h>

// AVERROR codes are computed by macros.
static const int hs_error_end_of_file = AVERROR_EOF;
static const int hs_error_try_again = AVERROR(EAGAIN);
static const int hs_error_no_memory = AVERROR(ENOMEM);
static const int hs_error_no_file = AVERROR(ENOENT);
static const int hs_error_no_access = AVERROR(EACCES);

// "No time stamp" is a cast expression.
static const int64_t hs_no_timestamp = AV_NOPTS_VALUE;

