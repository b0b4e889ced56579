// The people of one registry inserted into the empty table of another, row by row in one
// transaction with FULL, in plain C over SQLite. Reading them beforehand is not counted.
//     insert_people FROM.sqlite TO.sqlite
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define FAIL(what) (fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, what), exit(3))

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

static sqlite3 *open_registry(const char *path) {
    sqlite3 *db = NULL;
    if (sqlite3_open(path, &db) != SQLITE_OK) FAIL(path);
    return db;
}

static void run_sql(sqlite3 *db, const char *sql) {
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) FAIL(sqlite3_errmsg(db));
}

int main(int count, char **words) {
    if (count != 3) FAIL("usage: insert_people FROM.sqlite TO.sqlite");
    sqlite3 *from = open_registry(words[1]), *to = open_registry(words[2]);
    sqlite3_stmt *row = NULL, *insert = NULL;
    if (sqlite3_prepare_v2(from, "SELECT * FROM people ORDER BY id", -1, &row, NULL))
        FAIL("people");
    int columns = sqlite3_column_count(row);
    size_t used = 0, room = 0;
    sqlite3_value **values = NULL;
    while (sqlite3_step(row) == SQLITE_ROW) {
        if (used + columns > room) {
            room = room * 2 + 1024 * columns;
            values = realloc(values, room * sizeof *values);
        }
        for (int i = 0; i < columns; i++)
            values[used++] = sqlite3_value_dup(sqlite3_column_value(row, i));
    }
    char sql[256] = "INSERT INTO people VALUES (?";
    size_t length = 28;
    for (int i = 1; i < columns; i++) length += sprintf(sql + length, ",?");
    sprintf(sql + length, ")");
    double start = seconds();
    run_sql(to, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; BEGIN IMMEDIATE");
    if (sqlite3_prepare_v2(to, sql, -1, &insert, NULL) != SQLITE_OK) FAIL(sqlite3_errmsg(to));
    for (size_t at = 0; at < used; at += columns) {
        for (int i = 0; i < columns; i++) sqlite3_bind_value(insert, i + 1, values[at + i]);
        if (sqlite3_step(insert) != SQLITE_DONE) FAIL(sqlite3_errmsg(to));
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    run_sql(to, "COMMIT");
    double took = seconds() - start;
    printf("{\"rows\": %zu, \"seconds\": %.6f}\n", used / columns, took);
    return 0;
}
