// The seals and hashes of a bundle in plain C over libcrypto, from the file `passes` of a folder:
// a display record for each pass, two look-up hashes, what a later delta compares, the sections and
// their SHA-256.
//     make_bundle_c FOLDER
#include "bundle.h"
#include <time.h>

typedef struct {
    part token, texts[5];
    const uint8_t *id, *entry;
} pass;

typedef struct {
    uint8_t *bytes;
    size_t count;
} section;

static part read_whole(const char *path) {
    struct stat found;
    int file = open(path, O_RDONLY);
    if (file < 0 || fstat(file, &found) != 0) FAIL(path);
    uint8_t *bytes = malloc((size_t)found.st_size + 1);
    if (!bytes || read(file, bytes, (size_t)found.st_size) != found.st_size) FAIL(path);
    close(file);
    bytes[found.st_size] = 0;
    return (part){bytes, (uint64_t)found.st_size};
}

static const uint8_t *read_pass(const uint8_t *at, pass *out) {
    out->token = (part){at + 2, big_endian(at, 2)};
    out->id = out->token.at + out->token.count;
    out->entry = out->id + 10;
    at = out->entry + 36;
    for (int i = 0; i < 5; i++, at += out->texts[i - 1].count + 1)
        out->texts[i] = (part){at + 1, at[0]};
    return at;
}

static size_t pad(const pass *of, uint8_t out[1024]) {
    uint8_t *at = out + 2;
    *at++ = 0x87;
    for (int i = 0; i < 5; i++) {
        uint64_t count = i < 4 ? of->texts[i].count : 0;
        if (count < 24) *at++ = (uint8_t)(0x60 | count);
        else *at++ = 0x78, *at++ = (uint8_t)count;
        memcpy(at, of->texts[i].at, count);
        at += count;
    }
    *at++ = 0x80, *at++ = 0x80;
    size_t used = (size_t)(at - out), size = 128;
    put(out, used - 2, 2);
    while (size < used) size *= 2;
    memset(at, 0, size - used);
    return size;
}

static void authenticate(const mac_key *key, part first, part second, uint8_t out[32]) {
    SHA256_CTX state = key->inner;
    SHA256_Update(&state, first.at, first.count);
    SHA256_Update(&state, second.at, second.count);
    SHA256_Final(out, &state);
    state = key->outer;
    SHA256_Update(&state, out, 32);
    SHA256_Final(out, &state);
}

// HKDF with one extraction for both keys of a record.
static void display_keys(const pass *of, uint8_t cipher[32], uint8_t nonces[32]) {
    static const char *const infos[] = {"gatepass/1 display\1", "gatepass/1 display nonce\1"};
    uint8_t salt[64] = {0}, extracted[32];
    mac_key key;
    memcpy(salt, of->id, 10);
    set_padded_key(&key, salt);
    authenticate(
        &key, (part){of->token.at + of->token.count - 32, 32}, (part){salt, 0}, extracted);
    set_key(&key, extracted);
    authenticate(&key, (part){(const uint8_t *)infos[0], 19}, (part){salt, 0}, cipher);
    authenticate(&key, (part){(const uint8_t *)infos[1], 25}, (part){salt, 0}, nonces);
}

static void seal(const pass *of, EVP_CIPHER_CTX *context, section *into) {
    uint8_t key[32], nonce[32], padded[1024], *out = into->bytes + into->count;
    int written = 0, count = (int)pad(of, padded);
    mac_key nonces;
    display_keys(of, key, nonce);
    set_key(&nonces, nonce);
    authenticate(&nonces, (part){of->entry, 26}, (part){padded, (uint64_t)count}, nonce);
    memcpy(out, nonce, 12);
    if (EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), NULL, key, out) != 1
        || EVP_EncryptUpdate(context, NULL, &written, of->entry, 26) != 1
        || EVP_EncryptUpdate(context, out + 12, &written, padded, count) != 1
        || EVP_EncryptFinal_ex(context, out + 12 + count, &written) != 1
        || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, out + 12 + count) != 1)
        FAIL("seal");
    into->count += (size_t)count + 28;
}

static void look_up(const mac_key *key, const uint8_t *message, size_t count, uint8_t out[8]) {
    uint8_t digest[32];
    authenticate(key, (part){message, count}, (part){message, 0}, digest);
    memcpy(out, digest, 8);
}

static void add_rows(const pass *of, const mac_key *key, section *into) {
    uint8_t number[32] = {1}, employee[300] = {3}, *row = into->bytes + into->count;
    size_t digits = 1;
    for (uint64_t i = 0; i < of->texts[0].count; i++)
        if (of->texts[0].at[i] != '-') number[digits++] = of->texts[0].at[i];
    put(employee + 1, 1042, 4);
    memcpy(employee + 5, of->texts[4].at, of->texts[4].count);
    look_up(key, number, digits, row);
    memcpy(row + 8, of->entry, 8);
    look_up(key, employee, 5 + of->texts[4].count, row + 16);
    memcpy(row + 24, of->entry, 8);
    into->count += 32;
}

// Index and hash of all that the bundle says of a pass.
static void add_snapshot(
    const pass *of, part record, const uint8_t *rows, section *into) {
    uint8_t counts[4], digest[32], *row = into->bytes + into->count;
    SHA256_CTX state;
    put(counts, record.count, 2);
    put(counts + 2, 2, 2);
    SHA256_Init(&state);
    SHA256_Update(&state, of->entry, 36);
    SHA256_Update(&state, counts, 4);
    SHA256_Update(&state, record.at, record.count);
    SHA256_Update(&state, rows, 8);
    SHA256_Update(&state, rows + 16, 8);
    SHA256_Final(digest, &state);
    memcpy(row, of->entry, 8);
    memcpy(row + 8, digest, 8);
    into->count += 16;
}

static int by_entry(const void *left, const void *right) {
    return memcmp(((const pass *)left)->entry, ((const pass *)right)->entry, 8);
}

static int by_row(const void *left, const void *right) { return memcmp(left, right, 16); }

int main(int argc, char **argv) {
    if (argc != 2) return 64;
    part file = read_whole(in_folder(argv[1], "passes"));
    part secrets = read_whole(in_folder(argv[1], "secrets"));
    uint8_t raw[32], hash[32];
    mac_key key;
    size_t count = 0, room = file.count / 150 + 1;
    pass *all = malloc(room * sizeof *all);
    for (int i = 0; i < 32; i++) sscanf((const char *)secrets.at + 65 + 2 * i, "%2hhx", &raw[i]);
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    clock_t start = clock();
    for (const uint8_t *at = file.at; at < file.at + file.count; count++)
        at = read_pass(at, &all[count]);
    qsort(all, count, sizeof *all, by_entry);
    section manifest = {malloc(count * 36), 0}, display = {malloc(count * 1056), count * 4};
    section lookup = {malloc(count * 32), 0}, snapshot = {malloc(count * 16), 0};
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    set_key(&key, raw);
    for (size_t i = 0; i < count; i++) {
        memcpy(manifest.bytes + manifest.count, all[i].entry, 36);
        manifest.count += 36;
        const uint8_t *record = display.bytes + display.count;
        seal(&all[i], context, &display);
        put(display.bytes + i * 4, display.count - count * 4, 4);
        add_rows(&all[i], &key, &lookup);
        const uint64_t sealed = (uint64_t)(display.bytes + display.count - record);
        add_snapshot(
            &all[i], (part){record, sealed}, lookup.bytes + lookup.count - 32, &snapshot);
    }
    qsort(lookup.bytes, count * 2, 16, by_row);
    section sections[] = {manifest, display, lookup};
    for (int i = 0; i < 3; i++) sha256(sections[i].bytes, sections[i].count, hash);
    printf(
        "{\"passes\":%zu,\"cpu_seconds\":%f}\n", count,
        (double)(clock() - start) / CLOCKS_PER_SEC);
    return 0;
}
