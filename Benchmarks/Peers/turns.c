// Runs two programs in turn, each time with the next line of a file on standard input, and prints
// what each run took from start to exit: microseconds of wall and of CPU, and the peak memory.
//     turns ROUNDS LINES A [ARGUMENT…] -- B [ARGUMENT…]
// A program of its own, since starting others from Python takes longer than they run.
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

typedef struct {
    double *wall, *cpu, *peak;
} runs;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static double microseconds(struct timeval time) {
    return (double)time.tv_sec * 1e6 + (double)time.tv_usec;
}

static void run(char **command, const char *line, runs *into, int round) {
    int ends[2], status;
    pid_t child;
    struct rusage used;
    posix_spawn_file_actions_t actions;
    if (pipe2(ends, O_CLOEXEC) != 0 || write(ends[1], line, strlen(line)) < 0) exit(3);
    close(ends[1]);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[0], 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    double start = now();
    if (posix_spawn(&child, command[0], &actions, NULL, command, environ) != 0) exit(3);
    if (wait4(child, &status, 0, &used) != child || status != 0) {
        fprintf(stderr, "%s ended with %d\n", command[0], status);
        exit(2);
    }
    into->wall[round] = now() - start;
    into->cpu[round] = microseconds(used.ru_utime) + microseconds(used.ru_stime);
    into->peak[round] = (double)used.ru_maxrss;
    posix_spawn_file_actions_destroy(&actions);
    close(ends[0]);
}

static void print(const char *name, const double *values, int count, const char *end) {
    printf("\"%s\":[", name);
    for (int i = 0; i < count; i++) printf("%s%.1f", i ? "," : "", values[i]);
    printf("]%s", end);
}

int main(int argc, char **argv) {
    int rounds = argc > 4 ? atoi(argv[1]) : 0, split = 3;
    while (split < argc && strcmp(argv[split], "--") != 0) split++;
    FILE *lines = rounds > 0 && split + 1 < argc ? fopen(argv[2], "r") : NULL;
    if (!lines) return 64;
    argv[split] = NULL;
    runs first = {calloc(rounds, 8), calloc(rounds, 8), calloc(rounds, 8)};
    runs second = {calloc(rounds, 8), calloc(rounds, 8), calloc(rounds, 8)};
    char line[4096];
    for (int round = 0; round < rounds; round++) {
        if (!fgets(line, sizeof line, lines)) return 3;
        run(argv + 3, line, &first, round);
        run(argv + split + 1, line, &second, round);
    }
    printf("{");
    print("a_us", first.wall, rounds, ",");
    print("b_us", second.wall, rounds, ",");
    print("a_cpu_us", first.cpu, rounds, ",");
    print("b_cpu_us", second.cpu, rounds, ",");
    print("a_kb", first.peak, rounds, ",");
    print("b_kb", second.peak, rounds, "}\n");
    return 0;
}
