// Columns of characters, by the C library's table. Its locale C.UTF-8 is built in from glibc 2.35.
#define _GNU_SOURCE
#include "CTerminal.h"

#include <locale.h>
#include <pthread.h>
#include <wchar.h>

static locale_t unicode;

static void find_unicode(void) { unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0); }

int cterminal_columns(unsigned int scalar) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, find_unicode);
    if (unicode == (locale_t)0) return 1;
    const locale_t before = uselocale(unicode);
    const int columns = wcwidth((wchar_t)scalar);
    uselocale(before);
    return columns < 0 ? 0 : columns;
}
