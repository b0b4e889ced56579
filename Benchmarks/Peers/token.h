// A GP1 text to claims in plain C over libcrypto: Base32, CBOR, HMAC-SHA256 with the key's
// mid-state kept. What the programs beside ours check tokens with; the same refusals as ours.
#pragma once
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    uint64_t expires, not_before, organisation, route, kind, entries;
    uint8_t cti[12], label[36];
    uint16_t zones[16];
    int zone_count, label_count;
} claims;

typedef struct {
    const uint8_t *at, *end;
    int bad;
} cursor;

static uint64_t head(cursor *c, int *kind) {
    if (c->at >= c->end) return c->bad = 1, 0;
    uint8_t first = *c->at++;
    *kind = first >> 5;
    int small = first & 31;
    if (small < 24) return small;
    if (small > 27) return c->bad = 1, 0;
    int width = 1 << (small - 24);
    if (c->end - c->at < width) return c->bad = 1, 0;
    uint64_t value = 0;
    for (int i = 0; i < width; i++) value = value << 8 | *c->at++;
    static const uint64_t floors[] = {23, 0xFF, 0xFFFF, 0xFFFFFFFF};
    if (value <= floors[small - 24]) c->bad = 1;
    return value;
}

// Checks one whole item: shortest form, ascending keys, depth, UTF-8 left to the labels.
static void skip(cursor *c, int depth) {
    int kind = 0;
    uint64_t n = head(c, &kind);
    while (!c->bad && kind == 6) n = head(c, &kind);
    if (c->bad) return;
    switch (kind) {
    case 2:
    case 3:
        if (n > (uint64_t)(c->end - c->at)) c->bad = 1;
        else c->at += n;
        return;
    case 4:
        if (depth >= 4) { c->bad = 1; return; }
        while (n-- && !c->bad) skip(c, depth + 1);
        return;
    case 5: {
        if (depth >= 4) { c->bad = 1; return; }
        const uint8_t *before = NULL;
        size_t before_count = 0;
        while (n-- && !c->bad) {
            const uint8_t *key = c->at;
            skip(c, depth + 1);
            size_t count = c->at - key;
            if (before) {
                size_t shorter = count < before_count ? count : before_count;
                int order = memcmp(before, key, shorter);
                if (order > 0 || (order == 0 && before_count >= count)) c->bad = 1;
            }
            before = key;
            before_count = count;
            skip(c, depth + 1);
        }
        return;
    }
    default: return;
    }
}

static const uint8_t *bytes(cursor *c, uint64_t *count) {
    int kind = 0;
    *count = head(c, &kind);
    if (c->bad || kind != 2 || *count > (uint64_t)(c->end - c->at)) return c->bad = 1, NULL;
    const uint8_t *start = c->at;
    c->at += *count;
    return start;
}

static uint64_t number(cursor *c) {
    int kind = 0;
    uint64_t value = head(c, &kind);
    if (kind != 0) c->bad = 1;
    return value;
}

static int read_claims(const uint8_t *payload, size_t count, claims *out) {
    cursor whole = {payload, payload + count, 0};
    skip(&whole, 0);
    if (whole.bad || whole.at != whole.end) return 0;
    cursor c = {payload, payload + count, 0};
    int kind = 0;
    uint64_t length = 0;
    if (head(&c, &kind) != 4 || kind != 5 || number(&c) != 4) return 0;
    out->expires = number(&c);
    if (number(&c) != 5) return 0;
    out->not_before = number(&c);
    if (number(&c) != 7) return 0;
    const uint8_t *cti = bytes(&c, &length);
    if (!cti || length != 12) return 0;
    memcpy(out->cti, cti, 12);
    if (head(&c, &kind) != 65536 || kind != 1) return 0;
    uint64_t pairs = head(&c, &kind);
    if (kind != 5) return 0;
    while (pairs-- && !c.bad) {
        switch (number(&c)) {
        case 0: out->kind = number(&c); break;
        case 1:
            out->zone_count = (int)head(&c, &kind);
            if (kind != 4 || out->zone_count > 16) return 0;
            for (int i = 0; i < out->zone_count; i++) out->zones[i] = (uint16_t)number(&c);
            break;
        case 3: out->organisation = number(&c); break;
        case 4:
            length = head(&c, &kind);
            if (kind != 3 || length > 36) return 0;
            memcpy(out->label, c.at, length);
            c.at += length;
            break;
        case 5: out->route = number(&c); break;
        case 8: out->entries = number(&c); break;
        default: return 0;
        }
    }
    return !c.bad && out->not_before < out->expires;
}

static int base32(const char *text, size_t count, uint8_t *out) {
    uint64_t block = 0;
    int bits = 0, written = 0;
    for (size_t i = 0; i < count; i++) {
        uint8_t ch = (uint8_t)text[i], upper = ch & 0xDF, value;
        if (upper >= 'A' && upper <= 'Z') value = upper - 'A';
        else if (ch >= '2' && ch <= '7') value = ch - '2' + 26;
        else return -1;
        block = block << 5 | value;
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            out[written++] = (uint8_t)(block >> bits);
        }
    }
    return block & ((1u << bits) - 1) ? -1 : written;
}

typedef struct { SHA256_CTX inner, outer; } mac_key;

static void set_padded_key(mac_key *key, const uint8_t raw[64]) {
    uint8_t pad[64];
    for (int i = 0; i < 64; i++) pad[i] = raw[i] ^ 0x36;
    SHA256_Init(&key->inner);
    SHA256_Update(&key->inner, pad, 64);
    for (int i = 0; i < 64; i++) pad[i] ^= 0x36 ^ 0x5c;
    SHA256_Init(&key->outer);
    SHA256_Update(&key->outer, pad, 64);
}

static void set_key(mac_key *key, const uint8_t raw[32]) {
    uint8_t padded[64] = {0};
    memcpy(padded, raw, 32);
    set_padded_key(key, padded);
}

// Bytes of the token, written into `token` of 320, where its tag is right; else 0.
static int check(
    const char *text, size_t count, const mac_key *key, uint8_t *token, claims *out) {
    uint8_t expected[32];
    if (count < 4 || count > 515 || memcmp(text, "GP1", 3) != 0) return 0;
    int total = base32(text + 3, count - 3, token);
    if (total < 0) return 0;
    cursor whole = {token, token + total, 0};
    skip(&whole, 0);
    if (whole.bad || whole.at != whole.end) return 0;
    cursor c = {token, token + total, 0};
    int kind = 0;
    if (head(&c, &kind) != 17 || kind != 6 || head(&c, &kind) != 4 || kind != 4) return 0;
    uint64_t header_count, payload_count, tag_count;
    const uint8_t *header = bytes(&c, &header_count);
    if (!header || header_count != 8 || head(&c, &kind) != 0 || kind != 5) return 0;
    if (memcmp(header, "\xA2\x01\x05\x04\x43\x01\x00\x07", 8) != 0) return 0;
    const uint8_t *payload = bytes(&c, &payload_count);
    if (!payload || payload_count < 1 || payload_count > 255) return 0;
    const uint8_t *tag = bytes(&c, &tag_count);
    if (!tag || tag_count != 32) return 0;
    uint8_t start[7] = {0x84, 0x64, 'M', 'A', 'C', '0', 0x48};
    uint8_t middle[3] = {0x40, 0x58, (uint8_t)payload_count};
    SHA256_CTX state = key->inner;
    SHA256_Update(&state, start, 7);
    SHA256_Update(&state, header, 8);
    SHA256_Update(&state, middle, 3);
    SHA256_Update(&state, payload, payload_count);
    SHA256_Final(expected, &state);
    state = key->outer;
    SHA256_Update(&state, expected, 32);
    SHA256_Final(expected, &state);
    if (CRYPTO_memcmp(expected, tag, 32) != 0 || !read_claims(payload, payload_count, out))
        return 0;
    return total;
}
