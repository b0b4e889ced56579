// libcurl, whose settings take any type; here is one call for each type that we use.
#pragma once
#include <curl/curl.h>

static inline CURLcode ccurl_set_number(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ccurl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ccurl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ccurl_set_fields(CURL *handle, struct curl_slist *value) {
    return curl_easy_setopt(handle, CURLOPT_HTTPHEADER, value);
}

typedef size_t (*ccurl_bytes)(char *bytes, size_t one, size_t count, void *context);

static inline CURLcode ccurl_on_body(CURL *handle, ccurl_bytes take, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take);
    return code ? code : curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
}

static inline CURLcode ccurl_on_field(CURL *handle, ccurl_bytes take, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take);
    return code ? code : curl_easy_setopt(handle, CURLOPT_HEADERDATA, context);
}

static inline CURLcode ccurl_read_body(CURL *handle, ccurl_bytes give, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_READFUNCTION, give);
    return code ? code : curl_easy_setopt(handle, CURLOPT_READDATA, context);
}

typedef int (*ccurl_progress)(void *context, curl_off_t toTake, curl_off_t taken,
                              curl_off_t toSend, curl_off_t sent);

static inline CURLcode ccurl_on_progress(CURL *handle, ccurl_progress ask, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    if (!code) code = curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, ask);
    return code ? code : curl_easy_setopt(handle, CURLOPT_XFERINFODATA, context);
}

static inline CURLcode ccurl_status(CURL *handle, long *status) {
    return curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, status);
}
