#pragma once
// prctl(2) takes variable arguments, which Swift cannot call.
#include <sys/prctl.h>
#include <sys/resource.h>

/// Makes this program's memory unreadable to others of the same user, and keeps it out of core
/// files. 0 where both took.
static inline int clinux_keep_memory_private(void) {
    const struct rlimit none = {0, 0};
    const int undumpable = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    const int coreless = setrlimit(RLIMIT_CORE, &none);
    return undumpable == 0 && coreless == 0 ? 0 : -1;
}

#include <spawn.h>

// glibc 2.34; its header shows it under _GNU_SOURCE only, without which Swift imports it.
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);

/// Has a program to be started inherit no open file from `first` on.
static inline int clinux_add_close_from(posix_spawn_file_actions_t *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}
