#include "CPlatform.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>

// The signals whose actions we change, and whether they came to us ignored.
static const int changed[3] = {SIGPIPE, SIGXFSZ, SIGCHLD};
static int ignored_before[3];

// The child itself says it: when it has begun we may be killed before we could, and what it has started would stay.
static void announce_group(int companion) {
  char line[32];
  const int length = snprintf(line, sizeof line, "group %d\n", (int)getpid());
  send(companion, line, length, MSG_DONTWAIT | MSG_NOSIGNAL);
}

// Between vfork and exec the child shares our memory and nothing else: descriptors, masks, signal actions and groups are
// its own. posix_spawn(3) can neither ignore a signal nor ask for the signal of a parent's death.
pid_t batchwatch_start_command(const struct batchwatch_start *start, int *error) {
  const pid_t parent = getpid();
  volatile int failure = 0;
  const pid_t process = vfork();
  if (process != 0) {
    if (process < 0) failure = errno;
    *error = failure;
    return failure == 0 ? process : (process > 0 ? (waitpid(process, 0, 0), -1) : -1);
  }
  if (start->own_group) setpgid(0, 0);
  if (start->own_group && start->companion >= 0) announce_group(start->companion);
  // Whoever kills us means the command: it can't go on without its reader, and nobody would learn how it ended.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent && getppid() != 0) _exit(127);
  const int own[2] = {start->output, start->errors};
  for (int number = 0; number < 2; number++) {
    if (own[number] >= 0) dup2(own[number], number + 1);
  }
  for (int index = 0; index < 3; index++) signal(changed[index], ignored_before[index] ? SIG_IGN : SIG_DFL);
  sigprocmask(SIG_SETMASK, start->mask, 0);
  // A script without `#!` goes to /bin/sh, as from every shell.
  execvp(start->arguments[0], start->arguments);
  failure = errno;
  _exit(127);
}

static void note(int index) {
  struct sigaction action;
  if (sigaction(changed[index], 0, &action) == 0 && action.sa_handler == SIG_IGN) ignored_before[index] = 1;
}

void batchwatch_ignore_write_signals(void) {
  for (int index = 0; index < 2; index++) {
    note(index);
    signal(changed[index], SIG_IGN);
  }
}

void batchwatch_take_child_ends(void) {
  struct sigaction action;
  if (sigaction(SIGCHLD, 0, &action) != 0) return;
  if (action.sa_handler == SIG_IGN) ignored_before[2] = 1;
  if (action.sa_handler == SIG_IGN || action.sa_flags & SA_NOCLDWAIT) signal(SIGCHLD, SIG_DFL);
}

int batchwatch_broken_pipe_was_ignored(void) { return ignored_before[0]; }
