// A bundle file mapped and searched in place (Docs/gp1.md, section Bundle), its signature proved
// and its keys opened, as the programs beside ours do it in plain C.
#pragma once
#include "token.h"
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define FAIL(what) (fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, what), exit(3))

typedef struct {
    const uint8_t *at;
    uint64_t count;
} part;

typedef struct {
    part file, head, sections[5];
    uint64_t gate, version;
} bundle;

// device.keys: 8 bytes, seed 32, X25519 secret 32, gate 2, fingerprint 15, issuer's two keys.
typedef struct {
    uint8_t bytes[169];
} device;

static inline uint64_t big_endian(const uint8_t *at, int count) {
    uint64_t value = 0;
    for (int i = 0; i < count; i++) value = value << 8 | at[i];
    return value;
}

static inline void put(uint8_t *at, uint64_t value, int count) {
    for (int i = count; i-- > 0; value >>= 8) at[i] = (uint8_t)value;
}

// The one-shot SHA256() starts libcrypto's providers first, which takes half a millisecond.
static inline void sha256(const uint8_t *at, size_t count, uint8_t out[32]) {
    SHA256_CTX state;
    SHA256_Init(&state);
    SHA256_Update(&state, at, count);
    SHA256_Final(out, &state);
}

static inline const char *in_folder(const char *folder, const char *name) {
    static char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static inline void read_device(const char *folder, device *out) {
    uint8_t hash[32];
    int file = open(in_folder(folder, "device.keys"), O_RDONLY | O_CLOEXEC);
    if (file < 0 || read(file, out->bytes, 169) != 169) FAIL("device.keys");
    close(file);
    sha256(out->bytes, 153, hash);
    if (memcmp(hash, out->bytes + 153, 16) != 0) FAIL("device.keys is damaged");
}

static inline void open_bundle(const char *folder, bundle *out) {
    struct stat found;
    int kind = 0, file = open(in_folder(folder, "bundle.gpb"), O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &found) != 0) FAIL("bundle.gpb");
    out->file.count = (uint64_t)found.st_size;
    out->file.at = mmap(NULL, out->file.count, PROT_READ, MAP_PRIVATE, file, 0);
    close(file);
    if (out->file.at == MAP_FAILED || memcmp(out->file.at, "GPBNDL1\n", 8) != 0) FAIL("bundle");
    out->head.at = out->file.at + 76;
    out->head.count = big_endian(out->file.at + 72, 4);
    cursor c = {out->head.at, out->head.at + out->head.count, 0};
    uint64_t core_count;
    head(&c, &kind);
    const uint8_t *core = bytes(&c, &core_count);
    cursor inner = {core, core + core_count, 0};
    head(&inner, &kind), number(&inner), bytes(&inner, &core_count), number(&inner);
    out->gate = number(&inner);
    number(&inner), bytes(&inner, &core_count), number(&inner);
    out->version = number(&inner);
    const uint8_t *next = out->head.at + out->head.count;
    for (uint64_t left = head(&c, &kind); left > 0 && !c.bad; left--) {
        head(&c, &kind);
        uint64_t section = number(&c), count = number(&c), hash_count;
        bytes(&c, &hash_count);
        if (section < 5) out->sections[section] = (part){next, count};
        next += count;
    }
    if (c.bad || inner.bad || next != out->file.at + out->file.count) FAIL("bundle's head");
}

static inline void prove_signature(const bundle *from, const device *own) {
    uint8_t signed_bytes[18 + 65536];
    if (from->head.count > 65536) FAIL("a long head");
    memcpy(signed_bytes, "gatepass/1 bundle\0", 18);
    memcpy(signed_bytes + 18, from->head.at, from->head.count);
    EVP_PKEY *issuer =
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, own->bytes + 89, 32);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (EVP_DigestVerifyInit(context, NULL, NULL, NULL, issuer) != 1
        || EVP_DigestVerify(
               context, from->file.at + 8, 64, signed_bytes, 18 + from->head.count) != 1)
        FAIL("signature");
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(issuer);
}

// HKDF-SHA256 with one block of output.
static inline void derive(part input, part salt, part info, uint8_t out[32]) {
    uint8_t padded[64] = {0}, digest[32], one = 1;
    mac_key key;
    for (int round = 0; round < 2; round++) {
        if (round == 0 && salt.count > 64) FAIL("a long salt");
        memset(padded, 0, 64);
        memcpy(padded, round == 0 ? salt.at : digest, round == 0 ? salt.count : 32);
        set_padded_key(&key, padded);
        SHA256_CTX state = key.inner;
        part of = round == 0 ? input : info;
        SHA256_Update(&state, of.at, of.count);
        if (round == 1) SHA256_Update(&state, &one, 1);
        SHA256_Final(digest, &state);
        SHA256_Update(&key.outer, digest, 32);
        SHA256_Final(digest, &key.outer);
    }
    memcpy(out, digest, 32);
}

// Nonce, ciphertext, tag; gives the plaintext's length.
static inline int open_seal(const uint8_t key[32], part sealed, part bound, uint8_t *out) {
    int written = 0, count = (int)sealed.count - 28;
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    uint8_t tag[16], rest[16];
    memcpy(tag, sealed.at + 12 + count, 16);
    if (EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), NULL, key, sealed.at) != 1
        || (bound.count > 0
            && EVP_DecryptUpdate(context, NULL, &written, bound.at, (int)bound.count) != 1)
        || EVP_DecryptUpdate(context, out, &written, sealed.at + 12, count) != 1
        || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, tag) != 1
        || EVP_DecryptFinal_ex(context, rest, &written) != 1)
        FAIL("a seal");
    EVP_CIPHER_CTX_free(context);
    return count;
}

// The MAC key of the first key id in the sealed part.
static inline void open_keys(const bundle *from, const device *own, mac_key *out) {
    uint8_t shared[32], salt[64], info[25] = "gatepass/1 seal", key[32], plain[65536];
    size_t count = 32;
    part sealed = from->sections[1];
    if (sealed.count > 65536) FAIL("many keys");
    EVP_PKEY *mine = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, own->bytes + 40, 32);
    EVP_PKEY *theirs = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, sealed.at, 32);
    EVP_PKEY_CTX *agreement = EVP_PKEY_CTX_new(mine, NULL);
    memcpy(salt, sealed.at, 32);
    if (EVP_PKEY_derive_init(agreement) != 1 || EVP_PKEY_derive_set_peer(agreement, theirs) != 1
        || EVP_PKEY_derive(agreement, shared, &count) != 1
        || EVP_PKEY_get_raw_public_key(mine, salt + 32, &count) != 1)
        FAIL("X25519");
    EVP_PKEY_CTX_free(agreement);
    EVP_PKEY_free(mine);
    EVP_PKEY_free(theirs);
    put(info + 15, from->gate, 2);
    put(info + 17, from->version, 8);
    derive((part){shared, 32}, (part){salt, 64}, (part){info, 25}, key);
    int plain_count =
        open_seal(key, (part){sealed.at + 32, sealed.count - 32}, (part){NULL, 0}, plain);
    cursor c = {plain, plain + plain_count, 0};
    int kind = 0;
    uint64_t length;
    head(&c, &kind), head(&c, &kind), head(&c, &kind), bytes(&c, &length);
    const uint8_t *secret = bytes(&c, &length);
    if (c.bad || length != 32) FAIL("keys");
    set_key(out, secret);
}

// Position of an index; a guess by proportion first, as indexes are hashes. -1 for none.
static inline long find(const bundle *in, uint64_t index) {
    uint64_t low = 0, high = in->sections[2].count / 36, lowest = 0, highest = UINT64_MAX;
    for (int guesses = 8; low < high; guesses--) {
        uint64_t middle = low + (high - low) / 2;
        if (guesses > 0 && index >= lowest && highest > lowest) {
            uint64_t distance = index - lowest, most = highest - lowest - 1;
            if (distance > most) distance = most;
            middle =
                low + (uint64_t)((unsigned __int128)distance * (high - low) / (highest - lowest));
        }
        uint64_t found = big_endian(in->sections[2].at + middle * 36, 8);
        if (found == index) return (long)middle;
        if (found < index) low = middle + 1, lowest = found;
        else high = middle, highest = found;
    }
    return -1;
}
