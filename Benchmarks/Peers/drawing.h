// Codes drawn as PNG files over libqrencode and libdeflate, as the programs beside ours do it in
// plain C; and what libpng would make of the same pixels.
#pragma once
#include <libdeflate.h>
#include <png.h>
#include <qrencode.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FAIL(what) (fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, what), exit(3))
enum { SCALE = 4, QUIET = 4 };

static QRcode *symbol(const char *text) {
    QRinput *input = QRinput_new2(0, QR_ECLEVEL_M);
    if (QRinput_append(input, QR_MODE_AN, (int)strlen(text), (const uint8_t *)text)) FAIL("text");
    QRcode *code = QRcode_encodeInput(input);
    QRinput_free(input);
    if (!code) FAIL("libqrencode");
    return code;
}

// Rows of one bit a pixel, each behind its filter byte; 1 is light.
static size_t draw(const QRcode *code, uint8_t **image, int *side) {
    *side = (code->width + 2 * QUIET) * SCALE;
    size_t stride = 1 + (*side + 7) / 8;
    *image = realloc(*image, stride * *side);
    memset(*image, 0xFF, stride * *side);
    for (int y = 0; y < *side; y++) (*image)[y * stride] = 0;
    for (int y = 0; y < code->width; y++) {
        uint8_t *row = *image + (size_t)(y + QUIET) * SCALE * stride;
        for (int x = 0; x < code->width * SCALE; x++)
            if (code->data[y * code->width + x / SCALE] & 1) {
                int pixel = x + QUIET * SCALE;
                row[1 + pixel / 8] &= ~(0x80 >> pixel % 8);
            }
        for (int copy = 1; copy < SCALE; copy++) memcpy(row + copy * stride, row, stride);
    }
    return stride * *side;
}

static uint8_t *chunk(uint8_t *at, const char *name, const uint8_t *bytes, uint32_t count) {
    for (int i = 0; i < 4; i++) at[i] = (uint8_t)(count >> (24 - 8 * i));
    memcpy(at + 4, name, 4), memcpy(at + 8, bytes, count);
    uint32_t sum = libdeflate_crc32(0, at + 4, count + 4);
    for (int i = 0; i < 4; i++) at[8 + count + i] = (uint8_t)(sum >> (24 - 8 * i));
    return at + 12 + count;
}

static size_t png_of(
    struct libdeflate_compressor *with, const uint8_t *image, size_t count, int side,
    uint8_t **out) {
    size_t bound = libdeflate_zlib_compress_bound(with, count);
    uint8_t *packed = malloc(bound), header[13] = {0, 0, side >> 8, side, 0, 0, side >> 8, side, 1};
    size_t packed_count = libdeflate_zlib_compress(with, image, count, packed, bound);
    uint8_t *file = malloc(packed_count + 64), *at = file;
    memcpy(at, "\x89PNG\r\n\x1A\n", 8);
    at = chunk(at + 8, "IHDR", header, 13);
    at = chunk(at, "IDAT", packed, (uint32_t)packed_count);
    at = chunk(at, "IEND", packed, 0);
    free(packed);
    *out = file;
    return at - file;
}

static void count_bytes(png_structp png, png_bytep bytes, png_size_t count) {
    (void)bytes;
    *(size_t *)png_get_io_ptr(png) += count;
}

static size_t libpng_bytes(const uint8_t *image, int side) {
    size_t total = 0, stride = 1 + (side + 7) / 8;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    if (setjmp(png_jmpbuf(png))) FAIL("libpng");
    png_set_write_fn(png, &total, count_bytes, NULL);
    png_set_IHDR(png, info, side, side, 1, PNG_COLOR_TYPE_GRAY, 0, 0, 0);
    png_write_info(png, info);
    for (int y = 0; y < side; y++) png_write_row(png, image + y * stride + 1);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return total;
}

// The same codes, drawn the same way, as libpng would write them.
static void sizes(const char *texts) {
    FILE *lines = fopen(texts, "r");
    char text[1024];
    uint8_t *image = NULL;
    double total = 0;
    long count = 0;
    if (!lines) FAIL(texts);
    while (fgets(text, sizeof text, lines)) {
        int side = 0;
        text[strcspn(text, "\r\n")] = 0;
        QRcode *code = symbol(text);
        draw(code, &image, &side);
        total += libpng_bytes(image, side);
        count++;
        QRcode_free(code);
    }
    printf("{\"files\": %ld, \"mean_bytes\": %.3f}\n", count, total / count);
}
