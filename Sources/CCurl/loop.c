#include "CCurl.h"
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

struct ccurl_loop {
    CURLM *calls;
    int sockets;
    int bell;
    /// When libcurl wants to be called, in milliseconds of the monotonic clock; negative for never.
    int64_t due;
};

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/// libcurl says what it waits for at a socket.
static int watch(CURL *call, curl_socket_t socket, int what, void *context, void *unused) {
    struct ccurl_loop *loop = context;
    struct epoll_event event = {.data.fd = socket};
    if (what & CURL_POLL_IN) event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
    if (what == CURL_POLL_REMOVE || event.events == 0) {
        // A socket that nobody waits for would still tell of its end, again and again.
        epoll_ctl(loop->sockets, EPOLL_CTL_DEL, socket, NULL);
    } else if (epoll_ctl(loop->sockets, EPOLL_CTL_MOD, socket, &event) != 0 && errno == ENOENT) {
        epoll_ctl(loop->sockets, EPOLL_CTL_ADD, socket, &event);
    }
    return 0;
}

/// libcurl says when it wants to be called.
static int set_timer(CURLM *calls, long milliseconds, void *context) {
    struct ccurl_loop *loop = context;
    loop->due = milliseconds < 0 ? -1 : now() + milliseconds;
    return 0;
}

ccurl_loop *ccurl_loop_create(void) {
    struct ccurl_loop *loop = calloc(1, sizeof(*loop));
    if (!loop) return NULL;
    loop->due = -1;
    loop->calls = curl_multi_init();
    loop->sockets = epoll_create1(EPOLL_CLOEXEC);
    loop->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = loop->bell};
    if (!loop->calls || loop->sockets < 0 || loop->bell < 0
        || epoll_ctl(loop->sockets, EPOLL_CTL_ADD, loop->bell, &event) != 0) {
        ccurl_loop_destroy(loop);
        return NULL;
    }
    curl_multi_setopt(loop->calls, CURLMOPT_SOCKETFUNCTION, watch);
    curl_multi_setopt(loop->calls, CURLMOPT_SOCKETDATA, loop);
    curl_multi_setopt(loop->calls, CURLMOPT_TIMERFUNCTION, set_timer);
    curl_multi_setopt(loop->calls, CURLMOPT_TIMERDATA, loop);
    return loop;
}

void ccurl_loop_destroy(ccurl_loop *loop) {
    // Closes connections, which it tells of.
    if (loop->calls) curl_multi_cleanup(loop->calls);
    if (loop->sockets >= 0) close(loop->sockets);
    if (loop->bell >= 0) close(loop->bell);
    free(loop);
}

CURLM *ccurl_loop_calls(ccurl_loop *loop) { return loop->calls; }

void ccurl_loop_ring(ccurl_loop *loop) {
    uint64_t one = 1;
    // It can only fail when it has been rung very often already.
    if (write(loop->bell, &one, sizeof(one)) < 0) return;
}

void ccurl_loop_run(ccurl_loop *loop, int milliseconds) {
    if (loop->due >= 0) {
        int64_t left = loop->due - now();
        if (left < milliseconds) milliseconds = left < 0 ? 0 : (int)left;
    }
    struct epoll_event events[64];
    int running;
    int count = epoll_wait(loop->sockets, events, 64, milliseconds);
    for (int index = 0; index < count; index++) {
        int socket = events[index].data.fd;
        if (socket == loop->bell) {
            uint64_t rings;
            if (read(loop->bell, &rings, sizeof(rings)) < 0) continue;
            continue;
        }
        int what = 0;
        // Whoever reads or writes at a broken socket is told what is wrong.
        if (events[index].events & (EPOLLIN | EPOLLERR | EPOLLHUP)) what |= CURL_CSELECT_IN;
        if (events[index].events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) what |= CURL_CSELECT_OUT;
        curl_multi_socket_action(loop->calls, socket, what, &running);
    }
    if (loop->due >= 0 && loop->due <= now()) {
        loop->due = -1;
        curl_multi_socket_action(loop->calls, CURL_SOCKET_TIMEOUT, 0, &running);
    }
}
