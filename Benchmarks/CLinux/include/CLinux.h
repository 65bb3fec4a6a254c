// What the load client needs of Linux, and Swift's Glibc module does not have.
#ifndef CLINUX_H
#define CLINUX_H

#include <stddef.h>
#include <stdint.h>

/// A new epoll instance, or -1 with errno.
int clinux_epoll(void);

/// Watches a descriptor for input, under a tag; 0, or -1 with errno.
int clinux_epoll_add(int epoll, int descriptor, uint64_t tag);

/// Waits for input; writes at most `capacity` tags and returns their number, or -1 with errno.
int clinux_epoll_wait(int epoll, uint64_t *tags, int capacity, int milliseconds);

/// Where `wanted` first stands in `bytes`, or -1.
ptrdiff_t clinux_find(const void *bytes, size_t count, const void *wanted, size_t wanted_count);

/// A pipe whose ends are closed in programs that are started; 0, or -1 with errno.
int clinux_pipe(int ends[2]);

/// Removes a directory with everything in it; 0, or -1 with errno.
int clinux_remove_tree(const char *path);

/// Binds a socket to an address whose port is chosen when it connects, so that ports serve several destinations.
int clinux_bind_late(int descriptor);

#endif
