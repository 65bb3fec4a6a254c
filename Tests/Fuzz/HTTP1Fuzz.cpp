// Feeds the HTTP/1 parser whole input and the same input in pieces, and demands the same requests from both.
//
// A request that exists only when its bytes come in a certain grouping is one that a proxy before us reads otherwise.
// Run it by Scripts/fuzz.
#include "h1.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

// Small, so that the fuzzer reaches them with small inputs.
constexpr uint32_t header_bytes_max = 256;
constexpr uint32_t field_count_max = 6;
constexpr uint64_t body_bytes_max = 64;

/// Everything that a server would make of a connection's bytes.
struct Reading {
    std::string requests;
    int refusal = 0;
};

/// Whether both made the same of their bytes.
///
/// A fault may be seen later in small pieces, since Beast waits for a header's end before it looks: then one reading
/// refuses and the other waits. And blanks and line ends count towards a limit only while they wait unread, so one may
/// refuse by size what the other takes. No other difference is allowed.
bool agree(Reading const &one, Reading const &other) {
    auto const &shorter = one.requests.size() < other.requests.size() ? one : other;
    auto const &longer = &shorter == &one ? other : one;
    if (shorter.requests == longer.requests) return true;
    bool by_size = shorter.refusal == 431 || shorter.refusal == 413;
    return by_size && longer.requests.compare(0, shorter.requests.size(), shorter.requests) == 0;
}

void append(std::string &text, h1_span span, size_t start, size_t count) {
    text.append(reinterpret_cast<char const *>(span.start) + start, count);
    text += '\n';
}

void take(h1_parser *parser, Reading &reading) {
    auto head = h1_head(parser);
    auto &text = reading.requests;
    append(text, head, 0, h1_method_count(parser));
    append(text, head, h1_method_count(parser), h1_target_count(parser));
    for (size_t i = 0; i < h1_field_count(parser); ++i) {
        auto field = h1_fields(parser)[i];
        append(text, head, field.name_start, field.name_count);
        append(text, head, field.value_start, field.value_count);
    }
    auto body = h1_body(parser);
    append(text, body, 0, body.count);
    text += h1_keep_alive(parser) ? "stays\n" : "closes\n";
    if (body.count > body_bytes_max || head.count > header_bytes_max || h1_field_count(parser) > field_count_max) {
        fprintf(stderr, "a limit was passed\n");
        abort();
    }
}

/// Reads pieces of at most `piece()` bytes, each presented behind what the parser left unused, as a server does.
template <typename Piece> Reading read(const uint8_t *bytes, size_t count, Piece piece) {
    Reading reading;
    auto *parser = h1_new(header_bytes_max, field_count_max, body_bytes_max);
    std::vector<uint8_t> unread;
    size_t position = 0;
    while (position < count && reading.refusal == 0) {
        size_t length = std::min(piece(), count - position);
        unread.insert(unread.end(), bytes + position, bytes + position + length);
        position += length;
        while (!unread.empty()) {
            // A copy of the exact size: the address sanitizer then sees each byte that is read too far.
            std::vector<uint8_t> exact(unread);
            size_t used = 0;
            int step = h1_feed(parser, exact.data(), exact.size(), &used);
            if (used > exact.size()) abort();
            unread.erase(unread.begin(), unread.begin() + used);
            if (step == H1_ERROR) {
                int status = h1_status(parser);
                if (status < 400 || status > 505 || !*h1_reason(parser)) abort();
                reading.refusal = status;
                break;
            }
            if (step != H1_DONE) break;
            take(parser, reading);
            h1_reset(parser);
        }
    }
    h1_free(parser);
    return reading;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2) return 0;
    uint32_t random = data[0] | data[1] << 8;
    data += 2;
    size -= 2;
    auto whole = read(data, size, [&] { return size; });
    auto single = read(data, size, [] { return size_t(1); });
    auto pieces = read(data, size, [&] {
        random = random * 1664525 + 1013904223;
        return size_t(1 + (random >> 16) % 16);
    });
    if (agree(whole, single) && agree(whole, pieces) && agree(single, pieces)) return 0;
    fprintf(stderr, "whole (%d):\n%s\nsingle bytes (%d):\n%s\npieces (%d):\n%s\n", whole.refusal,
            whole.requests.c_str(), single.refusal, single.requests.c_str(), pieces.refusal, pieces.requests.c_str());
    abort();
}
