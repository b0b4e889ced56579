// What `gate` does, in plain C over libcrypto and SQLite, on the same folder.
//     gate_c check STATE             one code from standard input: signature and seal of the
//                                    bundle, tag, manifest, display record, one row with FULL
//     gate_c bare STATE SECRETS      the same without signature, seal and record: the key is given
//     gate_c stream STATE SECRETS    each line of standard input, in commits of 512
//     gate_c rows STATE FROM         only the commits: the rows of FROM again, 512 at a time
//     gate_c verify STATE            SHA-256 over the rows of the journal
#include "journal.h"
#include <time.h>

typedef struct {
    bundle bundle;
    mac_key key;
    journal journal;
} gate;

typedef struct {
    claims claims;
    event event;
    uint8_t tag[32], digest[32];
    const char *refusal;
    long position;
} scan;

static void read_secret(const char *path, mac_key *out) {
    char line[66];
    uint8_t raw[32];
    FILE *file = fopen(path, "r");
    if (!file || !fgets(line, sizeof line, file)) FAIL("secrets");
    fclose(file);
    for (int i = 0; i < 32; i++) sscanf(line + 2 * i, "%2hhx", &raw[i]);
    set_key(out, raw);
}

static void tagged_hash(const char *purpose, part of, uint8_t out[32]) {
    SHA256_CTX state;
    SHA256_Init(&state);
    SHA256_Update(&state, purpose, strlen(purpose));
    SHA256_Update(&state, of.at, of.count);
    SHA256_Final(out, &state);
}

static void judge(const gate *at, const char *text, scan *out) {
    uint8_t token[320], index[32];
    uint64_t now = (uint64_t)time(NULL);
    memset(&out->claims, 0, sizeof out->claims);
    out->refusal = NULL;
    int count = check(text, strcspn(text, "\r\n"), &at->key, token, &out->claims);
    if (count == 0) { out->refusal = "BAD_TAG"; return; }
    memcpy(out->tag, token + count - 32, 32);
    tagged_hash("gatepass/1 idx", (part){out->claims.cti, 10}, index);
    tagged_hash("gatepass/1 tok", (part){token, (uint64_t)count}, out->digest);
    out->event = (event){
        now, big_endian(index, 8), big_endian(out->claims.cti + 10, 2), at->bundle.gate,
        at->bundle.version, out->digest};
    out->position = find(&at->bundle, out->event.index);
    const uint8_t *entry = at->bundle.sections[2].at + out->position * 36;
    if (now + 60 < out->claims.not_before) out->refusal = "NOT_YET_VALID";
    else if (now >= out->claims.expires + 60) out->refusal = "EXPIRED";
    else if (out->position < 0) out->refusal = "UNKNOWN_PASS";
    else if (entry[34] != 0 || entry[35] != 0) out->refusal = "REVOKED";
    else if (big_endian(entry + 8, 2) != out->event.sequence) out->refusal = "SUPERSEDED";
    else if (memcmp(entry + 10, out->digest, 16) != 0) out->refusal = "MANIFEST_MISMATCH";
}

static int display(const gate *at, const scan *of, uint8_t *out) {
    uint8_t bound[26], key[32];
    part section = at->bundle.sections[3];
    uint64_t table = at->bundle.sections[2].count / 9;
    uint64_t end = big_endian(section.at + of->position * 4, 4);
    uint64_t start = of->position ? big_endian(section.at + of->position * 4 - 4, 4) : 0;
    put(bound, of->event.index, 8);
    put(bound + 8, of->event.sequence, 2);
    memcpy(bound + 10, of->digest, 16);
    derive(
        (part){of->tag, 32}, (part){of->claims.cti, 10},
        (part){(const uint8_t *)"gatepass/1 display", 18}, key);
    open_seal(key, (part){section.at + table + start, end - start}, (part){bound, 26}, out);
    return (int)big_endian(out, 2);
}

// A text of a display record, which holds nothing that JSON escapes in these programs.
static void print_text(const char *mark, const char *name, cursor *from) {
    int kind = 0;
    uint64_t count = head(from, &kind);
    if (count == 0) printf("%s\"%s\":null", mark, name);
    else printf("%s\"%s\":\"%.*s\"", mark, name, (int)count, (const char *)from->at);
    from->at += count;
}

static void print(const gate *at, const scan *of, const uint8_t *shown, int count) {
    static const char *names[] = {"number", "name", "firm", "department", "plate"};
    printf(
        "{\"verdict\":\"%s\",\"code\":\"%s\",\"also\":[],"
        "\"title\":{\"zh\":\"放行\",\"en\":\"Admit\"},"
        "\"reason\":{\"zh\":\"核验通过。\",\"en\":\"All checks passed.\"},"
        "\"action\":{\"zh\":\"请通行。\",\"en\":\"Let them pass.\"},",
        of->refusal ? "DENY" : "ALLOW", of->refusal ? of->refusal : "OK");
    printf(
        "\"pass\":{\"index\":\"%016llx\",\"seq\":%llu,\"kind\":\"staff\",\"org\":%llu,"
        "\"label\":null,\"nbf\":%llu,\"exp\":%llu},\"display\":{",
        (unsigned long long)of->event.index, (unsigned long long)of->event.sequence,
        (unsigned long long)of->claims.organisation, (unsigned long long)of->claims.not_before,
        (unsigned long long)of->claims.expires);
    cursor c = {shown, shown + count, 0};
    int kind = 0;
    if (count > 0) head(&c, &kind);
    for (int i = 0; i < 5 && count > 0; i++) print_text(i ? "," : "", names[i], &c);
    printf(
        "},\"data_age_s\":%llu,\"bundle\":%llu,\"gate\":%llu,"
        "\"direction\":\"in\",\"at\":%llu,\"simulated\":false,\"elapsed_us\":0}\n",
        (unsigned long long)(of->event.at - at->bundle.version),
        (unsigned long long)at->bundle.version, (unsigned long long)at->bundle.gate,
        (unsigned long long)of->event.at);
}

static void record(gate *at, const scan *of) {
    if (of->refusal) FAIL(of->refusal);
    entries(&at->journal, of->event.index);
    add(&at->journal, &of->event);
}

static void check_one(const char *folder, const char *secrets) {
    static gate at;
    static scan found;
    char line[1024];
    uint8_t shown[1024];
    device own;
    int count = 0;
    read_device(folder, &own);
    open_bundle(folder, &at.bundle);
    if (secrets) read_secret(secrets, &at.key);
    else prove_signature(&at.bundle, &own), open_keys(&at.bundle, &own, &at.key);
    if (!fgets(line, sizeof line, stdin)) FAIL("no code");
    judge(&at, line, &found);
    open_journal(folder, &at.journal);
    begin(&at.journal);
    record(&at, &found);
    commit(&at.journal);
    if (!secrets) count = display(&at, &found, shown);
    print(&at, &found, shown + 2, count);
    fflush(stdout);
    settle(folder, &at.journal);
}

static void stream(const char *folder, const char *secrets) {
    static gate at;
    static scan group[512];
    char line[1024];
    int count = 0, more = 1;
    open_bundle(folder, &at.bundle);
    read_secret(secrets, &at.key);
    open_journal(folder, &at.journal);
    while (more) {
        more = fgets(line, sizeof line, stdin) != NULL;
        if (more) judge(&at, line, &group[count++]);
        if (count == 0 || (more && count < 512)) continue;
        begin(&at.journal);
        for (int i = 0; i < count; i++) record(&at, &group[i]);
        commit(&at.journal);
        for (int i = 0; i < count; i++) {
            uint8_t shown[1024];
            int length = display(&at, &group[i], shown);
            print(&at, &group[i], shown + 2, length);
        }
        fflush(stdout);
        count = 0;
    }
}

typedef struct {
    int count;
    uint8_t bytes[220];
    sqlite3_int64 pass, use;
} stored_row;

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void rows(const char *folder, const char *from) {
    static journal source, target;
    size_t count = 0, room = 1 << 16;
    stored_row *all = malloc(room * sizeof *all);
    open_journal(from, &source);
    sqlite3_stmt *read = prepare(source.database, "SELECT bytes, pass, use FROM row ORDER BY n");
    while (sqlite3_step(read) == SQLITE_ROW) {
        if (count == room) all = realloc(all, (room *= 2) * sizeof *all);
        all[count].count = sqlite3_column_bytes(read, 0);
        memcpy(all[count].bytes, sqlite3_column_blob(read, 0), (size_t)all[count].count);
        all[count].pass = sqlite3_column_int64(read, 1);
        all[count++].use = sqlite3_column_int64(read, 2);
    }
    sqlite3_finalize(read);
    open_journal(folder, &target);
    double start = seconds();
    clock_t used = clock();
    for (size_t i = 0; i < count; i++) {
        if (i % 512 == 0) begin(&target);
        insert(&target, all[i].bytes, all[i].count, all[i].pass, all[i].use);
        if (i % 512 == 511 || i + 1 == count) commit(&target);
    }
    printf(
        "{\"rows\":%zu,\"seconds\":%f,\"cpu_seconds\":%f}\n", count, seconds() - start,
        (double)(clock() - used) / CLOCKS_PER_SEC);
}

static void verify(const char *folder) {
    static journal of;
    uint8_t hash[32] = {0};
    uint64_t count = 0;
    open_journal(folder, &of);
    sqlite3_stmt *read = prepare(of.database, "SELECT n, bytes, h FROM row ORDER BY n");
    while (sqlite3_step(read) == SQLITE_ROW) {
        chain(sqlite3_column_blob(read, 1), sqlite3_column_bytes(read, 1), hash);
        if (sqlite3_column_int64(read, 0) != (sqlite3_int64)++count
            || memcmp(hash, sqlite3_column_blob(read, 2), 32) != 0)
            FAIL("a row was changed");
    }
    sqlite3_finalize(read);
    printf("{\"rows\":%llu}\n", (unsigned long long)count);
}

int main(int argc, char **argv) {
    const char *what = argc > 2 ? argv[1] : "";
    // Reading openssl.cnf takes about a millisecond, and ours does not.
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, NULL);
    if (!strcmp(what, "check")) check_one(argv[2], NULL);
    else if (!strcmp(what, "bare") && argc == 4) check_one(argv[2], argv[3]);
    else if (!strcmp(what, "stream") && argc == 4) stream(argv[2], argv[3]);
    else if (!strcmp(what, "rows") && argc == 4) rows(argv[2], argv[3]);
    else if (!strcmp(what, "verify")) verify(argv[2]);
    else return 64;
    return 0;
}
