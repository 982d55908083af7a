#include "CPlatform.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <sys/time.h>

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
static volatile sig_atomic_t ticked;
static volatile sig_atomic_t ending;

static void note_tick(int number) {
  (void)number;
  ticked = 1;
}

static void note_ending(int number) {
  if (!ending) ending = number;
}

// Without SA_RESTART, so that a call that waits says EINTR.
static void handle(int number, void (*handler)(int)) {
  struct sigaction action = {.sa_handler = handler};
  sigaction(number, &action, 0);
}

void batchwatch_tick(int milliseconds) {
  sigset_t alarms;
  sigemptyset(&alarms);
  sigaddset(&alarms, SIGALRM);
  handle(SIGALRM, note_tick);
  sigprocmask(SIG_UNBLOCK, &alarms, 0);
  const struct timeval interval = {milliseconds / 1000, milliseconds % 1000 * 1000};
  const struct itimerval timer = {interval, interval};
  setitimer(ITIMER_REAL, &timer, 0);
}

int batchwatch_took_tick(void) {
  const int took = ticked;
  ticked = 0;
  return took;
}

void batchwatch_keep_ending_signals(int keep) {
  const int numbers[] = {SIGHUP, SIGINT, SIGTERM};
  for (unsigned index = 0; index < sizeof numbers / sizeof *numbers; index++) {
    struct sigaction action;
    if (sigaction(numbers[index], 0, &action) != 0 || action.sa_handler == SIG_IGN) continue;
    handle(numbers[index], keep ? note_ending : SIG_DFL);
  }
}

int batchwatch_ending_signal(void) { return ending; }

long batchwatch_last_byte(const void *bytes, int byte, size_t count) {
  const char *found = count == 0 ? 0 : memrchr(bytes, byte, count);
  return found == 0 ? -1 : found - (const char *)bytes;
}
