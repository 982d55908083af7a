// What a record costs at least: a C program that commits the rows of one `batchwatch stage` to the same schema, with the
// same durability, and replaces the batch's file as batchwatch does while passes come, without a flush. It reads no configuration, checks nothing and
// computes no metrics: the file's text is compiled in (prom.h, made by the benchmark from what batchwatch wrote).
//
//   reference stage DATABASE FILE JOURNAL FRAMES BATCH STAGE DONE TOTAL
//   reference peak COMMAND…
//
// JOURNAL is wal, delete, persist or truncate; FRAMES is the length of a write-ahead log at which it is copied back.
// `peak` runs a command and prints the kilobytes of its largest resident set. (A child of the Python driver begins
// with the driver's own, so that it can't tell.)
#define _GNU_SOURCE
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "prom.h"

static sqlite3 *database;
static int logged_frames;

static void fail(const char *what) {
  fprintf(stderr, "reference: %s: %s\n", what, database ? sqlite3_errmsg(database) : "");
  exit(1);
}

static int on_commit(void *context, sqlite3 *handle, const char *name, int frames) {
  (void)context, (void)handle, (void)name;
  logged_frames = frames;
  return SQLITE_OK;
}

static void execute(const char *sql) {
  if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK) fail(sql);
}

static sqlite3_stmt *prepare(const char *sql) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK) fail(sql);
  return statement;
}

static sqlite3_int64 finish(sqlite3_stmt *statement) {
  int code = sqlite3_step(statement);
  sqlite3_int64 result = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
  while (code == SQLITE_ROW) code = sqlite3_step(statement);
  if (code != SQLITE_DONE) fail("step");
  sqlite3_finalize(statement);
  return result;
}

static void open_database(const char *path, const char *journal) {
  if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) fail(path);
  sqlite3_busy_timeout(database, 10000);
  if (strcmp(journal, "wal") == 0) {
    int one = 1;
    sqlite3_file_control(database, "main", SQLITE_FCNTL_PERSIST_WAL, &one);
    sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    sqlite3_wal_hook(database, on_commit, NULL);
  } else if (strcmp(journal, "delete") != 0) {
    char pragma[64];
    snprintf(pragma, sizeof pragma, "PRAGMA journal_mode = %s", journal);
    execute(pragma);
  }
  execute("PRAGMA synchronous = FULL");
}

static void commit(const char *batch, const char *stage, sqlite3_int64 done, sqlite3_int64 total) {
  struct timespec clock;
  clock_gettime(CLOCK_REALTIME, &clock);
  sqlite3_int64 now = clock.tv_sec * 1000LL + clock.tv_nsec / 1000000;
  char record[32];
  snprintf(record, sizeof record, "%020lld", (long long)clock.tv_sec * 1000000000LL + clock.tv_nsec);

  execute("BEGIN IMMEDIATE");
  sqlite3_stmt *statement =
      prepare("UPDATE batches SET revision = revision + 1, last_record = ?2 WHERE name = ?1 RETURNING newest_run");
  sqlite3_bind_text(statement, 1, batch, -1, SQLITE_STATIC);
  sqlite3_bind_text(statement, 2, record, -1, SQLITE_STATIC);
  sqlite3_int64 run = finish(statement);

  statement = prepare(
      "INSERT INTO run_stages(run, name, position, state, completion, done, total, started_at, ended_at, reported_at)"
      " VALUES(?1, ?2, 0, 'running', ?3, ?4, ?5, ?6, NULL, ?6)"
      " ON CONFLICT DO UPDATE SET state = 'running', completion = ?3, done = ?4, total = ?5, reported_at = ?6");
  sqlite3_bind_int64(statement, 1, run);
  sqlite3_bind_text(statement, 2, stage, -1, SQLITE_STATIC);
  sqlite3_bind_double(statement, 3, (double)done / (double)total);
  sqlite3_bind_int64(statement, 4, done);
  sqlite3_bind_int64(statement, 5, total);
  sqlite3_bind_int64(statement, 6, now);
  finish(statement);

  statement = prepare("UPDATE runs SET progress_at = max(progress_at, ?2) WHERE id = ?1");
  sqlite3_bind_int64(statement, 1, run);
  sqlite3_bind_int64(statement, 2, now);
  finish(statement);
  execute("COMMIT");
}

static void replace(const char *path) {
  char draft[4096];
  snprintf(draft, sizeof draft, "%s.%d.new", path, (int)getpid());
  int file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (file < 0 || fchmod(file, 0644) != 0) fail(draft);
  if (write(file, prom, sizeof prom - 1) != (ssize_t)sizeof prom - 1) fail(draft);
  close(file);
  if (rename(draft, path) != 0) fail(path);
}

static int peak(char **command) {
  pid_t child = fork();
  if (child < 0) fail("fork");
  if (child == 0) {
    execv(command[0], command);
    _exit(127);
  }
  int status;
  struct rusage usage;
  if (wait4(child, &status, 0, &usage) != child) fail("wait4");
  printf("%ld\n", usage.ru_maxrss);
  return status != 0;
}

int main(int count, char **arguments) {
  if (count > 2 && strcmp(arguments[1], "peak") == 0) return peak(arguments + 2);
  if (count != 10 || strcmp(arguments[1], "stage") != 0) fail("wrong arguments");
  open_database(arguments[2], arguments[4]);
  commit(arguments[6], arguments[7], atoll(arguments[8]), atoll(arguments[9]));
  if (strcmp(arguments[4], "wal") == 0 && logged_frames >= atoi(arguments[5]))
    sqlite3_wal_checkpoint_v2(database, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  sqlite3_close(database);
  replace(arguments[3]);
  return 0;
}
