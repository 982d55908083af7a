#include "CPlatform.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

static int count;
static char **arguments;

// glibc gives a program's constructors what it gives to main.
__attribute__((constructor)) static void keep_arguments(int argc, char **argv) {
  count = argc;
  arguments = argv;
}

int batchwatch_argument_count(void) { return count; }
char **batchwatch_arguments(void) { return arguments; }

int batchwatch_close_from(void *actions, int first) {
  return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

int batchwatch_open_file_or_directory(const char *path, int flags, int mode) {
  const int descriptor = open(path, flags | O_NONBLOCK | O_NOCTTY, (mode_t)mode);
  // What is open for writing too neither waits nor reads as a file when it is none: each call on it fails.
  if (descriptor < 0 || (flags & O_ACCMODE) != O_RDONLY) return descriptor;
  struct stat status;
  if (fstat(descriptor, &status) == 0) {
    if (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)) return descriptor;
    if (S_ISCHR(status.st_mode) && (strcmp(path, "/dev/null") == 0 || strcmp(path, "/dev/urandom") == 0)) {
      return descriptor;
    }
  }
  close(descriptor);
  errno = ENXIO;
  return -1;
}

int batchwatch_make_temporary(char *template) { return mkostemp(template, O_CLOEXEC); }

void batchwatch_log_to_system(int priority, const char *text) {
  openlog("batchwatch", LOG_PID, LOG_CRON);
  syslog(priority, "%s", text);
}
