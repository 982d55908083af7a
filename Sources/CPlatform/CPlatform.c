#include "CPlatform.h"

static int count;
static char **arguments;

// glibc gives a program's constructors what it gives to main.
__attribute__((constructor)) static void keep_arguments(int argc, char **argv) {
  count = argc;
  arguments = argv;
}

int batchwatch_argument_count(void) { return count; }
char **batchwatch_arguments(void) { return arguments; }
