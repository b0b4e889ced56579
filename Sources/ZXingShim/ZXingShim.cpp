// Tests are in Tests/QRCodeTests: what QRCode draws is read back through here.
#include "ZXingShim.h"

// Texts are std::string in UTF-8; without it 1.4 gives wide strings and warns.
#define ZX_USE_UTF8 1
#include <ZXing/ReadBarcode.h>

#include <new>

int zxing_shim_read_qr(const uint8_t *luminance, int width, int height,
                       enum zxing_shim_picture picture, zxing_shim_found found, void *context) {
    try {
        const bool drawing = picture == ZXING_SHIM_DRAWING;
        ZXing::DecodeHints hints;
        hints.setFormats(ZXing::BarcodeFormat::QRCode);
        // QR codes are found at any angle; turning the picture is for bar codes.
        hints.setTryRotate(false);
        hints.setTryHarder(!drawing);
        hints.setTryDownscale(!drawing);
        hints.setIsPure(drawing);
        if (drawing) {
            hints.setBinarizer(ZXing::Binarizer::FixedThreshold);
            hints.setMaxNumberOfSymbols(1);
        }
        const ZXing::ImageView image(luminance, width, height, ZXing::ImageFormat::Lum);
        for (const auto &result : ZXing::ReadBarcodes(image, hints)) {
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
