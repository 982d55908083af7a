#include "CPlatform.h"

#include <spawn.h>

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
