// Reading QR codes by zxing-cpp, as plain C: no exception and no C++ type passes this line.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum zxing_shim_picture {
    // Anything: codes of any size, tilt and number, looked for hard.
    ZXING_SHIM_PHOTOGRAPH = 0,
    // One upright black on white code drawn by a program, and nothing else.
    ZXING_SHIM_DRAWING = 1,
};

enum zxing_shim_outcome {
    ZXING_SHIM_DONE = 0,
    ZXING_SHIM_NO_MEMORY = 1,
    ZXING_SHIM_FAILED = 2,
};

// Called once for each code with its text as UTF-8, not ended by a zero byte. It must not throw.
typedef void (*zxing_shim_found)(void *context, const uint8_t *text, size_t byte_count);

// `luminance` holds width * height bytes, rows from the top, 0 black. The caller has checked that
// both are positive and that their product fits an int.
int zxing_shim_read_qr(const uint8_t *luminance, int width, int height,
                       enum zxing_shim_picture picture, zxing_shim_found found, void *context);

#ifdef __cplusplus
}
#endif
