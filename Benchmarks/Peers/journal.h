// A gate's journal in plain C: the same rows, chain, codes, table and key file as ours, each commit
// with FULL and the key file written after it.
#pragma once
#include "bundle.h"
#include <ctype.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <time.h>

typedef struct {
    sqlite3 *database;
    sqlite3_stmt *newest, *past, *single, *elsewhere, *insertion, *mark, *new_mark, *heard;
    int key_file;
    uint64_t number;
    uint8_t key[32], hash[32], boot[16];
    uint64_t boot_seconds;
} journal;

// What a row says; the rest is the same in every row of these programs.
typedef struct {
    uint64_t at, index, sequence, gate, version;
    const uint8_t *digest;
} event;

static inline sqlite3_stmt *prepare(sqlite3 *database, const char *sql) {
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK)
        FAIL(sqlite3_errmsg(database));
    return statement;
}

static inline void run_sql(sqlite3 *database, const char *sql) {
    if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK) FAIL(sqlite3_errmsg(database));
}

static inline void open_journal(const char *folder, journal *out) {
    out->key_file = open(in_folder(folder, "journal.key"), O_RDWR | O_CLOEXEC);
    if (out->key_file < 0) FAIL("journal.key");
    if (sqlite3_open_v2(
            in_folder(folder, "journal.db"), &out->database,
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        FAIL("journal.db");
    sqlite3_db_config(out->database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
    run_sql(out->database, "PRAGMA synchronous=FULL");
    out->newest = prepare(out->database, "SELECT n, h FROM row ORDER BY n DESC LIMIT 1");
    out->past =
        prepare(
            out->database,
            "SELECT sum((use >> 2 & 3) - 1), max(use >> 5), max(CASE WHEN use & 3 THEN n END),"
            " max(CASE WHEN use & 16 THEN n END) FROM row WHERE pass = ?1 AND use IS NOT NULL");
    out->single = prepare(out->database, "SELECT bytes FROM row WHERE n = ?1");
    out->elsewhere = prepare(
        out->database, "SELECT gate, use, at FROM heard_row WHERE pass = ?1 ORDER BY at");
    out->heard = prepare(out->database, "SELECT gate, at FROM heard");
    out->mark = prepare(out->database, "SELECT mark, boot, boot_s, offset_s FROM clock");
    out->new_mark = prepare(
        out->database,
        "INSERT INTO clock (id, mark, boot, boot_s, offset_s, accepted_bundle)"
        " VALUES (1, ?1, ?2, ?3, 0, 0)"
        " ON CONFLICT (id) DO UPDATE SET mark = ?1, boot = ?2, boot_s = ?3");
    out->insertion = prepare(
        out->database,
        "INSERT INTO row (n, bytes, h, m, pass, use) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
}

static inline void step_key(journal *of) {
    SHA256_CTX state;
    SHA256_Init(&state);
    SHA256_Update(&state, "gatepass/1 step", 15);
    SHA256_Update(&state, of->key, 32);
    SHA256_Final(of->key, &state);
    of->number++;
}

// The clocks against the mark of the last row; one that cannot be believed is no matter of speed.
static inline void read_clocks(journal *of) {
    char text[36];
    struct timespec boot;
    int count = 0, file = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    if (file < 0 || read(file, text, 36) != 36) FAIL("boot_id");
    close(file);
    memset(of->boot, 0, 16);
    for (int i = 0; i < 36; i++) {
        if (text[i] == '-') continue;
        int digit = isdigit(text[i]) ? text[i] - '0' : text[i] - 'a' + 10;
        of->boot[count / 2] = (uint8_t)(of->boot[count / 2] << 4 | digit), count++;
    }
    clock_gettime(CLOCK_BOOTTIME, &boot);
    of->boot_seconds = (uint64_t)boot.tv_sec;
    if (sqlite3_step(of->mark) == SQLITE_ROW) {
        int64_t expected = sqlite3_column_int64(of->mark, 0);
        if (sqlite3_column_bytes(of->mark, 1) == 16
            && memcmp(sqlite3_column_blob(of->mark, 1), of->boot, 16) == 0)
            expected += (int64_t)of->boot_seconds - sqlite3_column_int64(of->mark, 2);
        int64_t differs = (int64_t)time(NULL) + sqlite3_column_int64(of->mark, 3) - expected;
        if (differs < -600 || differs > 86400) FAIL("the clock");
    }
    sqlite3_reset(of->mark);
}

static inline void begin(journal *of) {
    uint8_t block[64], check[32];
    if (flock(of->key_file, LOCK_EX) != 0 || pread(of->key_file, block, 64, 0) != 64)
        FAIL("journal.key");
    sha256(block, 48, check);
    if (memcmp(check, block + 48, 16) != 0) FAIL("journal.key is damaged");
    of->number = big_endian(block + 8, 8);
    memcpy(of->key, block + 16, 32);
    run_sql(of->database, "BEGIN IMMEDIATE");
    uint64_t last = 0;
    memset(of->hash, 0, 32);
    if (sqlite3_step(of->newest) == SQLITE_ROW) {
        last = (uint64_t)sqlite3_column_int64(of->newest, 0);
        memcpy(of->hash, sqlite3_column_blob(of->newest, 1), 32);
    }
    sqlite3_reset(of->newest);
    while (sqlite3_step(of->heard) == SQLITE_ROW) continue;
    sqlite3_reset(of->heard);
    read_clocks(of);
    while (of->number < last + 1) step_key(of);
    if (of->number != last + 1) FAIL("rows are gone");
}

static inline void commit(journal *of) {
    uint8_t block[64], check[32];
    sqlite3_bind_int64(of->new_mark, 1, (sqlite3_int64)time(NULL));
    sqlite3_bind_blob(of->new_mark, 2, of->boot, 16, SQLITE_STATIC);
    sqlite3_bind_int64(of->new_mark, 3, (sqlite3_int64)of->boot_seconds);
    if (sqlite3_step(of->new_mark) != SQLITE_DONE) FAIL(sqlite3_errmsg(of->database));
    sqlite3_reset(of->new_mark);
    run_sql(of->database, "COMMIT");
    memcpy(block, "GPJKEY1\n", 8);
    put(block + 8, of->number, 8);
    memcpy(block + 16, of->key, 32);
    sha256(block, 48, check);
    memcpy(block + 48, check, 16);
    if (pwrite(of->key_file, block, 64, 0) != 64) FAIL("journal.key");
    flock(of->key_file, LOCK_UN);
}

// Empties the log where the next program would have to read half a megabyte of it.
static inline void settle(const char *folder, journal *of) {
    struct stat found;
    if (stat(in_folder(folder, "journal.db-wal"), &found) == 0 && found.st_size > 128 * 4120)
        sqlite3_wal_checkpoint_v2(
            of->database, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}

static inline uint64_t entries(journal *of, uint64_t index) {
    sqlite3_bind_int64(of->past, 1, (sqlite3_int64)index);
    if (sqlite3_step(of->past) != SQLITE_ROW) FAIL("history");
    uint64_t count = (uint64_t)sqlite3_column_int64(of->past, 0);
    sqlite3_int64 moved = sqlite3_column_int64(of->past, 2);
    sqlite3_reset(of->past);
    if (moved > 0) {
        sqlite3_bind_int64(of->single, 1, moved);
        if (sqlite3_step(of->single) != SQLITE_ROW) FAIL("the last move");
        sqlite3_reset(of->single);
    }
    sqlite3_bind_int64(of->elsewhere, 1, (sqlite3_int64)index);
    while (sqlite3_step(of->elsewhere) == SQLITE_ROW) count++;
    sqlite3_reset(of->elsewhere);
    return count;
}

static inline void chain(const uint8_t *row, int count, uint8_t hash[32]) {
    SHA256_CTX state;
    SHA256_Init(&state);
    SHA256_Update(&state, "gatepass/1 row", 14);
    SHA256_Update(&state, hash, 32);
    SHA256_Update(&state, row, (size_t)count);
    SHA256_Final(hash, &state);
}

static inline void insert(
    journal *into, const uint8_t *row, int count, sqlite3_int64 pass, sqlite3_int64 use) {
    uint8_t code[32];
    mac_key key;
    chain(row, count, into->hash);
    set_key(&key, into->key);
    SHA256_Update(&key.inner, into->hash, 32);
    SHA256_Final(code, &key.inner);
    SHA256_Update(&key.outer, code, 32);
    SHA256_Final(code, &key.outer);
    sqlite3_stmt *to = into->insertion;
    sqlite3_bind_int64(to, 1, (sqlite3_int64)into->number);
    sqlite3_bind_blob(to, 2, row, count, SQLITE_STATIC);
    sqlite3_bind_blob(to, 3, into->hash, 32, SQLITE_STATIC);
    sqlite3_bind_blob(to, 4, code, 32, SQLITE_STATIC);
    sqlite3_bind_int64(to, 5, pass);
    sqlite3_bind_int64(to, 6, use);
    if (sqlite3_step(to) != SQLITE_DONE) FAIL(sqlite3_errmsg(into->database));
    sqlite3_reset(to);
    step_key(into);
}

static inline uint8_t *cbor(uint8_t *at, int kind, uint64_t value) {
    int width = value < 24 ? 0 : value < 256 ? 1 : value < 65536 ? 2 : value >> 32 ? 8 : 4;
    *at++ = (uint8_t)(kind << 5 | (width ? 24 + __builtin_ctz((unsigned)width) : (int)value));
    put(at, value, width);
    return at + width;
}

// The row of an entry admitted inward.
static inline void add(journal *to, const event *what) {
    uint8_t row[256], *at = row;
    *at++ = 0xAD;
    at = cbor(cbor(at, 0, 0), 0, to->number);
    at = cbor(cbor(at, 0, 1), 0, what->at);
    at = cbor(cbor(at, 0, 2), 0, 1);
    at = cbor(cbor(at, 0, 4), 2, 8);
    put(at, what->index, 8);
    at = cbor(cbor(at + 8, 0, 5), 0, 1);
    at = cbor(cbor(at, 0, 7), 0, 1);
    at = cbor(cbor(at, 0, 10), 0, what->sequence);
    at = cbor(cbor(at, 0, 11), 2, 16);
    memcpy(at, what->digest, 16);
    at = cbor(cbor(at + 16, 0, 12), 0, what->gate);
    at = cbor(cbor(at, 0, 13), 0, what->version);
    at = cbor(cbor(at, 0, 14), 0, 1);
    at = cbor(cbor(at, 0, 15), 3, 2);
    *at++ = 'O', *at++ = 'K';
    at = cbor(cbor(at, 0, 17), 0, 1);
    insert(to, row, (int)(at - row), (sqlite3_int64)what->index, 1 | 2 << 2);
}
