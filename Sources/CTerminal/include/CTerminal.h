#pragma once
// The parts of a full-screen program that have to be C: what runs inside a signal's action, where
// only async-signal-safe calls are allowed, and calls with variable arguments.
#include <stddef.h>

/// Puts a terminal into raw mode on its alternate screen and arranges that it is given back when
/// this program dies of a fault; once more after a stop. 0, or errno.
int cterminal_take(int terminal);

/// Gives the terminal back as it was found; does nothing where it was not taken.
void cterminal_give_back(void);

/// Rows and columns; 0 where the terminal told both.
int cterminal_size(int terminal, unsigned short *rows, unsigned short *columns);

/// A descriptor from which the signals that a screen answers are read, in place of their actions.
/// Negative where the system refuses.
int cterminal_open_signals(void);

/// The next signal that waits; 0 where none does.
int cterminal_next_signal(int signals);

/// Lets the default action of a signal happen, such as stopping this program.
void cterminal_obey(int signal);

/// Turns the echo of a terminal off, and arranges that a signal which ends or stops this program
/// turns it on first. 0; -1 where it is no terminal, or hidden already.
int cterminal_hide_typing(int terminal);

/// Turns the echo on again where it was on, and puts the signals' actions back.
void cterminal_show_typing(void);

/// The reading end of a pipe that holds these bytes, as many as it takes at once; or -errno.
int cterminal_pipe(const void *bytes, size_t count);

/// Starts a program whose standard input is `input` (or nothing, where negative), in a group of its
/// own, with no other open file, no blocked signal and the given variables. Its id, or -errno.
int cterminal_start(const char *path, char *const arguments[], char *const variables[], int input);

/// Columns that a character takes on a terminal: 0 (marks, control characters), 1 or 2.
int cterminal_columns(unsigned int scalar);
