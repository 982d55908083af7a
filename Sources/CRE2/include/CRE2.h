#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// RE2 (https://github.com/google/re2) for Swift: a few functions in C. No exception leaves them.

#ifdef __cplusplus
extern "C" {
#endif

/// A compiled regular expression.
typedef struct batchwatch_re2 batchwatch_re2;

/// Compiles `^(?:PATTERN)$` of UTF-8, as Alertmanager does.
/// - Parameter memory: the most bytes that the pattern and its matching may take.
/// - Returns: NULL for what is no pattern, or needs more memory.
batchwatch_re2 *batchwatch_re2_compile(const char *pattern, size_t length, int64_t memory);

/// Whether a text in UTF-8 matches as a whole, in time that grows with its length, whatever the pattern.
/// - Returns: 1, 0, or -1 where there was no memory to tell.
int batchwatch_re2_matches(const batchwatch_re2 *pattern, const char *text, size_t length);

void batchwatch_re2_free(batchwatch_re2 *pattern);

#ifdef __cplusplus
}
#endif
