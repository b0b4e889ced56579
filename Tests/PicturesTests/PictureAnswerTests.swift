// What passes between `gate-image` and `gate`, and the texts that people read.
import PassFormat
import Pictures
import TestSupport
import Testing

private let faults: [PictureFault] = [
    .empty, .tooManyBytes, .notPicture, .truncated(.png), .truncated(.jpeg), .damaged(.png),
    .damaged(.jpeg), .tooManyPixels(width: 20_000, height: .max), .tooManyCodes, .outOfMemory,
    .decoderFailed, .notConfined,
]

@Suite struct `Answer about a picture` {
    @Test func `reads back as what it was`() {
        let texts: [[[UInt8]]] = [
            [], [[]], [Array("GP1".utf8), [0, 0xFF], []],
            Array(repeating: [1], count: PictureLimit.codes),
            [[UInt8](repeating: 7, count: PictureLimit.textBytes)],
        ]
        for answer in texts.map(PictureAnswer.texts) + faults.map(PictureAnswer.fault) {
            #expect(PictureAnswer(answer.bytes) == answer)
            #expect(answer.bytes.count <= PictureAnswer.largestBytes)
        }
    }

    @Test func `is refused where it is cut short, too long or over a limit`() {
        for answer in [
            PictureAnswer.texts([Array("GP1".utf8)]), .fault(.notPicture),
            .fault(.damaged(.jpeg)),
        ] {
            for count in 0..<answer.bytes.count where count != 1 || answer.bytes[0] != 0 {
                #expect(PictureAnswer(Array(answer.bytes[..<count])) == nil)
            }
            #expect(PictureAnswer(answer.bytes + [1]) == nil)
        }
        let tooMany = Array(repeating: [UInt8(1)], count: PictureLimit.codes + 1)
        #expect(PictureAnswer(PictureAnswer.texts(tooMany).bytes) == nil)
        let tooLong = [UInt8](repeating: 7, count: PictureLimit.textBytes + 1)
        #expect(PictureAnswer(PictureAnswer.texts([tooLong]).bytes) == nil)
        #expect(PictureAnswer([0, 0xFF, 0xFF, 0xFF, 0xFF, 1]) == nil)
    }

    @Test func `is refused where its kind or its format is none`() {
        #expect(PictureAnswer([11, 0, 0, 0, 0, 0, 0, 0, 0]) == nil)
        #expect(PictureAnswer([4, 3, 0, 0, 0, 0, 0, 0, 0]) == nil)
        #expect(PictureAnswer([5, 0, 0, 0, 0, 0, 0, 0, 0]) == nil)
    }

    @Test func `says in both languages what was found and what to do`() throws {
        let reading: [PictureReadingFault] = [
            .missing(path: "/opt/gate-image", cause: "No such file or directory"), .timedOut,
            .brokeOff(ending: "signal 31"),
        ]
        let texts = faults.map(\.text) + reading.map(\.text)
        let lines = texts.flatMap { [$0.chinese, $0.english] }
        try GoldenFile("picture-faults.txt").check(lines.joined(separator: "\n") + "\n")
    }
}

@Suite struct `Size of a picture` {
    @Test func `is allowed at the limits and refused beyond them and at nothing`() {
        let side = PictureLimit.sidePixels
        for (width, height) in [(1, 1), (side, 1), (1, side), (10_000, 5_000)] {
            #expect(PictureLimit.allows(width: width, height: height))
        }
        for (width, height) in [
            (0, 1), (1, 0), (-1, -1), (side + 1, 1), (1, side + 1), (10_000, 5_001),
            (Int.max, Int.max), (Int.min, 1),
        ] { #expect(!PictureLimit.allows(width: width, height: height)) }
    }
}
