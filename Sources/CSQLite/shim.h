#pragma once
#include <sqlite3.h>

// What Swift cannot say: macros that cast numbers to pointers, and functions with variable arguments.

static inline int duplex_sqlite3_bind_text(sqlite3_stmt *statement, int index, const void *text, sqlite3_uint64 count) {
    const char *start = count ? (const char *)text : "";
    return sqlite3_bind_text64(statement, index, start, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

// An empty blob needs an address, or it would be bound as NULL.
static inline int duplex_sqlite3_bind_blob(sqlite3_stmt *statement, int index, const void *blob, sqlite3_uint64 count) {
    return sqlite3_bind_blob64(statement, index, count ? blob : "", count, SQLITE_TRANSIENT);
}

// Closing the last connection then leaves the write-ahead log as it is.
static inline int duplex_sqlite3_leave_wal_on_close(sqlite3 *database) {
    return sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}
