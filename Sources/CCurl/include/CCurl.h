#pragma once
#include <curl/curl.h>

// Typed shims over libcurl's variadic calls, which Swift cannot make. The caller answers for naming an option of the
// shim's type; `ccurl_setopt_function` and friends exist because a C function pointer is not a `void *`.

typedef size_t (*ccurl_data_function)(char *data, size_t size, size_t count, void *context);

static inline CURLcode ccurl_setopt_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_setopt_size(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_setopt_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_setopt_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_setopt_function(CURL *easy, CURLoption option, ccurl_data_function value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_setopt_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}

/// The pointer that CURLOPT_PRIVATE stored in a handle.
static inline void *ccurl_private(CURL *easy) {
    char *pointer = NULL;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &pointer);
    return pointer;
}

/// The result in a message of kind CURLMSG_DONE, which is a member of a union.
static inline CURLcode ccurl_result(const CURLMsg *message) {
    return message->data.result;
}

/// libcurl's set of calls, and the kernel's list of the sockets that they wait at: what an event costs does not depend on
/// how many calls wait.
typedef struct ccurl_loop ccurl_loop;

/// NULL when there is no memory or no descriptor left.
ccurl_loop *ccurl_loop_create(void);
void ccurl_loop_destroy(ccurl_loop *loop);
CURLM *ccurl_loop_calls(ccurl_loop *loop);

/// Ends the present or the next `ccurl_loop_run` at once; the one call that any thread may make.
void ccurl_loop_ring(ccurl_loop *loop);

/// Waits until a call can go on, libcurl has something to do, somebody rings or the time is over; then does what is to be
/// done.
void ccurl_loop_run(ccurl_loop *loop, int milliseconds);

/// Names the calling thread; at most 15 bytes.
void ccurl_name_thread(const char *name);
