#pragma once
#include <sqlite3.h>

// Swift can't call variadic functions or read function-like macros; these stand for the few that the tracker needs.

static inline int batchwatch_sqlite_no_checkpoint_on_close(sqlite3 *database) {
  return sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}

static inline int batchwatch_sqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, int length) {
  return sqlite3_bind_text(statement, index, text, length, SQLITE_TRANSIENT);
}

static inline int batchwatch_sqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int length) {
  return sqlite3_bind_blob(statement, index, bytes, length, SQLITE_TRANSIENT);
}

static inline void batchwatch_sqlite_prepare_for_one_transaction(void) {
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  sqlite3_config(SQLITE_CONFIG_PAGECACHE, (void *)0, 0, 0);
}

// In CPlatform: the headers that it needs would give Swift types that differ from those of others.
int batchwatch_open_file_or_directory(const char *path, int flags, int mode);

// Lets SQLite open files that way in the whole process. Returns SQLITE_OK, or SQLite's code where it can't be replaced.
static inline int batchwatch_sqlite_guard_opening(void) {
  sqlite3_vfs *unix_files = sqlite3_vfs_find("unix");
  if (!unix_files || unix_files->iVersion < 3 || !unix_files->xSetSystemCall) return SQLITE_NOTFOUND;
  return unix_files->xSetSystemCall(unix_files, "open", (sqlite3_syscall_ptr)batchwatch_open_file_or_directory);
}
