#pragma once
// The filter of seccomp(2) that holds a program which works on hostile bytes. In C, because its
// instructions are macros and syscall(2) takes variable arguments, neither of which Swift can call.
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define CSECCOMP_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define CSECCOMP_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "add this machine's AUDIT_ARCH_ of linux/audit.h, and test it with the suite Confinement"
#endif

#define CSECCOMP_LOAD(field) \
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define CSECCOMP_ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define CSECCOMP_KILL BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)
// Each expects the call's number to be loaded, and leaves it so where it is another call.
#define CSECCOMP_CALL(name) \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 1), CSECCOMP_ALLOW
// Memory, but none that can be executed. Protection bits lie in the low half of the argument.
#define CSECCOMP_CALL_WITHOUT_EXECUTION(name) \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 4), CSECCOMP_LOAD(args[2]), \
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1), CSECCOMP_KILL, CSECCOMP_ALLOW
// Only to standard output and standard error.
#define CSECCOMP_CALL_ON_OUTPUT(name) \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 5), CSECCOMP_LOAD(args[0]), \
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, STDOUT_FILENO, 1, 0), \
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, STDERR_FILENO, 0, 1), CSECCOMP_ALLOW, CSECCOMP_KILL

/// From here on all threads may compute, take and free memory, write to standard output and
/// standard error, and end; any other call of the system kills the program by SIGSYS. Not even
/// reading is left. 0 where it took, -1 with errno where it did not.
static inline int cseccomp_confine(void) {
    struct sock_filter filter[] = {
        CSECCOMP_LOAD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, CSECCOMP_ARCHITECTURE, 1, 0),
        CSECCOMP_KILL,
        CSECCOMP_LOAD(nr),
        CSECCOMP_CALL_WITHOUT_EXECUTION(mmap),
        CSECCOMP_CALL_WITHOUT_EXECUTION(mprotect),
        CSECCOMP_CALL_ON_OUTPUT(write),
        CSECCOMP_CALL(munmap),
        CSECCOMP_CALL(mremap),
        CSECCOMP_CALL(brk),
        CSECCOMP_CALL(madvise),
        CSECCOMP_CALL(futex),
        CSECCOMP_CALL(getrandom),
        CSECCOMP_CALL(clock_gettime),
        CSECCOMP_CALL(rt_sigprocmask),
        CSECCOMP_CALL(rt_sigreturn),
        CSECCOMP_CALL(exit),
        CSECCOMP_CALL(exit_group),
        CSECCOMP_KILL,
    };
    const struct sock_fprog program = {sizeof filter / sizeof filter[0], filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0
               ? 0
               : -1;
}
