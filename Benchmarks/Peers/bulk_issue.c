// What `pass issue` and `pass export --format png` do together, in plain C over libqrencode,
// libdeflate, libcrypto and SQLite: a pass for each person of a registry, its rows in the same
// tables, its code as a PNG in a ZIP archive. Two threads draw; this is the bound, not a product.
//     bulk_issue REGISTRY.sqlite OUT.zip ORGANISATION
//     bulk_issue png TEXTS     mean bytes of a PNG by libpng's default and by libdeflate level 1
#include "drawing.h"
#include "token.h"
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 2 };

typedef struct {
    long person, site;
    uint8_t id[10], token[320];
    int token_count;
    uint8_t *png;
    size_t png_count;
} pass;

typedef struct {
    pass *passes;
    long from, to;
} share;

static int put_head(uint8_t *at, int kind, uint64_t value) {
    if (value < 24) return at[0] = kind << 5 | value, 1;
    int width = value < 0x100 ? 1 : value < 0x10000 ? 2 : 4;
    at[0] = kind << 5 | (width == 1 ? 24 : width == 2 ? 25 : 26);
    for (int i = width; i > 0; i--, value >>= 8) at[i] = (uint8_t)value;
    return 1 + width;
}

static void seal_token(pass *of, const mac_key *key, uint64_t organisation, uint64_t now) {
    uint8_t payload[255], *at = payload;
    at += put_head(at, 5, 4);
    at += put_head(at, 0, 4), at += put_head(at, 0, now + 20 * 86400);
    at += put_head(at, 0, 5), at += put_head(at, 0, now);
    at += put_head(at, 0, 7), at += put_head(at, 2, 12);
    memcpy(at, of->id, 10), at[10] = 0, at[11] = 1, at += 12;
    at += put_head(at, 1, 65536), at += put_head(at, 5, 2);
    at += put_head(at, 0, 0), at += put_head(at, 0, 1);
    at += put_head(at, 0, 3), at += put_head(at, 0, organisation);
    uint8_t count = (uint8_t)(at - payload);
    static const uint8_t header[8] = "\xA2\x01\x05\x04\x43\x01\x00\x07";
    uint8_t start[7] = {0x84, 0x64, 'M', 'A', 'C', '0', 0x48}, middle[3] = {0x40, 0x58, count};
    uint8_t tag[32], *out = of->token;
    SHA256_CTX state = key->inner;
    SHA256_Update(&state, start, 7), SHA256_Update(&state, header, 8);
    SHA256_Update(&state, middle, 3), SHA256_Update(&state, payload, count);
    SHA256_Final(tag, &state);
    state = key->outer;
    SHA256_Update(&state, tag, 32), SHA256_Final(tag, &state);
    *out++ = 0xD1, *out++ = 0x84, *out++ = 0x48;
    memcpy(out, header, 8), out += 8;
    *out++ = 0xA0;
    out += put_head(out, 2, count);
    memcpy(out, payload, count), out += count;
    *out++ = 0x58, *out++ = 0x20;
    memcpy(out, tag, 32);
    of->token_count = (int)(out + 32 - of->token);
}

static void text_of(const pass *of, char *text) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint64_t block = 0;
    int bits = 0, count = 3;
    memcpy(text, "GP1", 3);
    for (int i = 0; i < of->token_count; i++) {
        block = block << 8 | of->token[i];
        for (bits += 8; bits >= 5; bits -= 5) text[count++] = digits[block >> (bits - 5) & 31];
    }
    if (bits > 0) text[count++] = digits[block << (5 - bits) & 31];
    text[count] = 0;
}

static void *draw_all(void *given) {
    const share *mine = given;
    struct libdeflate_compressor *with = libdeflate_alloc_compressor(1);
    uint8_t *image = NULL;
    char text[516];
    for (long i = mine->from; i < mine->to; i++) {
        pass *at = &mine->passes[i];
        int side = 0;
        text_of(at, text);
        QRcode *code = symbol(text);
        size_t count = draw(code, &image, &side);
        at->png_count = png_of(with, image, count, side, &at->png);
        QRcode_free(code);
    }
    libdeflate_free_compressor(with);
    free(image);
    return NULL;
}

static int sealed(EVP_CIPHER_CTX *with, const uint8_t *value, int count, uint8_t *out) {
    int written = 0;
    RAND_bytes(out, 12);
    if (EVP_EncryptInit_ex(with, NULL, NULL, NULL, out) != 1
        || EVP_EncryptUpdate(with, out + 12, &written, value, count) != 1
        || EVP_EncryptFinal_ex(with, out + 12 + written, &written) != 1
        || EVP_CIPHER_CTX_ctrl(with, EVP_CTRL_AEAD_GET_TAG, 16, out + 12 + count) != 1)
        FAIL("seal");
    return 28 + count;
}

static void run_sql(sqlite3 *db, const char *sql) {
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) FAIL(sqlite3_errmsg(db));
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
    sqlite3_stmt *made = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &made, NULL) != SQLITE_OK) FAIL(sqlite3_errmsg(db));
    return made;
}

static void store(sqlite3 *db, const pass *passes, long count, long organisation, long now) {
    static const uint8_t key[32] = "a key of the benchmark, no other";
    EVP_CIPHER_CTX *with = EVP_CIPHER_CTX_new();
    EVP_EncryptInit_ex(with, EVP_aes_256_gcm(), NULL, key, NULL);
    sqlite3_stmt *one = prepare(
        db, "INSERT INTO passes (id, number, kind, person, organisation, site, pass_index,"
            " pass_id_sealed, sequence, next_sequence) VALUES (?,?,1,?,?,?,?,?,1,2)");
    sqlite3_stmt *two = prepare(
        db, "INSERT INTO pass_tokens (pass, sequence, digest, token_sealed, epoch, key_group, nbf,"
            " exp, issued_at, status) VALUES (?,1,?,?,1,?,?,?,?,'active')");
    for (long i = 0; i < count; i++) {
        const pass *at = &passes[i];
        uint8_t index[32], digest[32], id[64], token[400];
        char number[32];
        SHA256(at->id, 10, index), SHA256(at->token, at->token_count, digest);
        snprintf(number, sizeof number, "310117%08ld0", i + 1);
        sqlite3_bind_int64(one, 1, i + 1);
        sqlite3_bind_text(one, 2, number, -1, SQLITE_STATIC);
        sqlite3_bind_int64(one, 3, at->person);
        sqlite3_bind_int64(one, 4, organisation);
        sqlite3_bind_int64(one, 5, at->site);
        sqlite3_bind_blob(one, 6, index, 8, SQLITE_STATIC);
        sqlite3_bind_blob(one, 7, id, sealed(with, at->id, 10, id), SQLITE_STATIC);
        sqlite3_bind_int64(two, 1, i + 1);
        sqlite3_bind_blob(two, 2, digest, 16, SQLITE_STATIC);
        sqlite3_bind_blob(
            two, 3, token, sealed(with, at->token, at->token_count, token), SQLITE_STATIC);
        sqlite3_bind_int64(two, 4, 1);
        sqlite3_bind_int64(two, 5, now);
        sqlite3_bind_int64(two, 6, now + 20 * 86400);
        sqlite3_bind_int64(two, 7, now);
        for (int j = 0; j < 2; j++) {
            sqlite3_stmt *row = j ? two : one;
            if (sqlite3_step(row) != SQLITE_DONE) FAIL(sqlite3_errmsg(db));
            sqlite3_reset(row);
        }
    }
    sqlite3_finalize(one), sqlite3_finalize(two);
    EVP_CIPHER_CTX_free(with);
}

static void little(uint8_t **at, uint64_t value, int count) {
    for (int i = 0; i < count; i++, value >>= 8) *(*at)++ = (uint8_t)value;
}

// Stored entries, as PNGs do not shrink.
static void write_zip(const char *path, const pass *passes, long count) {
    FILE *out = fopen(path, "wb");
    if (!out) FAIL(path);
    setvbuf(out, NULL, _IOFBF, 1 << 20);
    uint8_t *table = malloc(count * 80), *end = table, *at, local[64];
    uint32_t offset = 0;
    for (long i = 0; i < count; i++) {
        char name[32];
        int length = snprintf(name, sizeof name, "E%06ld.png", i);
        uint32_t sum = libdeflate_crc32(0, passes[i].png, passes[i].png_count);
        at = local;
        little(&at, 0x04034B50, 4), little(&at, 10, 2), little(&at, 0, 8), little(&at, sum, 4);
        little(&at, passes[i].png_count, 4), little(&at, passes[i].png_count, 4);
        little(&at, length, 2), little(&at, 0, 2);
        fwrite(local, 1, 30, out), fwrite(name, 1, length, out);
        fwrite(passes[i].png, 1, passes[i].png_count, out);
        little(&end, 0x02014B50, 4), little(&end, 10 << 16 | 10, 4), little(&end, 0, 8);
        little(&end, sum, 4), little(&end, passes[i].png_count, 4);
        little(&end, passes[i].png_count, 4), little(&end, length, 2), little(&end, 0, 12);
        little(&end, offset, 4), memcpy(end, name, length), end += length;
        offset += 30 + length + (uint32_t)passes[i].png_count;
    }
    fwrite(table, 1, end - table, out);
    at = local;
    little(&at, 0x06054B50, 4), little(&at, 0, 4), little(&at, count, 2), little(&at, count, 2);
    little(&at, end - table, 4), little(&at, offset, 4), little(&at, 0, 2);
    fwrite(local, 1, 22, out);
    if (fflush(out) != 0 || fsync(fileno(out)) != 0 || fclose(out) != 0) FAIL(path);
    free(table);
}

static void issue(const char *registry, const char *zip, long organisation) {
    sqlite3 *db = NULL;
    if (sqlite3_open(registry, &db) != SQLITE_OK) FAIL(registry);
    run_sql(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; BEGIN IMMEDIATE");
    long count = 0, room = 0, now = (long)time(NULL);
    pass *passes = NULL;
    mac_key key;
    set_key(&key, (const uint8_t *)"a key of the benchmark, no other");
    sqlite3_stmt *people = prepare(db, "SELECT id, site FROM people WHERE organisation = ?");
    sqlite3_bind_int64(people, 1, organisation);
    while (sqlite3_step(people) == SQLITE_ROW) {
        if (count == room) passes = realloc(passes, (room = room * 2 + 64) * sizeof *passes);
        pass *at = &passes[count++];
        at->person = sqlite3_column_int64(people, 0), at->site = sqlite3_column_int64(people, 1);
        RAND_bytes(at->id, 10);
        seal_token(at, &key, organisation, now);
    }
    sqlite3_finalize(people);
    pthread_t threads[THREADS];
    share shares[THREADS];
    for (int i = 0; i < THREADS; i++) {
        shares[i] = (share){passes, count * i / THREADS, count * (i + 1) / THREADS};
        pthread_create(&threads[i], NULL, draw_all, &shares[i]);
    }
    store(db, passes, count, organisation, now);
    run_sql(db, "COMMIT");
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    write_zip(zip, passes, count);
    sqlite3_close(db);
    printf("{\"passes\": %ld}\n", count);
}

int main(int count, char **words) {
    if (count == 3 && strcmp(words[1], "png") == 0) return sizes(words[2]), 0;
    if (count != 4) FAIL("usage: bulk_issue REGISTRY ZIP ORGANISATION");
    issue(words[1], words[2], atol(words[3]));
    return 0;
}
