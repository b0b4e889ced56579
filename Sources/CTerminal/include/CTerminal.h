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

/// Columns that a character takes on a terminal: 0 (marks, control characters), 1 or 2.
int cterminal_columns(unsigned int scalar);
