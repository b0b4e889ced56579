#pragma once
// prctl(2) takes variable arguments, which Swift cannot call; adjtimex(2) is in no module of Glibc.
// No header that declares struct stat: its fields would belong to this module or to Glibc, as a
// build's order has it, and files that import Glibc alone would not compile.
#include <errno.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/timex.h>
#include <unistd.h>

/// Makes this program's memory unreadable to others of the same user, and keeps it out of core
/// files. 0 where both took.
static inline int clinux_keep_memory_private(void) {
    const struct rlimit none = {0, 0};
    const int undumpable = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    const int coreless = setrlimit(RLIMIT_CORE, &none);
    return undumpable == 0 && coreless == 0 ? 0 : -1;
}

/// 1 where both of the above hold.
static inline int clinux_memory_is_private(void) {
    struct rlimit core;
    return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 && getrlimit(RLIMIT_CORE, &core) == 0
        && core.rlim_cur == 0;
}

/// Whether the kernel's clock is disciplined by NTP or the like: 1 yes, 0 no, -1 not to be learnt.
static inline int clinux_clock_is_synchronised(void) {
    struct timex clock = {0};
    const int state = adjtimex(&clock);
    if (state < 0) return -1;
    return state != TIME_ERROR && !(clock.status & STA_UNSYNC);
}

// glibc 2.34; its header shows it under _GNU_SOURCE only, without which Swift imports it.
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);

/// Has a program to be started inherit no open file from `first` on.
static inline int clinux_add_close_from(posix_spawn_file_actions_t *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

// As above.
extern int pipe2(int ends[2], int flags);

// As above.
extern int memfd_create(const char *name, unsigned int flags);

/// An empty file without a place on any disk, which other programs do not inherit; -1 with errno.
static inline int clinux_memory_file(const char *name) {
    return memfd_create(name, 1 /* MFD_CLOEXEC */);
}

/// The reading end of a pipe that holds these bytes, as many as it takes at once; or -errno.
/// `flags` are those of pipe2(2), O_NONBLOCK among them.
static inline int clinux_filled_pipe(const void *bytes, size_t count, int flags) {
    int ends[2];
    if (pipe2(ends, flags) != 0) return -errno;
    const ssize_t written = write(ends[1], bytes, count);
    (void)written;
    close(ends[1]);
    return ends[0];
}
