// The peer of CheckToken.swift: the same work in plain C, on the same file.
//     check_token FILE ROUNDS
#include "../Peers/token.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(int argc, char **argv) {
    if (argc != 3) return 64;
    FILE *file = fopen(argv[1], "r");
    if (!file) return 3;
    static char lines[10000][512];
    static size_t counts[10000];
    char first[256];
    int total = 0;
    if (!fgets(first, sizeof first, file)) return 3;
    while (total < 10000 && fgets(lines[total], 512, file)) {
        counts[total] = strcspn(lines[total], "\n");
        total++;
    }
    uint8_t raw[32];
    for (int i = 0; i < 32; i++) sscanf(first + 2 * i, "%2hhx", &raw[i]);
    mac_key key;
    set_key(&key, raw);
    int rounds = atoi(argv[2]);
    long accepted = 0;
    clock_t begin = clock();
    for (int round = 0; round < rounds; round++)
        for (int i = 0; i < total; i++) {
            claims out = {0};
            uint8_t token[320];
            accepted +=
                check(lines[i], counts[i], &key, token, &out) && out.organisation == 1042;
        }
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    if (accepted != (long)total * rounds) return 2;
    printf("{\"checks\":%ld,\"cpu_seconds\":%f}\n", accepted, seconds);
    return 0;
}
