#pragma once
#include <qrencode.h>

// What QRcode_encodeInput calls, with a mask of 0 to 7. The library's header leaves it out, and a
// build of it may keep it to itself; Debian's lists it among its symbols.
extern QRcode *QRcode_encodeMask(QRinput *input, int mask) __attribute__((weak));

/// 1 where a symbol can be had under a mask of the caller's choice.
static inline int cqrencode_takes_masks(void) { return QRcode_encodeMask != 0; }

/// The symbol under this mask; only where masks are taken.
static inline QRcode *cqrencode_under_mask(QRinput *input, int mask) {
    return QRcode_encodeMask(input, mask);
}
