// pthread_setname_np is a GNU extension. The macro must not stand in the header: Swift would then see a second
// definition of the C library's types.
#define _GNU_SOURCE
#include "CCurl.h"
#include <pthread.h>

void ccurl_name_thread(const char *name) {
    pthread_setname_np(pthread_self(), name);
}
