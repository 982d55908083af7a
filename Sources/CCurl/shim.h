#pragma once
#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo are variadic, which Swift can't call; one function for each kind of argument.

static inline CURLcode batchwatch_curl_set_number(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode batchwatch_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode batchwatch_curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode batchwatch_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode batchwatch_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(handle, option, value);
}

// Enumerations in libcurl 7.88, macros of a long in 8.14: Swift sees other types in each.
static const long batchwatch_curl_netrc_ignored = CURL_NETRC_IGNORED;
static const long batchwatch_curl_encryption_none = CURLUSESSL_NONE;
static const long batchwatch_curl_encryption_try = CURLUSESSL_TRY;
static const long batchwatch_curl_encryption_all = CURLUSESSL_ALL;
static const long batchwatch_curl_tls10 = CURL_SSLVERSION_TLSv1_0;
static const long batchwatch_curl_tls11 = CURL_SSLVERSION_TLSv1_1;
static const long batchwatch_curl_tls12 = CURL_SSLVERSION_TLSv1_2;
static const long batchwatch_curl_tls13 = CURL_SSLVERSION_TLSv1_3;

typedef size_t (*batchwatch_curl_bytes)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode batchwatch_curl_set_function(CURL *handle, CURLoption option, batchwatch_curl_bytes function) {
  return curl_easy_setopt(handle, option, function);
}

static inline CURLcode batchwatch_curl_set_progress(CURL *handle, curl_xferinfo_callback function) {
  return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, function);
}

static inline long batchwatch_curl_number(CURL *handle, CURLINFO information) {
  long value = 0;
  curl_easy_getinfo(handle, information, &value);
  return value;
}

static inline CURL *batchwatch_curl_message_handle(CURLMsg *message) { return message->easy_handle; }
static inline CURLcode batchwatch_curl_message_result(CURLMsg *message) { return message->data.result; }
