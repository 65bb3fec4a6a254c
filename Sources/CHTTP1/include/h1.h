/// An HTTP/1 request parser without I/O: bytes in, one request out.
///
/// The grammar is Boost.Beast's; the limits and the framing policy are ours (see http1.cpp). A parser reads one
/// request at a time; `h1_reset` makes it ready for the next, so that parsers can be pooled.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct h1_parser h1_parser;

/// Bytes that stay valid until the next `h1_reset` or `h1_free`.
typedef struct {
    const uint8_t *_Nullable start;
    size_t count;
} h1_span;

/// Where one header field lies in `h1_head`.
typedef struct {
    uint32_t name_start, name_count, value_start, value_count;
} h1_field;

enum {
    H1_MORE = 0,     ///< present the unused bytes again with more behind them
    H1_CONTINUE = 1, ///< as H1_MORE, and the client waits for `100 Continue` before it sends its body
    H1_DONE = 2,     ///< the request is complete
    H1_ERROR = 3,    ///< answer `h1_status` and close: what follows on the connection has no meaning
};

h1_parser *_Nonnull h1_new(uint32_t header_bytes_max, uint32_t field_count_max, uint64_t body_bytes_max);
void h1_free(h1_parser *_Nonnull);
void h1_reset(h1_parser *_Nonnull);

/// Reads from `bytes`; `*used` tells how many it took.
int h1_feed(h1_parser *_Nonnull, const uint8_t *_Nonnull bytes, size_t count, size_t *_Nonnull used);

/// Whether any byte of a request has been read.
int h1_started(const h1_parser *_Nonnull);
/// Whether the header is complete, so that what is awaited is the body.
int h1_header_done(const h1_parser *_Nonnull);
/// The HTTP status to answer after H1_ERROR.
int h1_status(const h1_parser *_Nonnull);
/// One sentence for a person on why, after H1_ERROR.
const char *_Nonnull h1_reason(const h1_parser *_Nonnull);

/// The method, the target and the fields' bytes, in this order, without separators.
h1_span h1_head(const h1_parser *_Nonnull);
size_t h1_method_count(const h1_parser *_Nonnull);
size_t h1_target_count(const h1_parser *_Nonnull);
const h1_field *_Nullable h1_fields(const h1_parser *_Nonnull);
size_t h1_field_count(const h1_parser *_Nonnull);
h1_span h1_body(const h1_parser *_Nonnull);

/// 10 or 11.
int h1_version(const h1_parser *_Nonnull);
int h1_keep_alive(const h1_parser *_Nonnull);

#ifdef __cplusplus
}
#endif
