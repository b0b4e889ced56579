// See CTerminal.h. One terminal a program; the saved mode is written before the actions that read
// it are put in place.
#define _GNU_SOURCE
#include "CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

// xterm's control sequences: 1049 alternate screen, 25 cursor, 7 wrapping, 2004 marked pastes.
static const char enter_screen[] = "\033[?1049h\033[?25l\033[?7l\033[?2004h\033[2J";
static const char leave_screen[] = "\033[0m\033[?2004l\033[?7h\033[?25h\033[?1049l";

static struct termios saved;
static volatile sig_atomic_t taken = -1;
static char fault_stack[1 << 16];

static const int fault_signals[] = {SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE, SIGTRAP, SIGSYS};
static const int screen_signals[] = {SIGWINCH, SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGQUIT,
                                     SIGTSTP, SIGCONT, SIGPIPE};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void write_all(int terminal, const char *bytes, size_t count) {
    while (count > 0) {
        const ssize_t written = write(terminal, bytes, count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        bytes += written;
        count -= (size_t)written;
    }
}

void cterminal_give_back(void) {
    const int terminal = taken;
    if (terminal < 0) return;
    taken = -1;
    const int error = errno;
    // A program in the background would be stopped for this.
    sigset_t blocked, before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTTOU);
    sigprocmask(SIG_BLOCK, &blocked, &before);
    write_all(terminal, leave_screen, sizeof leave_screen - 1);
    tcsetattr(terminal, TCSAFLUSH, &saved);
    sigprocmask(SIG_SETMASK, &before, NULL);
    errno = error;
}

static void die_of(int number) {
    cterminal_give_back();
    // SA_RESETHAND has put the default action back.
    raise(number);
}

static void watch_for_faults(void) {
    stack_t stack = {.ss_sp = fault_stack, .ss_size = sizeof fault_stack};
    sigaltstack(&stack, NULL);
    struct sigaction action = {.sa_handler = die_of, .sa_flags = SA_RESETHAND | SA_ONSTACK};
    sigfillset(&action.sa_mask);
    for (size_t index = 0; index < COUNT(fault_signals); index++)
        sigaction(fault_signals[index], &action, NULL);
}

int cterminal_take(int terminal) {
    // After SIGSTOP the shell has put its own mode in place: what was saved first stays saved.
    const int is_again = taken >= 0;
    if (!is_again) {
        if (tcgetattr(terminal, &saved) != 0) return errno;
        taken = terminal;
        watch_for_faults();
    }
    struct termios raw = saved;
    cfmakeraw(&raw);
    if (tcsetattr(terminal, is_again ? TCSADRAIN : TCSAFLUSH, &raw) != 0) {
        const int error = errno;
        taken = -1;
        return error;
    }
    write_all(terminal, enter_screen, sizeof enter_screen - 1);
    return 0;
}

int cterminal_size(int terminal, unsigned short *rows, unsigned short *columns) {
    struct winsize size;
    if (ioctl(terminal, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) return -1;
    *rows = size.ws_row;
    *columns = size.ws_col;
    return 0;
}

int cterminal_open_signals(void) {
    sigset_t set;
    sigemptyset(&set);
    for (size_t index = 0; index < COUNT(screen_signals); index++)
        sigaddset(&set, screen_signals[index]);
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0) return -1;
    // Where whoever started us ignores it, no program's end could be asked for.
    signal(SIGCHLD, SIG_DFL);
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

int cterminal_next_signal(int signals) {
    struct signalfd_siginfo found;
    if (read(signals, &found, sizeof found) != (ssize_t)sizeof found) return 0;
    return (int)found.ssi_signo;
}

void cterminal_obey(int number) {
    sigset_t set, before;
    sigemptyset(&set);
    sigaddset(&set, number);
    signal(number, SIG_DFL);
    raise(number);
    // The signal waits until here.
    sigprocmask(SIG_UNBLOCK, &set, &before);
    sigprocmask(SIG_SETMASK, &before, NULL);
}
