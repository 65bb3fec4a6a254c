// Preloaded into a process, records what it does to the files of a store, in order, so that a power failure can be
// played at any moment of it; and can make one sync fail.
//
//   RECORD_DIRECTORY  the store's directory
//   RECORD_TRACE      the file to record into
//   RECORD_FAIL_FILE  the name of a file that fails to be synced, with EIO
//   RECORD_FAIL_SYNC  the number of the sync of that file that fails, from 1
//
// A record is 64 bytes: the operation, the file's name, an offset and a length; then the bytes. Operations: W write,
// T truncate, S sync, X a sync that was made to fail, U unlink, A bytes that were said on the standard output.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum { name_size = 32, descriptor_max = 1024 };

static const char *directory;
static int trace = -1;
static const char *failing_file;
static long failing_sync;
static long sync_count;
static char names[descriptor_max][name_size];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off_t);
static int (*real_unlink)(const char *);
static int (*real_open)(const char *, int, ...);
static int (*real_close)(int);

__attribute__((constructor)) static void begin(void) {
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_write = dlsym(RTLD_NEXT, "write");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    real_open = dlsym(RTLD_NEXT, "open64");
    real_close = dlsym(RTLD_NEXT, "close");
    directory = getenv("RECORD_DIRECTORY");
    const char *path = getenv("RECORD_TRACE");
    if (path) trace = real_open(path, O_CREAT | O_TRUNC | O_WRONLY | O_APPEND, 0644);
    failing_file = getenv("RECORD_FAIL_FILE");
    const char *number = getenv("RECORD_FAIL_SYNC");
    if (number) failing_sync = atol(number);
}

static void record(char operation, const char *name, uint64_t offset, const void *bytes, uint64_t count) {
    if (trace < 0) return;
    char header[64] = {operation};
    strncpy(header + 1, name, name_size - 1);
    memcpy(header + 40, &offset, 8);
    memcpy(header + 48, &count, 8);
    pthread_mutex_lock(&lock);
    real_write(trace, header, sizeof header);
    if (bytes) real_write(trace, bytes, count);
    pthread_mutex_unlock(&lock);
}

// The file's name when it is the database or its write-ahead log, which is all that must survive.
static const char *stored_name(const char *path) {
    if (!directory || strncmp(path, directory, strlen(directory)) != 0) return NULL;
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    return strncmp(name, "duplex.db", 9) == 0 && !strstr(name, "-shm") ? name : NULL;
}

static const char *name_of(int descriptor) {
    int is_known = descriptor >= 0 && descriptor < descriptor_max && names[descriptor][0];
    return is_known ? names[descriptor] : NULL;
}

static int open_recorded(const char *path, int flags, int mode) {
    int descriptor = real_open(path, flags, mode);
    if (descriptor >= 0 && descriptor < descriptor_max) {
        const char *name = stored_name(path);
        strncpy(names[descriptor], name ? name : "", name_size - 1);
    }
    return descriptor;
}

int open(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    int mode = va_arg(arguments, int);
    va_end(arguments);
    return open_recorded(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    int mode = va_arg(arguments, int);
    va_end(arguments);
    return open_recorded(path, flags, mode);
}

int close(int descriptor) {
    if (name_of(descriptor)) names[descriptor][0] = 0;
    return real_close(descriptor);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off_t offset) {
    ssize_t written = real_pwrite(descriptor, bytes, count, offset);
    if (written > 0 && name_of(descriptor)) record('W', name_of(descriptor), offset, bytes, written);
    return written;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    return pwrite64(descriptor, bytes, count, offset);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    if (descriptor == STDOUT_FILENO) record('A', "", 0, bytes, count);
    return real_write(descriptor, bytes, count);
}

static int sync_recorded(int descriptor, int (*real_sync)(int)) {
    const char *name = name_of(descriptor);
    if (name && failing_file && strcmp(name, failing_file) == 0 && ++sync_count == failing_sync) {
        record('X', name, 0, NULL, 0);
        errno = EIO;
        return -1;
    }
    int result = real_sync(descriptor);
    if (result == 0 && name) record('S', name, 0, NULL, 0);
    return result;
}

int fsync(int descriptor) { return sync_recorded(descriptor, real_fsync); }

int fdatasync(int descriptor) { return sync_recorded(descriptor, real_fdatasync); }

int ftruncate64(int descriptor, off_t length) {
    int result = real_ftruncate(descriptor, length);
    if (result == 0 && name_of(descriptor)) record('T', name_of(descriptor), length, NULL, 0);
    return result;
}

int ftruncate(int descriptor, off_t length) { return ftruncate64(descriptor, length); }

int unlink(const char *path) {
    int result = real_unlink(path);
    if (result == 0 && stored_name(path)) record('U', stored_name(path), 0, NULL, 0);
    return result;
}
