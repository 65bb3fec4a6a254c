// The policy around Boost.Beast's HTTP/1 parser.
//
// Beast reads the grammar. What it lets through, and what would let a peer smuggle a request past us or make us keep
// unbounded memory, is refused here; each such line names what it refuses. They stay even when a newer Beast refuses
// the same by itself, since distributions ship old ones.
//
// BOOST_DISABLE_ASSERTS must be defined for this file: a last chunk that comes as "0 CR LF", "CR", "LF" in three
// pieces trips an assertion of Beast whose condition is too strict, and SwiftPM's release builds keep assertions.
#include "h1.h"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <cstring>
#include <optional>
#include <string>
#include <strings.h>
#include <vector>

#ifndef BOOST_DISABLE_ASSERTS
#error "BOOST_DISABLE_ASSERTS must be defined: see above"
#endif

namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

constexpr size_t method_bytes_max = 32;       // the longest registered method has 17
constexpr size_t length_digits_max = 18;      // what surely fits in 64 bits
constexpr size_t kept_body_capacity = 4096;   // a pooled parser keeps no larger buffer

bool equal(string_view text, char const *word) {
    return text.size() == strlen(word) && strncasecmp(text.data(), word, text.size()) == 0;
}

/// What is known of the request that is being read.
struct Request {
    uint32_t header_bytes_max, field_count_max;
    uint64_t body_bytes_max;

    std::string head, body;
    std::vector<h1_field> fields;
    uint32_t method_count = 0, target_count = 0;
    int version = 0;
    uint32_t hosts = 0, content_lengths = 0, transfer_encodings = 0;
    uint32_t extension_bytes = 0, trailers = 0, trailer_bytes = 0;
    bool header_done = false, done = false;
    bool expects_continue = false, told_continue = false;
    int status = 0;
    char const *reason = "";

    // The bytes of the current call of h1_feed end here.
    char const *input_end = nullptr;

    void clear() {
        head.clear();
        fields.clear();
        body.clear();
        if (body.capacity() > kept_body_capacity) std::string().swap(body);
        method_count = target_count = hosts = content_lengths = transfer_encodings = 0;
        extension_bytes = trailers = trailer_bytes = 0;
        version = status = 0;
        header_done = done = expects_continue = told_continue = false;
        reason = "";
    }
};

struct Parser final : http::basic_parser<true> {
    Request &request;

    explicit Parser(Request &r) : request(r) {
        header_limit(r.header_bytes_max);
        body_limit(r.body_bytes_max);
        eager(true);
    }

    void refuse(error_code &error, int status, char const *reason) {
        request.status = status;
        request.reason = reason;
        error = http::error::bad_field;
    }

    void on_request_impl(http::verb, string_view method, string_view target, int version, error_code &error) override {
        if (method.size() > method_bytes_max) return refuse(error, 501, "The method is not implemented.");
        request.head.append(method.data(), method.size());
        request.head.append(target.data(), target.size());
        request.method_count = method.size();
        request.target_count = target.size();
        request.version = version;
    }

    void on_response_impl(int, string_view, int, error_code &) override {}

    // Beast joins a value that is folded over several lines; a proxy before us may read it as two fields.
    bool is_folded(string_view name) const {
        char const *after = name.data() + name.size();
        auto *line_end = static_cast<char const *>(memchr(after, '\n', request.input_end - after));
        return line_end && line_end + 1 < request.input_end && (line_end[1] == ' ' || line_end[1] == '\t');
    }

    void on_field_impl(http::field id, string_view name, string_view value, error_code &error) override {
        auto &r = request;
        if (is_folded(name)) return refuse(error, 400, "A header field is folded over several lines.");
        if (r.header_done) {
            // Trailers are counted and dropped: nothing here reads them, and merging them would add fields unseen.
            r.trailer_bytes += name.size() + value.size();
            if (++r.trailers > r.field_count_max) return refuse(error, 431, "There are too many trailer fields.");
            if (r.trailer_bytes > r.header_bytes_max) return refuse(error, 431, "The trailer is too large.");
            return;
        }
        // Beast's own limit is per call and can be walked round by sending slowly.
        if (r.fields.size() >= r.field_count_max) return refuse(error, 431, "There are too many header fields.");
        if (r.head.size() + name.size() + value.size() > r.header_bytes_max)
            return refuse(error, 431, "The header is too large.");
        if (!accept(id, value, error)) return;

        h1_field field{uint32_t(r.head.size()), uint32_t(name.size()), 0, uint32_t(value.size())};
        r.head.append(name.data(), name.size());
        field.value_start = r.head.size();
        r.head.append(value.data(), value.size());
        r.fields.push_back(field);
    }

    // The fields that decide where the message ends, or whom it is for, come once and in their plainest form.
    bool accept(http::field id, string_view value, error_code &error) {
        auto &r = request;
        switch (id) {
        case http::field::host:
            if (++r.hosts > 1) refuse(error, 400, "There is more than one Host.");
            break;
        case http::field::content_length:
            // Beast takes "2, 2" and equal repetitions.
            if (++r.content_lengths > 1 || r.transfer_encodings || value.empty() || value.size() > length_digits_max)
                refuse(error, 400, "The Content-Length is not valid.");
            for (char c : value)
                if (c < '0' || c > '9') refuse(error, 400, "The Content-Length is not valid.");
            break;
        case http::field::transfer_encoding:
            // Beast reads any coding but a lone final "chunked" as a message without a body.
            if (++r.transfer_encodings > 1 || r.content_lengths)
                refuse(error, 400, "The Transfer-Encoding is not valid.");
            else if (!equal(value, "chunked"))
                refuse(error, 501, "The Transfer-Encoding is not implemented.");
            break;
        case http::field::expect:
            if (!equal(value, "100-continue")) refuse(error, 417, "The expectation cannot be met.");
            r.expects_continue = r.version == 11;
            break;
        default:
            break;
        }
        return !error;
    }

    void on_header_impl(error_code &error) override {
        auto &r = request;
        r.header_done = true;
        if (r.version == 11 && r.hosts != 1) return refuse(error, 400, "There is no Host.");
        if (r.transfer_encodings && (r.content_lengths || r.version != 11 || !chunked()))
            return refuse(error, 400, "The Transfer-Encoding is not valid.");
    }

    void on_body_init_impl(boost::optional<std::uint64_t> const &, error_code &) override {}

    std::size_t on_body_impl(string_view bytes, error_code &) override {
        request.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }

    void on_chunk_header_impl(std::uint64_t, string_view extension, error_code &error) override {
        request.extension_bytes += extension.size();
        if (request.extension_bytes > request.header_bytes_max)
            refuse(error, 413, "The chunk extensions are too large.");
    }

    std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code &) override {
        request.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }

    void on_finish_impl(error_code &) override { request.done = true; }
};

// Beast reports a bare LF after the version as a bad version; only a well-formed one that is not ours deserves 505.
bool names_other_version(char const *bytes, size_t count) {
    auto *line_end = static_cast<char const *>(memchr(bytes, '\n', count));
    if (!line_end || line_end - bytes < 10) return false;
    char const *v = line_end - 9; // HTTP/x.y CR
    auto digit = [](char c) { return c >= '0' && c <= '9'; };
    return v[-1] == ' ' && memcmp(v, "HTTP/", 5) == 0 && digit(v[5]) && v[6] == '.' && digit(v[7]) && v[8] == '\r';
}

void explain(Request &r, error_code const &error, char const *bytes, size_t count) {
    if (r.status) return;
    if (error == http::error::header_limit) {
        r.status = 431;
        r.reason = "The header is too large.";
    } else if (error == http::error::body_limit) {
        r.status = 413;
        r.reason = "The body is too large.";
    } else if (error == http::error::bad_version && names_other_version(bytes, count)) {
        r.status = 505;
        r.reason = "Only HTTP/1.0 and HTTP/1.1 are spoken here.";
    } else {
        r.status = 400;
        r.reason = "The request is malformed.";
    }
}

} // namespace

struct h1_parser {
    Request request;
    std::optional<Parser> parser; // Beast's parsers are single-use
};

extern "C" {

h1_parser *h1_new(uint32_t header_bytes_max, uint32_t field_count_max, uint64_t body_bytes_max) {
    auto *p = new h1_parser;
    p->request.header_bytes_max = header_bytes_max;
    p->request.field_count_max = field_count_max;
    p->request.body_bytes_max = body_bytes_max;
    p->parser.emplace(p->request);
    return p;
}

void h1_free(h1_parser *p) { delete p; }

void h1_reset(h1_parser *p) {
    p->request.clear();
    p->parser.emplace(p->request);
}

int h1_feed(h1_parser *p, const uint8_t *bytes, size_t count, size_t *used) {
    auto &r = p->request;
    auto *text = reinterpret_cast<char const *>(bytes);
    *used = 0;
    if (r.status) return H1_ERROR;
    if (r.done) return H1_DONE;
    r.input_end = text + count;

    error_code error;
    *used = p->parser->put(boost::asio::const_buffer(bytes, count), error);
    if (error && error != http::error::need_more) {
        explain(r, error, text, count);
        return H1_ERROR;
    }
    if (r.done) return H1_DONE;
    // What stays unread is one line that has no end yet; it is as bounded as the rest.
    if (count - *used > r.header_bytes_max) {
        r.status = r.header_done ? 413 : 431;
        r.reason = r.header_done ? "A chunk's header or the trailer is too large." : "The header is too large.";
        return H1_ERROR;
    }
    if (r.header_done && r.expects_continue && !r.told_continue && *used == count) {
        r.told_continue = true;
        return H1_CONTINUE;
    }
    return H1_MORE;
}

int h1_started(const h1_parser *p) { return p->parser->got_some(); }
int h1_header_done(const h1_parser *p) { return p->request.header_done; }
int h1_status(const h1_parser *p) { return p->request.status; }
const char *h1_reason(const h1_parser *p) { return p->request.reason; }

static h1_span span(std::string const &text) { return {reinterpret_cast<uint8_t const *>(text.data()), text.size()}; }

h1_span h1_head(const h1_parser *p) { return span(p->request.head); }
size_t h1_method_count(const h1_parser *p) { return p->request.method_count; }
size_t h1_target_count(const h1_parser *p) { return p->request.target_count; }
const h1_field *h1_fields(const h1_parser *p) { return p->request.fields.data(); }
size_t h1_field_count(const h1_parser *p) { return p->request.fields.size(); }
h1_span h1_body(const h1_parser *p) { return span(p->request.body); }
int h1_version(const h1_parser *p) { return p->request.version; }
int h1_keep_alive(const h1_parser *p) { return p->parser->keep_alive(); }

} // extern "C"
