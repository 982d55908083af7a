#pragma once
// What Swift can't take from glibc's headers itself: macros, variadic functions and _GNU_SOURCE symbols.

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static inline int batchwatch_wait_exited(int status) { return WIFEXITED(status); }
static inline int batchwatch_wait_exit_status(int status) { return WEXITSTATUS(status); }
static inline int batchwatch_wait_stopped(int status) { return WIFSTOPPED(status); }
static inline int batchwatch_wait_signaled(int status) { return WIFSIGNALED(status); }
static inline int batchwatch_wait_signal(int status) { return WTERMSIG(status); }

// si_pid, which Swift can't see in its union.
static inline pid_t batchwatch_signal_sender(const siginfo_t *information) { return information->si_pid; }

// Undoes that SIGCHLD is ignored, or that children leave no status; both are inherited. Notes whether it was ignored.
void batchwatch_take_child_ends(void);

// Swift has no fork(2), since a copy of a process with several threads has their locks and not them. A command has one.
static inline pid_t batchwatch_fork(void) { return fork(); }

// Closes every descriptor from `first` on; close_range(2), Linux 5.9.
static inline void batchwatch_close_all(unsigned first) { (void)syscall(SYS_close_range, first, ~0U, 0); }

// Closes the descriptors from `first` to `last`.
static inline void batchwatch_close_between(int first, int last) {
  if (first <= last) (void)syscall(SYS_close_range, (unsigned)first, (unsigned)last, 0);
}

// A descriptor that reads the signals of `set`, which the caller has blocked; signalfd(2).
static inline int batchwatch_signal_descriptor(const sigset_t *set) {
  return signalfd(-1, set, SFD_CLOEXEC | SFD_NONBLOCK);
}

// Gives a file or directory a name that must be free: renameat2(2) with RENAME_NOREPLACE, whose header, stdio.h, would
// take other declarations away from the importers of Glibc.
static inline int batchwatch_rename_to_free_name(const char *source, const char *target) {
  return (int)syscall(SYS_renameat2, AT_FDCWD, source, AT_FDCWD, target, 1);
}

// A descriptor that can be read when the process has ended, whichever thread waits; pidfd_open(2), Linux 5.3.
static inline int batchwatch_process_descriptor(pid_t process) {
  return (int)syscall(SYS_pidfd_open, process, 0);
}

// The argument vector as the kernel gave it. Swift's runtime looks for it before the environment, and finds nothing
// when a preloaded library (libfaketime) has moved that.
int batchwatch_argument_count(void);
char **batchwatch_arguments(void);

static inline char **batchwatch_environment(void) { return environ; }

// The child of posix_spawn(3) closes every descriptor from `first` on; glibc 2.34. `actions` is a
// posix_spawn_file_actions_t: with its header, Swift would find types here that differ from its own.
int batchwatch_close_from(void *actions, int first);

// open(2) as SQLite calls it, but it waits neither for a FIFO nor for a file that another program has leased, and reads
// nothing but files. Directories stay open to it, which it flushes, and the devices that it names itself.
int batchwatch_open_file_or_directory(const char *path, int flags, int mode);

// Locks of the open file description (fcntl(2), F_OFD_SETLK): they end with the descriptor, not with any descriptor
// of the same file, so threads of one process exclude each other too. Returns 0, or -1 with errno set.
static inline int batchwatch_lock_range(int descriptor, int type, long long offset, long long length, int wait) {
  struct flock lock = {.l_type = (short)type, .l_whence = SEEK_SET, .l_start = offset, .l_len = length, .l_pid = 0};
  return fcntl(descriptor, wait ? F_OFD_SETLKW : F_OFD_SETLK, &lock);
}

// What tells one making of a file or directory from every other, and one state of a directory's names from another;
// statx(2), which knows when a file was made, and is _GNU_SOURCE. Nanoseconds since the epoch.
struct batchwatch_identity {
  unsigned long long device;
  unsigned long long inode;
  long long born;
  long long changed;
};

// Follows a symbolic link at the path's end or, with AT_SYMLINK_NOFOLLOW, describes it. Returns 0, or -1 where the file
// system doesn't tell all of it.
static inline int batchwatch_identify(const char *path, int flags, struct batchwatch_identity *identity) {
  struct statx status;
  const unsigned wanted = STATX_INO | STATX_CTIME | STATX_BTIME;
  if (statx(AT_FDCWD, path, flags, wanted, &status) != 0) return -1;
  if ((status.stx_mask & wanted) != wanted) return -1;
  identity->device = (unsigned long long)status.stx_dev_major << 32 | status.stx_dev_minor;
  identity->inode = status.stx_ino;
  identity->born = status.stx_btime.tv_sec * 1000000000LL + status.stx_btime.tv_nsec;
  identity->changed = status.stx_ctime.tv_sec * 1000000000LL + status.stx_ctime.tv_nsec;
  return 0;
}

// Lets the kernel begin to write what a file holds, and waits for nothing; sync_file_range(2), _GNU_SOURCE.
static inline void batchwatch_begin_writing(int descriptor) {
  (void)sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
}

// The number of the file system's kind, from statfs(2); 0 where it can't be told.
static inline long batchwatch_file_system_kind(const char *path) {
  struct statfs status;
  return statfs(path, &status) == 0 ? (long)status.f_type : 0;
}

static inline void batchwatch_keep_freed_memory(void) {
  mallopt(M_TRIM_THRESHOLD, 16 << 20);
  mallopt(M_TOP_PAD, 512 << 10);
}

// What a command begins with.
struct batchwatch_start {
  // argv, ended by a null pointer; the program is looked up in PATH.
  char *const *arguments;
  // What becomes its standard output and standard error; -1 for what we have ourselves.
  int output;
  int errors;
  // Whether it leads a process group of its own.
  int own_group;
  // The socket on which it says `group NUMBER` once it leads that, before it begins; -1 for none.
  int companion;
  // The signals that are blocked. Ignored are those that were ignored when we began.
  const sigset_t *mask;
};

// Starts a command. Returns its process, or -1 with the reason in `error`. It is killed when we are; the caller must have
// a single thread.
pid_t batchwatch_start_command(const struct batchwatch_start *start, int *error);

// Starts the process that notes which signals come to our process group; every signal must be blocked. Returns -1 where
// that can't be. Only one at a time.
pid_t batchwatch_start_canary(void);
void batchwatch_end_canary(pid_t canary);
// Whether a signal has come to it since it was last asked.
int batchwatch_canary_noted(int signal);

// Ignores the signals of a failing write, SIGPIPE and SIGXFSZ, and notes which of them were ignored before.
void batchwatch_ignore_write_signals(void);
// Whether SIGPIPE was.
int batchwatch_broken_pipe_was_ignored(void);

// Two ends of a stream of bytes, closed on exec.
int batchwatch_socket_pair(int ends[2]);

// Sends bytes with a descriptor, or reads bytes; `descriptor` is then one that came with them, or as it was. A count, or -1.
ssize_t batchwatch_send_with(int socket, const void *bytes, size_t count, int descriptor);
ssize_t batchwatch_receive(int socket, void *bytes, size_t count, int *descriptor);

// Where a byte stands last; -1 where it doesn't. memrchr(3).
long batchwatch_last_byte(const void *bytes, int byte, size_t count);

// syslog(3).
void batchwatch_log_to_system(int priority, const char *text);

// mkostemp(3) of a file that is closed on exec.
int batchwatch_make_temporary(char *template);

// The send side of a socket that must not keep us waiting.
ssize_t batchwatch_send_now(int descriptor, const void *bytes, size_t count);
// SIGALRM each so many milliseconds, from now on; 0 ends that. It interrupts a call that waits.
void batchwatch_tick(int milliseconds);
// Whether SIGALRM came since this was last asked.
int batchwatch_took_tick(void);

// Has SIGHUP, SIGINT and SIGTERM interrupt a call that waits, and be kept, but for those that are ignored; or, with 0, end
// the process again.
void batchwatch_keep_ending_signals(int keep);
// The first that came; 0 for none.
int batchwatch_ending_signal(void);


// Moves up to `length` bytes from one descriptor to another, of which one is a pipe; splice(2).
static inline long batchwatch_splice(int from, int to, size_t length) {
  return splice(from, 0, to, 0, length, SPLICE_F_MOVE);
}
