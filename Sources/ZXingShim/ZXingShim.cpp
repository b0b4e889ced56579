// Tests are in Tests/QRCodeTests: what QRCode draws is read back through here.
#include "ZXingShim.h"

// Texts are std::string in UTF-8; without it 1.4 gives wide strings and warns.
#define ZX_USE_UTF8 1
#include <ZXing/ReadBarcode.h>

#include <new>
#include <vector>

namespace {

using ZXing::Binarizer;

struct Picture {
    std::vector<uint8_t> pixels;
    int width;
    int height;
    ZXing::ImageView view() const {
        return {pixels.data(), width, height, ZXing::ImageFormat::Lum};
    }
};

// The largest picture that is looked at once more at twice its size: a smaller one may have codes
// of less than two pixels a module, in a larger one a code that small is not what was taken.
constexpr int doubled_pixels_max = 1000000;

// Each pixel the mean of its square of nine, against grain and specks; the edge stays.
Picture smoothed(const uint8_t *from, int width, int height) {
    Picture result{{from, from + size_t(width) * height}, width, height};
    for (int y = 1; y < height - 1; ++y) {
        const uint8_t *row = from + size_t(y) * width;
        for (int x = 1; x < width - 1; ++x) {
            int sum = 0;
            for (const uint8_t *at : {row + x - width, row + x, row + x + width})
                sum += at[-1] + at[0] + at[1];
            result.pixels[size_t(y) * width + x] = uint8_t(sum / 9);
        }
    }
    return result;
}

// Twice the size, shades between pixels blended by quarters.
Picture doubled(const uint8_t *from, int width, int height) {
    Picture result{std::vector<uint8_t>(size_t(4) * width * height), 2 * width, 2 * height};
    const auto shade = [&](int x, int y) {
        x = x < 0 ? 0 : x < width ? x : width - 1;
        y = y < 0 ? 0 : y < height ? y : height - 1;
        return int(from[size_t(y) * width + x]);
    };
    for (int y = 0; y < result.height; ++y) {
        for (int x = 0; x < result.width; ++x) {
            const int near_x = x / 2, far_x = near_x + (x % 2 ? 1 : -1);
            const int near_y = y / 2, far_y = near_y + (y % 2 ? 1 : -1);
            const int near = 3 * shade(near_x, near_y) + shade(far_x, near_y);
            const int far = 3 * shade(near_x, far_y) + shade(far_x, far_y);
            result.pixels[size_t(y) * result.width + x] = uint8_t((3 * near + far) / 16);
        }
    }
    return result;
}

// Anything a camera gave: each further look only where the ones before found nothing.
ZXing::Results photographed(const uint8_t *pixels, int width, int height,
                            ZXing::DecodeHints hints) {
    const auto look = [&](const ZXing::ImageView &image, Binarizer binarizer) {
        return ZXing::ReadBarcodes(image, hints.setBinarizer(binarizer));
    };
    const ZXing::ImageView image(pixels, width, height, ZXing::ImageFormat::Lum);
    auto found = look(image, Binarizer::LocalAverage);
    if (found.empty()) found = look(image, Binarizer::GlobalHistogram);
    if (found.empty()) {
        const Picture soft = smoothed(pixels, width, height);
        found = look(soft.view(), Binarizer::LocalAverage);
        if (found.empty()) found = look(soft.view(), Binarizer::GlobalHistogram);
    }
    if (found.empty() && width * height <= doubled_pixels_max)
        found = look(doubled(pixels, width, height).view(), Binarizer::LocalAverage);
    return found;
}

}  // namespace

int zxing_shim_read_qr(const uint8_t *luminance, int width, int height,
                       enum zxing_shim_picture picture, zxing_shim_found found, void *context) {
    try {
        ZXing::DecodeHints hints;
        hints.setFormats(ZXing::BarcodeFormat::QRCode);
        // QR codes are found at any angle; turning the picture is for bar codes.
        hints.setTryRotate(false);
        ZXing::Results results;
        if (picture == ZXING_SHIM_DRAWING) {
            hints.setTryHarder(false).setTryDownscale(false).setIsPure(true);
            hints.setBinarizer(Binarizer::FixedThreshold).setMaxNumberOfSymbols(1);
            results = ZXing::ReadBarcodes(
                {luminance, width, height, ZXing::ImageFormat::Lum}, hints);
        } else {
            results = photographed(luminance, width, height, hints);
        }
        for (const auto &result : results) {
            if (!result.isValid()) continue;
            const std::string text = result.text();
            found(context, reinterpret_cast<const uint8_t *>(text.data()), text.size());
        }
        return ZXING_SHIM_DONE;
    } catch (const std::bad_alloc &) {
        return ZXING_SHIM_NO_MEMORY;
    } catch (...) {
        return ZXING_SHIM_FAILED;
    }
}
