// Stands in for two parts of Swift's runtime that work before main, at every start of the command, and that it has no
// use for: together a twentieth of a record's CPU time.
//
// - The finder of the command line reads and parses /proc/self/maps. The same words come from the arguments that glibc
//   gives to constructors (CPlatform).
// - The set-up of backtraces looks through the symbol table and eight paths for the program `swift-backtrace`, which is
//   no part of an installed batchwatch. A fatal error still prints its message.
//
// The linker takes a part out of a static library only for a symbol that nothing before has defined. These are all that
// others ask of those two; were another one missing, both would be linked, and the linker would say that they clash.
// They are hidden, so that a debug build, with the runtime as a shared library, leaves that as it is. Only the command
// has them: a program that uses the library has its runtime whole.
#include "CStartup.h"

#include "CPlatform.h"

#define HIDDEN __attribute__((visibility("hidden")))

HIDDEN char **_swift_stdlib_getUnsafeArgvArgc(int *count);
HIDDEN void _swift_stdlib_overrideUnsafeArgvArgc(char **arguments, int count);
HIDDEN _Bool _swift_backtrace_isThunkFunction(const char *name);

char **_swift_stdlib_getUnsafeArgvArgc(int *count) {
  *count = batchwatch_argument_count();
  return batchwatch_arguments();
}

void _swift_stdlib_overrideUnsafeArgvArgc(char **arguments, int count) { (void)arguments, (void)count; }

_Bool _swift_backtrace_isThunkFunction(const char *name) {
  (void)name;
  return 0;
}

// The runtime's settings of backtraces, which it reads when it reports a fatal error: 0 is off, everywhere. They have 88
// bytes in Swift 6.3.
HIDDEN long long _swift_backtraceSettings[64];
