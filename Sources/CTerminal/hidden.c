// Typing that is not shown, and shown again whatever ends or stops the program. See CTerminal.h.
#define _GNU_SOURCE
#include "CTerminal.h"

#include <errno.h>
#include <signal.h>
#include <termios.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const int ending_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};

static struct termios shown, unshown;
static struct sigaction showing, found[COUNT(ending_signals)];
static volatile sig_atomic_t hidden = -1;

static void show_and_obey(int number) {
    const int error = errno;
    const int terminal = hidden;
    tcsetattr(terminal, TCSANOW, &shown);
    cterminal_obey(number);
    // It was stopped, and goes on: in the background only once it is called to the front.
    sigset_t front, before;
    sigemptyset(&front);
    sigaddset(&front, SIGTTOU);
    sigprocmask(SIG_UNBLOCK, &front, &before);
    while (tcsetattr(terminal, TCSANOW, &unshown) != 0 && errno == EINTR) continue;
    sigprocmask(SIG_SETMASK, &before, NULL);
    sigaction(number, &showing, NULL);
    errno = error;
}

int cterminal_hide_typing(int terminal) {
    if (hidden >= 0 || tcgetattr(terminal, &shown) != 0) return -1;
    unshown = shown;
    unshown.c_lflag &= ~(tcflag_t)ECHO;
    hidden = terminal;
    showing.sa_handler = show_and_obey;
    showing.sa_flags = SA_RESTART;
    // Also SIGTTOU, by which a program in the background would be stopped.
    sigfillset(&showing.sa_mask);
    for (size_t index = 0; index < COUNT(ending_signals); index++) {
        sigaction(ending_signals[index], NULL, &found[index]);
        if (found[index].sa_handler != SIG_IGN) sigaction(ending_signals[index], &showing, NULL);
    }
    tcsetattr(terminal, TCSANOW, &unshown);
    return 0;
}

void cterminal_show_typing(void) {
    if (hidden < 0) return;
    tcsetattr(hidden, TCSANOW, &shown);
    for (size_t index = 0; index < COUNT(ending_signals); index++)
        sigaction(ending_signals[index], &found[index], NULL);
    hidden = -1;
}
