// Picture files of every kind to grey pixels, and files that are none.
import PictureFile
import PictureSupport
import Pictures
import Testing

/// Black and white, with sides that no pass of an interlaced picture divides.
private func chequered(width: Int = 37, height: Int = 21) -> GreyDrawing {
    var drawing = GreyDrawing(width: width, height: height, shade: 255)
    for index in drawing.pixels.indices where (index * index / 3) % 5 < 2 {
        drawing.pixels[index] = 0
    }
    return drawing
}

@Suite struct `PNG picture` {
    @Test(arguments: PNGForm.all)
    func `is decoded from every colour type, depth and order, alpha over white`(
        form: PNGForm
    ) throws {
        for (width, height) in [(37, 21), (1, 1), (3, 9)] {
            let drawing = chequered(width: width, height: height)
            let picture = try greyPicture(of: form.file(of: drawing))
            #expect(picture.width == width)
            #expect(picture.height == height)
            #expect(picture.luminance == drawing.pixels)
        }
    }

    @Test func `keeps shades between black and white`() throws {
        let ramp = GreyDrawing(width: 256, height: 1, pixels: (0...255).map { UInt8($0) })
        for form in [
            PNGForm(.grey, depth: 8, .plain), PNGForm(.trueColour, depth: 8, .interlaced),
            PNGForm(.trueColourAlpha, depth: 8, .plain), PNGForm(.indexed, depth: 8, .plain),
        ] {
            #expect(try greyPicture(of: form.file(of: ramp)).luminance == ramp.pixels)
        }
    }

    @Test func `is refused as truncated wherever it is cut before its last pixel`() throws {
        for order in PNGForm.Order.allCases {
            let file = PNGForm(.grey, depth: 8, order).file(of: chequered())
            // Behind the data stand four bytes of CRC and the end's twelve.
            for count in 8..<file.count - 16 {
                #expect(throws: PictureFault.truncated(.png), "cut at \(count) of \(file.count)") {
                    try greyPicture(of: Array(file[..<count]))
                }
            }
        }
    }

    @Test func `is refused as damaged with a wrong bit in header or pixels`() throws {
        let file = PNGForm(.grey, depth: 8, .plain).file(of: chequered())
        for position in [24, 25, 29, 45, 60] {
            var flawed = file
            flawed[position] ^= 0x10
            #expect(throws: PictureFault.damaged(.png), "byte \(position)") {
                try greyPicture(of: flawed)
            }
        }
    }

    @Test func `may have as much text beside its pixels as a file holds`() throws {
        var long = PNGChunks()
        let file = PNGForm(.grey, depth: 8, .plain).file(of: chequered())
        long.append("IHDR", Array(file[16..<29]))
        long.append("tEXt", [0x41, 0] + [UInt8](repeating: 0x41, count: 20 << 20))
        #expect(try greyPicture(of: long.bytes + file[33...]).luminance == chequered().pixels)
    }

    @Test func `is not inflated beyond a limit by texts beside the pixels`() {
        var bomb = PNGChunks()
        let file = PNGForm(.grey, depth: 8, .plain).file(of: chequered())
        bomb.append("IHDR", Array(file[16..<29]))
        bomb.append("zTXt", [0x41, 0, 0] + zlib([UInt8](repeating: 0x41, count: 64 << 20)))
        #expect(throws: PictureFault.damaged(.png)) {
            try greyPicture(of: bomb.bytes + file[33...])
        }
    }
}

@Suite struct `JPEG picture` {
    @Test(arguments: JPEGForm.allCases)
    func `is decoded in grey, colour, progressive order and four inks`(form: JPEGForm) throws {
        let drawing = try GreyDrawing(of: "GP1", scalePixels: 8)
        let picture = try greyPicture(of: form.file(of: drawing))
        #expect(picture.width == drawing.width)
        #expect(picture.height == drawing.height)
        let far = zip(picture.luminance, drawing.pixels).filter { abs(Int($0) - Int($1)) > 60 }
        #expect(far.isEmpty)
    }

    @Test(arguments: JPEGForm.allCases)
    func `is refused as truncated wherever its pixels are cut short`(form: JPEGForm) throws {
        let file = form.file(of: try GreyDrawing(of: "GP1", scalePixels: 2))
        for count in [4, 30, file.count / 2, file.count * 3 / 4] {
            #expect(throws: PictureFault.truncated(.jpeg), "cut at \(count) of \(file.count)") {
                try greyPicture(of: Array(file[..<count]))
            }
        }
    }

    @Test func `is refused as damaged where its tables are nonsense`() throws {
        var file = JPEGForm.grey.file(of: chequered())
        let table = try #require(
            file.indices.dropLast().first { file[$0...].starts(with: [0xFF, 0xC4]) })
        for index in table + 5..<table + 21 { file[index] = 0xFF }
        #expect(throws: PictureFault.damaged(.jpeg)) { try greyPicture(of: file) }
    }
}

@Suite struct `Picture file` {
    @Test func `of no bytes, too many, or of something else is refused`() {
        #expect(throws: PictureFault.empty) { try greyPicture(of: []) }
        #expect(throws: PictureFault.tooManyBytes) {
            try greyPicture(of: [UInt8](repeating: 0x89, count: PictureLimit.fileBytes + 1))
        }
        for bytes in [
            Array("GIF89a".utf8), Array("RIFF....WEBP".utf8), Array("GP1".utf8), [0x89],
            [0xFF, 0xD8],
            [UInt8](repeating: 0, count: PictureLimit.fileBytes),
        ] {
            #expect(throws: PictureFault.notPicture) { try greyPicture(of: bytes) }
        }
    }

    @Test func `is decoded at the limits of its sides and refused one pixel beyond`() throws {
        let side = PictureLimit.sidePixels
        for (width, height) in [(side, 1), (1, side)] {
            let line = GreyDrawing(width: width, height: height, shade: 255)
            for file in [
                PNGForm(.grey, depth: 1, .plain).file(of: line), JPEGForm.grey.file(of: line),
            ] {
                #expect(try greyPicture(of: file).luminance.count == side)
            }
        }
        for (width, height) in [(side + 1, 1), (1, side + 1)] {
            let line = GreyDrawing(width: width, height: height, shade: 255)
            let fault = PictureFault.tooManyPixels(width: UInt32(width), height: UInt32(height))
            for file in [
                PNGForm(.grey, depth: 1, .plain).file(of: line), JPEGForm.grey.file(of: line),
            ] {
                #expect(throws: fault) { try greyPicture(of: file) }
            }
        }
    }

    @Test func `that claims too many pixels is refused before any is decoded`() throws {
        // A header alone: whoever decoded would find it truncated.
        var claim = PNGChunks()
        claim.append("IHDR", [0, 0, 0x27, 0x10, 0, 0, 0x13, 0x89, 8, 0, 0, 0, 0])
        #expect(throws: PictureFault.tooManyPixels(width: 10_000, height: 5_001)) {
            try greyPicture(of: claim.bytes)
        }
        var jpeg = JPEGForm.grey.file(of: chequered())
        let frame = try #require(
            jpeg.indices.dropLast().first { jpeg[$0...].starts(with: [0xFF, 0xC0]) })
        jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0x13, 0x89, 0x27, 0x10])
        #expect(throws: PictureFault.tooManyPixels(width: 10_000, height: 5_001)) {
            try greyPicture(of: jpeg)
        }
    }

    @Test func `bent in any byte is decoded or refused, and never more than its size`() throws {
        let picture = chequered()
        let files =
            PNGForm.all.map { $0.file(of: picture) }
            + JPEGForm.allCases.map { $0.file(of: picture) }
        for file in files {
            for position in stride(from: 2, to: file.count, by: 7) {
                var bent = file
                bent[position] ^= UInt8(truncatingIfNeeded: 1 << (position % 8))
                if let found = try? greyPicture(of: bent) {
                    #expect(found.luminance.count == found.width * found.height)
                }
            }
        }
    }
}
