#include "CRE2.h"

#include <re2/re2.h>

#include <memory>
#include <string>

struct batchwatch_re2 {
  RE2 expression;

  batchwatch_re2(const std::string &pattern, const RE2::Options &options) : expression(pattern, options) {}
};

batchwatch_re2 *batchwatch_re2_compile(const char *pattern, size_t length, int64_t memory) {
  try {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_never_capture(true);
    options.set_max_mem(memory);
    // Joined as Go's Alertmanager joins it: of `a)(b` that makes a pattern, by RE2::FullMatch it would be none.
    std::string whole = "^(?:";
    whole.append(pattern, length);
    whole.append(")$");
    auto compiled = std::make_unique<batchwatch_re2>(whole, options);
    return compiled->expression.ok() ? compiled.release() : nullptr;
  } catch (...) {
    return nullptr;
  }
}

int batchwatch_re2_matches(const batchwatch_re2 *pattern, const char *text, size_t length) {
  try {
    return RE2::PartialMatch(re2::StringPiece(text, length), pattern->expression) ? 1 : 0;
  } catch (...) {
    return -1;
  }
}

void batchwatch_re2_free(batchwatch_re2 *pattern) {
  try {
    delete pattern;
  } catch (...) {
  }
}
